/** Pasted text and pictures: what a line means, and the folder where pictures without a file of their own are kept. */
import { isAbsolute, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DarkslideError } from '../contract/errors.ts';
import { makeFolder } from './make-folder.ts';
import { writeOnce } from '../images/write-once.ts';
import { isNoFile } from './path-text.ts';

export interface PastedText {
  readonly paths: string[];
  readonly urls: string[];
  /** Lines that are neither. */
  readonly other: string[];
}

/** Sorts pasted lines into paths, https addresses and the rest; quotes around a path (Explorer's "Copy as path") are dropped. */
export function readPastedText(text: string): PastedText {
  const read: PastedText = { paths: [], urls: [], other: [] };
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim().replace(/^"(.*)"$/, '$1');
    if (line === '' || line.startsWith('#')) continue; // text/uri-list allows comments
    if (/^https?:\/\//i.test(line)) read.urls.push(line);
    else {
      const path = /^file:\/\//i.test(line) ? pathOfFileUrl(line) : line;
      if (path !== null && isAbsolute(path) && !isNoFile(path)) read.paths.push(path);
      else read.other.push(line);
    }
  }
  return read;
}

function pathOfFileUrl(url: string): string | null {
  try {
    return fileURLToPath(url);
  } catch {
    return sep === '/' ? readBytes(url) : null;
  }
}

/** The path of an address whose bytes are no UTF-8, as such a name is read everywhere else; null: it is no address at all. */
function readBytes(url: string): string | null {
  if (!URL.canParse(url) || new URL(url).host !== '') return null; // no address, or a file of another computer
  const bytes = new URL(url).pathname.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** A file name for a pasted picture: the given name without anything a file system could stumble over, and the moment. */
export function pastedName(name: string, format: string, at: Date, attempt: number): string {
  const stem = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[^\p{L}\p{N} _-]+/gu, ' ')
    .trim()
    .slice(0, 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`;
  const extension = format === 'jpeg' ? 'jpg' : format;
  return `${stem === '' ? 'Pasted' : stem} ${day} ${time}${attempt === 0 ? '' : ` ${String(attempt + 1)}`}.${extension}`;
}

/** Stores a pasted picture as a new file; returns its path. Never over an existing file. */
export async function keepPasted(folder: string, bytes: Uint8Array, name: string, format: string, at: Date): Promise<string> {
  await makeFolder(folder, 0o700);
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const path = join(folder, pastedName(name, format, at, attempt));
    if ((await writeOnce(path, bytes, undefined, 0o600)) === 'written') return path;
  }
  throw new DarkslideError('store-failed');
}
