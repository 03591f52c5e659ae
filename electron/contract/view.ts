/**
 * Views of the library: what is shown, in which order and in which groups. The order of a view crosses to the page once, as typed arrays; what a
 * cell says of a photo is asked for by its number when it comes into sight.
 */
import { z } from 'zod';
import { MOST_ROWS } from './bounds.ts';
import { problemSchema } from './errors.ts';
import { folderKeySchema } from './ids.ts';
import { pictureFormatSchema } from './photo.ts';
import { shownTextSchema } from './visible.ts';

/** Photos of which one call asks what cells say. */
export const ROWS_AT_ONCE = 500;
/** Photos of which the page holds what cells say: of these it is told what changes. */
export const ROWS_HELD = 3_000;

export const viewSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('folder'), folder: folderKeySchema, subfolders: z.boolean() }),
  /** Photos with results; `since`: with one that was made after this, ms since 1970. */
  z.object({ kind: z.literal('results'), since: z.number().optional() }),
]);

export const viewQuerySchema = z.object({
  source: viewSourceSchema,
  /** All of these words, in names, folders, cameras, lenses, titles, keywords, prompts and recipes; case and accents do not count. */
  text: z.string().max(200).optional(),
  formats: z.array(pictureFormatSchema).max(10).optional(),
  developed: z.boolean().optional(),
  missing: z.boolean().optional(),
  /** First and last day, "2026-11-05", both included. */
  from: z.string().max(10).optional(),
  to: z.string().max(10).optional(),
  /** taken: by capture time, days in the order that `reversed` says and in time order within a day. */
  sort: z.enum(['taken', 'name', 'added', 'size']),
  /** From the end: the newest day first, Z to A, the largest first. */
  reversed: z.boolean(),
  group: z.enum(['day', 'month', 'folder', 'none']),
});
export type ViewQuery = z.infer<typeof viewQuerySchema>;

const numbers = <Kind extends Int32ArrayConstructor | Float32ArrayConstructor>(kind: Kind) =>
  z.instanceof(kind).refine(({ length }) => length <= MOST_ROWS);

export const viewSchema = z.object({
  /** Says which answer this is, for the next time it is asked for. */
  token: z.number().int(),
  /** Photos in their order. */
  ids: numbers(Int32Array),
  /** Width divided by height of each; 0: not known yet. */
  aspects: numbers(Float32Array),
  /** Where each group begins. */
  starts: numbers(Int32Array),
  /** What each group is: "2026-11-05", "2026-11", a folder's label, or "". */
  groups: z.array(shownTextSchema).max(MOST_ROWS),
});
export type View = z.infer<typeof viewSchema>;

/** What the library holds, for the panel at the side. */
export const overviewSchema = z.object({
  /** Photos in the library. */
  total: z.number().int().nonnegative(),
  /** Kinds of pictures among them, and the years they were taken in, the newest first. */
  formats: z.array(pictureFormatSchema).max(20),
  years: z.array(z.string().max(6)).max(300),
  /** Folders that hold photos, in the order in which people count. */
  folders: z
    .array(
      z.object({
        key: folderKeySchema,
        /** The folder around it. */
        above: folderKeySchema,
        /** Last two names. */
        label: shownTextSchema,
        count: z.number().int().nonnegative(),
        /** Photos in it and in folders below it. */
        countBelow: z.number().int().nonnegative(),
        /** It was added as a whole: it is looked at again and again, and may hold photos only in folders below it. */
        isRoot: z.boolean(),
        /** Why it cannot be reached; null: it can. */
        problem: problemSchema.nullable(),
      }),
    )
    .max(MOST_ROWS),
});
export type Overview = z.infer<typeof overviewSchema>;
