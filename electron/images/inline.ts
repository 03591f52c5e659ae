/** Images done in the calling thread: what a process that decodes runs, and what tests use. */
import sharp from 'sharp';
import { details } from './details.ts';
import { finish } from './finish.ts';
import { fullSize } from './fullsize/files/full-size.ts';
import { inspect } from './inspect.ts';
import { prepare } from './prepare.ts';
import { hashFile } from './read-file.ts';
import { rendition } from './rendition.ts';
import type { ImageTasks } from './tasks.ts';
import { verify } from './verify.ts';
import { readWords } from './words.ts';

/** Each task decodes one picture once, so the decoder's cache would only hold memory; the pool does many at a time, not the decoder. */
export function createInlineImages(): ImageTasks {
  sharp.cache(false);
  sharp.concurrency(1);
  return { inspect, verify, details, hash: hashFile, words: readWords, prepare, finish, fullSize, rendition };
}
