/** A recipe: what is asked of the model, how the photo is prepared and how the result is named. */
import { z } from 'zod';
import { carriedSchema } from './carried.ts';

export const parameterValueSchema = z.union([z.string().max(20_000), z.number(), z.boolean()]);
export type ParameterValue = z.infer<typeof parameterValueSchema>;

/** Fields of one model; the largest has about twenty. */
export const MOST_PARAMETERS = 200;

/** Name of a model's field. Not one of those that every object has by itself: looked up in a table, they would be found. */
export const fieldNameSchema = z
  .string()
  .min(1)
  .max(80)
  .refine((name) => !(name in Object.prototype));

/** Values of a model's own fields. */
export const parametersSchema = z
  .record(fieldNameSchema, parameterValueSchema)
  .refine((values) => Object.keys(values).length <= MOST_PARAMETERS);

export const outputFormatSchema = z.enum(['jpeg', 'png']);
export type OutputFormat = z.infer<typeof outputFormatSchema>;

/** Who answers: part of what makes two pieces of work the same. */
const backendSchema = z.enum(['segmind']);
export type Backend = z.infer<typeof backendSchema>;
export const DEFAULT_BACKEND: Backend = 'segmind';

/**
 * What becomes of the answer, which has about a megapixel: `off`, stored as it came; `on`, carried over to the original at its full size; `both`, carried
 * over, with the answer kept beside it. Made on this computer, free, so it is no part of what makes two pieces of work the same.
 */
export const fullSizeModeSchema = z.enum(['off', 'on', 'both']);
export type FullSizeMode = z.infer<typeof fullSizeModeSchema>;

export const recipeSchema = z.object({
  /** Shown on screen and used as {recipe} in names; empty: made from the prompt. */
  title: z.string().max(80),
  model: z.string().min(1).max(120),
  /** Left out: Segmind. */
  backend: backendSchema.optional(),
  /** Values of the model's own fields, prompt and strength among them. */
  parameters: parametersSchema,
  format: outputFormatSchema,
  /** 2, 3 …: another picture of the same work on purpose, paid again. Left out: the first. */
  variant: z.number().int().min(2).max(999).optional(),
  /** Longest side of the upload, pixels. */
  longSide: z.number().int().min(64).max(4096),
  /** Left out: as it came. */
  fullSize: fullSizeModeSchema.optional(),
  /** Template for the result's name, without folder and extension. */
  name: z.string().min(1).max(200),
  /** What of the original's own words the result carries on; left out: all of it. It does not make the work another. */
  carried: carriedSchema.optional(),
});
export type Recipe = z.infer<typeof recipeSchema>;

export const DEFAULT_LONG_SIDE = 1536;
export const DEFAULT_NAME_TEMPLATE = '{name}-{recipe}-{variant}';
/** 1 ignores the photo and 0 leaves it alone, so the app starts in between. */
export const DEFAULT_STRENGTH = 0.6;
