/**
 * What the owner and a process that decodes say to each other. The process has handled bytes that anybody may have made, so everything it says
 * is checked and bounded like a file from outside.
 */
import { z } from 'zod';
import { cameraTimeSchema } from '../../contract/camera-time.ts';
import { problemSchema, type ErrorCode } from '../../contract/errors.ts';
import { photoDetailsSchema, pictureFormatSchema } from '../../contract/photo.ts';
import { parameterValueSchema } from '../../contract/recipe.ts';
import { MOST_ABOUT } from '../metadata/about.ts';
import { MOST_COMMENT, MOST_WORDS_BYTES } from '../metadata/carry/original-words.ts';
import type { FileStamp, ImageTasks, Inspection, Prepared, ReadWords, ResultMark, Verified, WorkMark } from '../tasks.ts';

export type TaskName = keyof ImageTasks;

/** One task with its arguments: only pairs that belong together. */
export type TaskCall = { [Name in TaskName]: { readonly task: Name; readonly input: Parameters<ImageTasks[Name]> } }[TaskName];

export type TaskValue = Awaited<ReturnType<ImageTasks[TaskName]>>;

/** How the process is started; one argument, as JSON. */
export const startSchema = z.object({
  /** Bytes of memory it may take, all of it counted; it ends itself beyond. */
  memoryLimit: z.number().positive(),
  /** It does a picture of its own before it says that it is ready: the first ones take ten times as long as those that follow. */
  rehearses: z.boolean(),
});
export type ImageStart = z.infer<typeof startSchema>;

/** Written to stderr by a process that ends itself because it took too much memory: in the middle of a picture there is no other way to say it. */
export const OVER_MEMORY = 'darkslide: over its memory';

/** Bytes of one picture that comes back. */
const MOST_BYTES = 1024 * 1024 * 1024;
/** Characters: as long as the packet that a mark is read from may be. */
const MOST_TEXT = 1024 * 1024;
const MOST_HASHES = 64;
const MOST_PARAMETERS = 1_000;
const MOST_LEFT_OUT = 32;

/** Characters of what the log is told about an error that nobody expected. */
export const MOST_DETAIL = 2_000;

/** ready: the decoder is loaded, and tasks are taken one at a time. `memory`: bytes that the process has after a task. */
export const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('done'), value: z.unknown(), memory: z.number() }),
  z.object({
    type: z.literal('failed'),
    problem: problemSchema,
    detail: z.string().max(MOST_DETAIL).nullable(),
    memory: z.number(),
  }),
]);
export type Reply = z.infer<typeof replySchema>;

const text = z.string().max(MOST_TEXT);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const side = z.number().int().positive();
const bytes = z.instanceof(Uint8Array).refine(({ length }) => length <= MOST_BYTES);

const workSchema: z.ZodType<WorkMark> = z.object({
  identity: hash,
  pixelHashes: z.array(hash).max(MOST_HASHES),
  backend: text,
  parameters: z.record(z.string().max(80), parameterValueSchema).refine((all) => Object.keys(all).length <= MOST_PARAMETERS),
  longSide: z.number(),
  variant: z.number(),
  costUsd: z.number().nonnegative().nullable(),
  sentAt: z.number().nullable(),
  requestId: text.nullable(),
  job: z.number(),
});

const markSchema: z.ZodType<ResultMark> = z.object({
  recipe: text,
  model: text,
  prompt: text,
  strength: z.number().nullable(),
  originalHash: hash.nullable(),
  originalName: text.nullish(),
  app: text.nullish(),
  simulated: z.boolean(),
  work: workSchema.nullable(),
});

const stampSchema: z.ZodType<FileStamp> = z.object({
  size: z.number(),
  modified: z.number(),
  changed: z.number(),
  inode: z.number(),
});

const inspection = {
  format: pictureFormatSchema,
  width: side,
  height: side,
  takenAt: cameraTimeSchema.nullable(),
  about: z.string().max(MOST_ABOUT).nullable(),
  mark: markSchema.nullable(),
};
const inspectionSchema: z.ZodType<Inspection> = z.object(inspection);
const verifiedSchema: z.ZodType<Verified> = z.object({ ...inspection, stamp: stampSchema, contentHash: hash });
const preparedSchema: z.ZodType<Prepared> = z.object({
  bytes,
  width: side,
  height: side,
  stamp: stampSchema,
  contentHash: hash,
  pixelHash: hash,
  leftOut: z.number().int().nonnegative(),
});

const leftOut = z.array(z.string().max(MOST_ABOUT)).max(MOST_LEFT_OUT);
const somePart = z
  .instanceof(Uint8Array)
  .refine(({ length }) => length <= MOST_WORDS_BYTES)
  .nullable();
const readWordsSchema: z.ZodType<ReadWords> = z.object({
  contentHash: hash,
  words: z.object({
    ...{ exif: somePart, xmp: somePart, iptc: somePart, copyright: somePart, address: somePart, leftOut },
    comment: z.string().max(MOST_COMMENT).nullable(),
  }),
});

/** What each task may answer. A new field of an answer has to be added here, or it does not arrive. */
export const valueSchemas: { readonly [Name in TaskName]: z.ZodType<Awaited<ReturnType<ImageTasks[Name]>>> } = {
  inspect: inspectionSchema,
  verify: verifiedSchema,
  details: photoDetailsSchema,
  hash,
  prepare: preparedSchema,
  words: readWordsSchema,
  finish: z.object({ bytes, width: side, height: side, leftOut }),
  fullSize: z.object({
    bytes,
    width: side,
    height: side,
    leftOut,
    trusted: z.number().min(0).max(1),
    softness: z.number().min(0).max(4),
    lying: z.enum(['as it came', 'moved', 'drifting']),
  }),
  rendition: bytes,
};

/** A process that decodes speaks of pictures only: it cannot say that the credits are used up. Pure. */
export function speaksOfPicture(code: ErrorCode): boolean {
  return /^(?:coding|file|format|picture|raw|reply|upload)-/.test(code);
}
