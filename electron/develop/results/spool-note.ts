/**
 * What is written beside paid bytes in the spool: enough to finish them under a ledger that does not know their job, because the one
 * that did was lost.
 */
import { z } from 'zod';
import { receiptSchema } from '../../contract/job.ts';
import { recipeSchema } from '../../contract/recipe.ts';
import type { JobRow } from '../ledger/job-row.ts';

/** A note is a few kilobytes: a prompt has at most 20,000 characters. Bytes. */
export const MOST_NOTE_BYTES = 256 * 1024;

const spoolNoteSchema = z.object({
  photoPath: z.string().max(32_768).nullable(),
  others: z.array(z.string().max(32_768)).max(8),
  recipe: recipeSchema,
  simulated: z.boolean(),
  backend: z.string().max(80),
  sequence: z.number(),
  priceUsd: z.number().nonnegative(),
  contentHash: z.string().max(64).nullable(),
  identity: z.string().max(64),
  preparation: z.number().int(),
  pixelHashes: z.array(z.string().max(64)).max(8),
  target: z.string().max(32_768),
  receipt: receiptSchema.nullable(),
  account: z.string().max(80).nullable(),
  rule: z.string().max(80).nullable(),
  costUsd: z.number().nonnegative(),
  costNamed: z.boolean(),
  tookMs: z.number().nonnegative(),
  sentAt: z.number(),
});
export type SpoolNote = z.infer<typeof spoolNoteSchema>;

/** The note of a job whose picture has come; null: the job lacks what would be needed to finish it. */
export function noteOf(
  row: JobRow,
  paid: { readonly costUsd: number; readonly costNamed: boolean; readonly tookMs: number },
): SpoolNote | null {
  const { identity, target, sent_at: sentAt, pixel_hashes: pixelHashes } = row;
  if (identity === null || target === null || sentAt === null) return null;
  return {
    photoPath: row.photo_path,
    others: [...row.others],
    recipe: row.recipe,
    simulated: row.simulated,
    backend: row.backend,
    sequence: row.sequence,
    priceUsd: row.price_usd,
    contentHash: row.content_hash,
    identity,
    preparation: row.preparation,
    pixelHashes: pixelHashes ?? [],
    target,
    receipt: row.receipt,
    account: row.account,
    rule: row.rule,
    ...paid,
    sentAt,
  };
}

/** Reads a note; null: it is damaged, or of another version. */
export function readNote(text: string): SpoolNote | null {
  try {
    return spoolNoteSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
