/** Photos (originals) and results as the renderer sees them: names and numbers, never a path. */
import { z } from 'zod';
import { MOST_NAME, MOST_ROWS } from './bounds.ts';
import { cameraTimeSchema } from './camera-time.ts';
import { problemSchema } from './errors.ts';
import { folderKeySchema, jobIdSchema, photoIdSchema, resultIdSchema } from './ids.ts';
import { parametersSchema } from './recipe.ts';
import { shownTextSchema } from './visible.ts';

export const pictureFormatSchema = z.enum(['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif', 'heic', 'bmp', 'jxl', 'raw']);
export type PictureFormat = z.infer<typeof pictureFormatSchema>;

/** Which of a RAW and a JPEG of one shot is the photo that is developed; the other one belongs to it. both: each is a photo of its own. */
export const pairsSchema = z.enum(['jpeg', 'raw', 'both']);
export type Pairs = z.infer<typeof pairsSchema>;

export const photoSchema = z.object({
  id: photoIdSchema,
  /** File name with extension, fit to be shown. */
  name: shownTextSchema,
  /** Last two folders, "Autumn trip / 3 Coast, town": enough to recognise, not enough to find. */
  folder: shownTextSchema,
  /** Tells apart folders whose last two names are the same. */
  folderKey: folderKeySchema,
  format: pictureFormatSchema.nullable(),
  /** Pixels, upright; null until the file was looked into. */
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  /** Size of the file, bytes. */
  bytes: z.number().int().nonnegative(),
  /** Capture time as the camera's clock showed it; null: the file does not say it. */
  takenAt: cameraTimeSchema.nullable(),
  /** When the file was last written, ms since 1970: stands in for a missing capture time, see `timeOfPhoto`. */
  modifiedAt: z.number(),
  addedAt: z.number(),
  /** Names of files of the same shot that belong to this photo: the RAW of a JPEG, or the other way round. */
  companions: z.array(shownTextSchema).max(MOST_ROWS),
  /** Changes when the file does; part of the picture's address. */
  version: z.string().max(MOST_NAME),
  /** Why it cannot be developed; null: it can. */
  problem: problemSchema.nullable(),
  /** True while the file is not reachable. */
  missing: z.boolean(),
});
export type Photo = z.infer<typeof photoSchema>;

export const resultSchema = z.object({
  id: resultIdSchema,
  photoId: photoIdSchema.nullable(),
  jobId: jobIdSchema,
  name: shownTextSchema,
  folder: shownTextSchema,
  recipe: shownTextSchema,
  model: z.string().max(MOST_NAME),
  parameters: parametersSchema,
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  bytes: z.number().int().nonnegative(),
  /** US dollars, as charged; null: the service did not say. */
  costUsd: z.number().nullable(),
  /** Milliseconds from sending to the answer. */
  tookMs: z.number().nonnegative(),
  createdAt: z.number(),
  simulated: z.boolean(),
  missing: z.boolean(),
  version: z.string().max(MOST_NAME),
});
export type Result = z.infer<typeof resultSchema>;

/** What the info panel shows of an original: read from the file when asked for. */
export const photoDetailsSchema = z.object({
  camera: shownTextSchema.nullable(),
  lens: shownTextSchema.nullable(),
  exposure: shownTextSchema.nullable(),
  place: shownTextSchema.nullable(),
  /** Colour space by name, with bits a channel: "sRGB, 8 bit". */
  colour: shownTextSchema.nullable(),
  takenAt: cameraTimeSchema.nullable(),
  /** Metadata entries that an upload leaves behind. */
  tagCount: z.number().int().nonnegative(),
  /** True where the file says where it was taken. */
  hasPlace: z.boolean(),
});
export type PhotoDetails = z.infer<typeof photoDetailsSchema>;

export const addOutcomeSchema = z.object({
  added: z.array(photoIdSchema).max(MOST_ROWS),
  /** Already in the library. */
  known: z.array(photoIdSchema).max(MOST_ROWS),
  refused: z.array(z.object({ name: shownTextSchema, problem: problemSchema })).max(MOST_ROWS),
  /** Results of Darkslide, known by the mark inside them: no photos, unless a person wants them to be. */
  results: z.array(z.object({ name: shownTextSchema, problem: problemSchema })).max(MOST_ROWS),
  /** Files of a shot that another one stands for: they belong to its photo. */
  paired: z.array(z.object({ name: shownTextSchema, problem: problemSchema })).max(MOST_ROWS),
});
export type AddOutcome = z.infer<typeof addOutcomeSchema>;

/** What is done with files that came in: their names are listed, then each is looked into. Counts are of the work that goes on, or went on last. */
export const intakeSchema = z.object({
  state: z.enum(['idle', 'listing', 'looking', 'paused']),
  /** Photos found by name. */
  found: z.number().int().nonnegative(),
  /** Files looked into. */
  looked: z.number().int().nonnegative(),
  /** Files still to be looked into, whenever they were found. */
  toLook: z.number().int().nonnegative(),
  /** Files looked into that cannot be used; each says why. */
  unusable: z.number().int().nonnegative(),
});
export type Intake = z.infer<typeof intakeSchema>;
