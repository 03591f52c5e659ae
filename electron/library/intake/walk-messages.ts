/** What the owner and the thread that walks say to each other. */
import { z } from 'zod';
import { MOST_IN_BATCH } from '../roots/walk.ts';

const path = z.string().max(65_536);
const entry = z.object({
  path,
  bytes: z.number().nonnegative(),
  modifiedMs: z.number(),
  changedMs: z.number(),
  inode: z.number(),
});

/** walk: begin one. more: the batch was taken, or nobody wants the rest. */
export const toThreadSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('walk'),
    id: z.number(),
    plan: z.object({ folder: path, keepsInodes: z.boolean(), isLocal: z.boolean() }),
  }),
  z.object({ type: z.literal('more'), id: z.number(), isUnwanted: z.boolean() }),
]);
export type ToThread = z.infer<typeof toThreadSchema>;

export const fromThreadSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('batch'), id: z.number(), entries: z.array(entry).max(MOST_IN_BATCH) }),
  z.object({
    type: z.literal('done'),
    id: z.number(),
    walked: z.object({ complete: z.boolean(), unreadable: z.array(path), brokenNames: z.array(path) }),
  }),
  z.object({ type: z.literal('failed'), id: z.number(), message: z.string() }),
]);
export type FromThread = z.infer<typeof fromThreadSchema>;
