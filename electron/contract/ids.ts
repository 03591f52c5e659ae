/** Ids are opaque row numbers: the renderer hands them back, main looks them up. A path never takes their place. */
import { z } from 'zod';

export const photoIdSchema = z.number().int().positive().brand<'PhotoId'>();
export const resultIdSchema = z.number().int().positive().brand<'ResultId'>();
export const jobIdSchema = z.number().int().positive().brand<'JobId'>();

/** An original on the user's disk. */
export type PhotoId = z.infer<typeof photoIdSchema>;
/** A picture that came back, stored in the user's folders. */
export type ResultId = z.infer<typeof resultIdSchema>;
/** One paid request, from the queue to its result. */
export type JobId = z.infer<typeof jobIdSchema>;

/** Stands for a folder of photos: made from its path, which cannot be read from it. The same at every start, while the folder has its place. */
export const folderKeySchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .brand<'FolderKey'>();
export type FolderKey = z.infer<typeof folderKeySchema>;
