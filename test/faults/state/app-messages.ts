/** What the state matrix and its app say to each other. Pure. */
import { z } from 'zod';
import { budgetSchema } from '../../../electron/contract/preferences.ts';

/** Opens the app over a data folder, does what a person would, and closes it. */
export const appOrderSchema = z.object({
  home: z.string(),
  url: z.string(),
  photos: z.array(z.string()),
  /** Where the results go. */
  folder: z.string(),
  /** Typed into the settings first; null: the key that is stored. */
  key: z.string().nullable(),
  /** Confirmed, where the app asks for it; null: nobody is there to do it. */
  confirm: budgetSchema.nullable(),
  /** Folders to read a lost ledger from, where the app asks for it; null: nobody is there to do it. */
  recoverFrom: z.array(z.string()).nullable(),
});
export type AppOrder = z.infer<typeof appOrderSchema>;

export const appReportSchema = z.object({
  /** The words in the box of the system's own; null: the app started. */
  cannotStart: z.string().nullable(),
  /** What the page shows at start, as code and words. */
  notices: z.array(z.string()),
  /** The same of the queue, before anything was asked for and at the end. */
  pauses: z.array(z.string()),
  /** What became of the photos that did not come out well, and of those that wait. */
  troubles: z.array(z.string()),
  done: z.number(),
  /** Whether a thumbnail came. */
  thumbnail: z.boolean(),
  /** The queue neither went on nor said why. */
  hangs: z.boolean(),
});
export type AppReport = z.infer<typeof appReportSchema>;

export const appReplySchema = z.object({ number: z.number(), report: appReportSchema.nullable(), crash: z.string().nullable() });
