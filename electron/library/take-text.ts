/** Pasted text and dragged addresses taken in: paths only after a person has seen them, addresses only as pictures. */
import { basename } from 'node:path';
import { DarkslideError, problem, toProblem } from '../contract/errors.ts';
import type { AddOutcome } from '../contract/photo.ts';
import { fetchPicture } from './fetch-picture.ts';
import { recogniseFormat } from '../images/formats/formats.ts';
import { keepPasted, readPastedText } from './pasted.ts';
import { isOnNetwork } from './path-text.ts';
import { leftAlone, type MayOpen } from './questions.ts';

/** Addresses fetched of one text. */
const MOST_ADDRESSES = 50;

interface TextParts<Outcome> {
  readonly fetchPicture: typeof fetchPicture;
  readonly mayOpen: MayOpen;
  readonly addPaths: (paths: readonly string[], outcome: Outcome) => Promise<void>;
  /** Keeps a picture as a file of its own and adds it. */
  readonly keep: (bytes: Uint8Array, name: string, outcome: Outcome) => Promise<void>;
}

/** Keeps a picture as a file; its path. Throws DarkslideError format-unknown. */
export async function keepPicture(
  { pastedFolder, now }: { readonly pastedFolder: string; readonly now: () => number },
  bytes: Uint8Array,
  name: string,
): Promise<string> {
  const format = recogniseFormat(bytes, name);
  if (format === null) throw new DarkslideError('format-unknown');
  return await keepPasted(pastedFolder, bytes, name, format, new Date(now()));
}

/** Adds what a text names to an outcome. */
export async function takeText<Outcome extends Pick<AddOutcome, 'refused'>>(
  parts: TextParts<Outcome>,
  text: string,
  outcome: Outcome,
): Promise<void> {
  const read = readPastedText(text);
  for (const line of read.other) outcome.refused.push({ name: line.slice(0, 60), problem: problem('format-unknown') });
  const { paths } = read;
  if (paths.length > 0) {
    const question = { kind: 'pasted', paths, onNetwork: paths.some((path) => isOnNetwork(path)) } as const;
    if (await parts.mayOpen(question)) await parts.addPaths(paths, outcome);
    else outcome.refused.push({ name: basename(paths[0] ?? ''), problem: leftAlone(question) });
  }
  for (const url of read.urls.slice(0, MOST_ADDRESSES)) await takeAddress(parts, url, outcome);
  for (const url of read.urls.slice(MOST_ADDRESSES)) {
    const why = `Only ${String(MOST_ADDRESSES)} addresses are fetched at a time. Paste the others again.`;
    outcome.refused.push({ name: shortened(url), problem: problem('url-refused', why) });
  }
}

/** Fetches the picture at one address. Whatever the text is, it names no file. */
export async function takeAddress<Outcome extends Pick<AddOutcome, 'refused'>>(
  parts: Pick<TextParts<Outcome>, 'fetchPicture' | 'keep'>,
  url: string,
  outcome: Outcome,
): Promise<void> {
  try {
    const bytes = await parts.fetchPicture(url);
    await parts.keep(bytes, nameOf(url), outcome);
  } catch (error) {
    outcome.refused.push({ name: shortened(url), problem: toProblem(error) });
  }
}

function shortened(url: string): string {
  return url.slice(0, 120);
}

/** The last name in an address. */
function nameOf(url: string): string {
  const name = basename(new URL(url).pathname);
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a stray % in an address: the raw name will do
  }
}
