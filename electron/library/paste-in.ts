/** What comes from the clipboard or by dragging text: pictures without a file, paths and addresses. */
import { basename } from 'node:path';
import { DarkslideError, problem, toProblem } from '../contract/errors.ts';
import type { AddOutcome } from '../contract/photo.ts';
import { recogniseFormat } from '../images/formats/formats.ts';
import { fetchPicture } from './fetch-picture.ts';
import { keepPasted, readPastedText } from './pasted.ts';

export interface PasteParts {
  /** Where pasted pictures are kept. */
  readonly pastedFolder: string;
  readonly now: () => number;
  readonly fetchPicture?: typeof fetchPicture;
}

/** Addresses that are fetched from one text. */
const MOST_ADDRESSES = 50;

/** Keeps a picture as a file; its path. Throws DarkslideError format-unknown. */
export async function keepPicture({ pastedFolder, now }: PasteParts, bytes: Uint8Array, name: string): Promise<string> {
  const format = recogniseFormat(bytes, name);
  if (format === null) throw new DarkslideError('format-unknown');
  return await keepPasted(pastedFolder, bytes, name, format, new Date(now()));
}

/** The paths that a text names, and of addresses the files they were kept as; what is neither, or cannot be fetched, is refused. */
export async function pathsInText(
  parts: PasteParts,
  text: string,
  refused: AddOutcome['refused'],
  add: (paths: readonly string[]) => Promise<void>,
): Promise<void> {
  const read = readPastedText(text);
  for (const line of read.other) refused.push({ name: line.slice(0, 60), problem: problem('format-unknown') });
  if (read.paths.length > 0) await add(read.paths);
  for (const url of read.urls.slice(0, MOST_ADDRESSES)) {
    try {
      const name = decodeName(basename(new URL(url).pathname));
      await add([await keepPicture(parts, await (parts.fetchPicture ?? fetchPicture)(url), name)]);
    } catch (error) {
      refused.push({ name: url.slice(0, 120), problem: toProblem(error) });
    }
  }
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a stray % in an address: the raw name will do
  }
}
