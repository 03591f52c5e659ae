/** What the owner and the thread that walks say to each other. */
import { z } from 'zod';
import { MOST_IN_BATCH } from '../roots/walk.ts';

const MOST_IN_PATH = 65_536;
const path = z.string().max(MOST_IN_PATH);
const entry = z.object({
  path,
  bytes: z.number().nonnegative(),
  modifiedMs: z.number(),
  changedMs: z.number(),
  inode: z.number(),
});

/** The library, see `keepLogShort`. */
export const startSchema = z.object({ file: z.string(), numbers: z.string().nullable() });

/** names, compare: begin one, see Walks. more: a batch was taken, or nobody wants the rest. */
export const toThreadSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.enum(['names', 'compare']),
    id: z.number(),
    plan: z.object({ folder: path, keepsInodes: z.boolean(), isLocal: z.boolean() }),
  }),
  z.object({ type: z.literal('more'), id: z.number(), isUnwanted: z.boolean() }),
  z.object({ type: z.literal('close') }),
]);
export type ToThread = z.infer<typeof toThreadSchema>;

export const fromThreadSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('names'),
    id: z.number(),
    rows: z.string().max(MOST_IN_BATCH * MOST_IN_PATH),
    count: z.number().int().max(MOST_IN_BATCH),
  }),
  z.object({
    type: z.literal('strays'),
    id: z.number(),
    entries: z.array(entry).max(MOST_IN_BATCH),
    ids: z.array(z.number()).max(MOST_IN_BATCH),
  }),
  z.object({
    type: z.literal('done'),
    id: z.number(),
    walked: z.object({
      ...{ complete: z.boolean(), unreadable: z.array(path), brokenNames: z.array(path) },
      settled: z.number(),
    }),
  }),
  z.object({ type: z.literal('failed'), id: z.number(), message: z.string() }),
]);
export type FromThread = z.infer<typeof fromThreadSchema>;

/** Batches that may be on their way at a time: neither side waits for the other, and neither gets far ahead. */
export const AHEAD = 4;
