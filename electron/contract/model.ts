/** A hosted model as data: one JSON file in resources/models describes it, this schema checks it, screens are made from it. */
import { z } from 'zod';
import { MOST_LINES, MOST_NAME, MOST_SENTENCE } from './bounds.ts';
import { fieldNameSchema, MOST_PARAMETERS, parametersSchema, parameterValueSchema } from './recipe.ts';

/** One field of a model: a JSON Schema subset plus hints for the screen (`x-ui`). */
const parameterSchema = z
  .object({
    type: z.enum(['string', 'number', 'integer', 'boolean']),
    title: z.string().min(1).max(MOST_NAME),
    description: z.string().max(MOST_SENTENCE).optional(),
    default: parameterValueSchema.optional(),
    enum: z.array(z.string().max(MOST_NAME)).min(1).max(MOST_LINES).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.number().int().nonnegative().optional(),
    maxLength: z.number().int().positive().optional(),
    'x-ui': z
      .object({
        control: z.enum(['prompt', 'text', 'slider', 'number', 'switch', 'menu']),
        /** Steps of a slider or number field. */
        step: z.number().positive().optional(),
        /** Words under the two ends of a slider. */
        ends: z.tuple([z.string().max(MOST_NAME), z.string().max(MOST_NAME)]).optional(),
        placeholder: z.string().max(MOST_SENTENCE).optional(),
        /** Folded away under "More" until asked for. */
        advanced: z.boolean().optional(),
      })
      .strict(),
  })
  .strict();
export type Parameter = z.infer<typeof parameterSchema>;

const modelKindSchema = z.enum(['photo-to-photo', 'text-to-picture', 'restore', 'two-photos']);
export type ModelKind = z.infer<typeof modelKindSchema>;

export const transportSchema = z.enum(['v1', 'v2']);
export type Transport = z.infer<typeof transportSchema>;

export const modelSchema = z
  .object({
    slug: z
      .string()
      .max(120)
      .regex(/^[a-z0-9][a-z0-9.-]*$/),
    title: z.string().min(1).max(MOST_NAME),
    kind: modelKindSchema,
    summary: z.string().min(1).max(MOST_SENTENCE),
    /** About what one run costs, US dollars. */
    priceUsd: z.number().nonnegative(),
    /** About how long one run takes, seconds. */
    latencySeconds: z.number().positive(),
    /** v1 blocks until the picture is ready, v2 answers at once and is asked again. */
    transport: transportSchema,
    /** Pictures the model wants, in the order the screen asks for them. */
    inputs: z.array(z.object({ field: fieldNameSchema, title: z.string().min(1).max(MOST_NAME) }).strict()).max(MOST_LINES),
    /** Fields sent as they stand with every request. */
    fixed: parametersSchema,
    parameters: z
      .object({
        properties: z.record(fieldNameSchema, parameterSchema).refine((fields) => Object.keys(fields).length <= MOST_PARAMETERS),
        required: z.array(fieldNameSchema).max(MOST_PARAMETERS),
      })
      .strict(),
    /** Which field chooses the format of the result; null where the model decides. */
    formatField: fieldNameSchema.nullable(),
    limits: z
      .object({
        /** Pixels. */
        minSide: z.number().int().positive(),
        minPixels: z.number().int().positive(),
        maxPixels: z.number().int().positive(),
        /** Bytes of the whole request body. */
        maxRequestBytes: z.number().int().positive(),
        /** Longer side divided by shorter side. */
        maxAspect: z.number().min(1),
      })
      .strict(),
    /** Offered when Segmind no longer knows the model. */
    successor: z.string().max(120).nullable(),
  })
  .strict();
export type Model = z.infer<typeof modelSchema>;
export type ModelLimits = Model['limits'];
