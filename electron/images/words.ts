/** Reads what an original says of its photo, for the result of it. */
import { basename } from 'node:path';
import { DarkslideError } from '../contract/errors.ts';
import { RECOGNISE_BYTES, recogniseFormat } from './formats/formats.ts';
import { originalWords } from './metadata/carry/original-words.ts';
import { hashBytes, readWhole } from './read-file.ts';
import type { ReadWords } from './tasks.ts';

/** Decodes nothing. Throws file-…, format-unknown. */
export async function readWords(path: string): Promise<ReadWords> {
  const bytes = await readWhole(path);
  const format = recogniseFormat(bytes.subarray(0, RECOGNISE_BYTES), basename(path));
  if (format === null) throw new DarkslideError('format-unknown');
  return { words: originalWords(bytes, format), contentHash: hashBytes(bytes) };
}
