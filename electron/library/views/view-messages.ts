/** What the owner and the thread that computes views say to each other. */
import { z } from 'zod';
import { folderKeySchema } from '../../contract/ids.ts';
import { overviewSchema as shownSchema, viewQuerySchema, viewSchema } from '../../contract/view.ts';

export const startSchema = z.object({ file: z.string() });

export const toThreadSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('view'), id: z.number(), query: viewQuerySchema, since: z.number().nullable() }),
  z.object({ type: z.literal('overview'), id: z.number() }),
  z.object({ type: z.literal('note'), photoIds: z.array(z.number()), resultIds: z.array(z.number()) }),
  z.object({ type: z.literal('close') }),
]);
export type ToThread = z.infer<typeof toThreadSchema>;

const count = z.number().int().nonnegative();
const overviewSchema = z.object({
  total: count,
  ...{ formats: shownSchema.shape.formats, years: shownSchema.shape.years },
  folders: z.array(
    z.object({
      ...{ key: folderKeySchema, above: folderKeySchema },
      label: z.string(),
      count,
      countBelow: count,
      path: z.string(),
    }),
  ),
});

export const fromThreadSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('view'), id: z.number(), view: viewSchema.nullable() }),
  z.object({ type: z.literal('overview'), id: z.number(), overview: overviewSchema }),
  z.object({ type: z.literal('failed'), id: z.number(), message: z.string() }),
]);
export type FromThread = z.infer<typeof fromThreadSchema>;
