/** What the simulator's thread and its owner say to each other. */
import { z } from 'zod';

/** From the thread: it listens, it could not start, it has closed. */
export const fromThreadSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), url: z.string(), port: z.number() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
  z.object({ type: z.literal('closed') }),
]);
export type FromThread = z.infer<typeof fromThreadSchema>;

/** To the thread. */
export const CLOSE = 'close';
