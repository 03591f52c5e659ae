/** What the owner and the watching process say to each other; both check what they hear. */
import { z } from 'zod';
import { problemSchema } from '../../contract/errors.ts';
import { watchTimesSchema } from './times.ts';

/** Most paths in one hint, and in one look. */
export const MOST_PATHS = 500;
/** Most entries in one message of a listing; those of a walk fit. */
export const MOST_ENTRIES = 500;
/** Batches of one listing that may be on their way: the process waits for the owner, and neither's memory fills. */
export const BATCHES_AHEAD = 4;
/** Folders that could not be listed: where there are more, nothing is concluded from the listing. */
export const MOST_UNREADABLE = 1_000;
export const MOST_BROKEN = 200;
const MOST_EXCLUDED = 1_000;

/** Longer ones cannot be opened anywhere. */
const pathSchema = z.string().max(32_767);
const idSchema = z.number().int();

const entrySchema = z.object({
  path: pathSchema,
  bytes: z.number(),
  modifiedMs: z.number(),
  changedMs: z.number(),
  inode: z.number(),
});

const statusSchema = z.object({
  mode: z.enum(['native', 'polling', 'unreachable']),
  problem: problemSchema.nullable(),
  probeMs: z.number().nullable(),
  pollMs: z.number().nullable(),
});

const listingSchema = z.object({
  complete: z.boolean(),
  unreadable: z.array(pathSchema).max(MOST_UNREADABLE),
  brokenNames: z.array(pathSchema).max(MOST_BROKEN),
  volume: z.string().max(4_096).nullable(),
  inode: z.number(),
});

const rootSchema = z.object({
  id: idSchema,
  path: pathSchema,
  subfolders: z.boolean(),
  excluded: z.array(pathSchema).max(MOST_EXCLUDED),
  polling: z.boolean(),
});

/** How the process is started; one argument, as JSON. */
export const startSchema = z.object({
  times: watchTimesSchema,
  /** The module that hears the system's reports is not loaded: it crashed too often. */
  pollingOnly: z.boolean(),
});
export type WatchStart = z.infer<typeof startSchema>;

/** From the owner. */
export const orderSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), root: rootSchema }),
  z.object({ type: z.literal('close'), root: idSchema }),
  z.object({ type: z.literal('list'), call: idSchema, root: idSchema, folder: pathSchema }),
  /** A batch of this listing was taken. */
  z.object({ type: z.literal('taken'), call: idSchema }),
  z.object({ type: z.literal('look'), call: idSchema, root: idSchema, paths: z.array(pathSchema).max(MOST_PATHS) }),
  z.object({ type: z.literal('ping'), call: idSchema }),
  z.object({ type: z.literal('stop') }),
]);
export type Order = z.infer<typeof orderSchema>;

/** From the watching process. */
export const reportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('hint'), root: idSchema, paths: z.array(pathSchema).max(MOST_PATHS).nullable() }),
  z.object({ type: z.literal('status'), root: idSchema, status: statusSchema }),
  z.object({ type: z.literal('batch'), call: idSchema, entries: z.array(entrySchema).max(MOST_ENTRIES) }),
  z.object({ type: z.literal('listed'), call: idSchema, listing: listingSchema }),
  z.object({ type: z.literal('looked'), call: idSchema, entries: z.array(entrySchema.nullable()).max(MOST_PATHS) }),
  z.object({ type: z.literal('failed'), call: idSchema, problem: problemSchema }),
  z.object({ type: z.literal('pong'), call: idSchema }),
  z.object({ type: z.literal('log'), message: z.string().max(2_000) }),
]);
export type Report = z.infer<typeof reportSchema>;
