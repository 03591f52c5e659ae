/** What tests ask of files on disk: that originals stay as they were, and that nothing secret lies in a folder. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Content (SHA-256), size and modification time of a file in one line; the same line means: untouched. */
export async function fingerprint(path: string): Promise<string> {
  const { mtimeMs, size } = await stat(path);
  const content = createHash('sha256').update(await readFile(path));
  return `${content.digest('hex')} ${String(size)} ${String(mtimeMs)}`;
}

/** Fingerprints of several files, by path. */
export async function fingerprints(paths: readonly string[]): Promise<Record<string, string>> {
  const entries = await Promise.all(paths.map(async (path) => [path, await fingerprint(path)] as const));
  return Object.fromEntries(entries);
}

/** Every regular file under a folder, absolute, at any depth. */
export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** The ways in which a text may hide in a file: plain, UTF-16, hex, and base64 at each of its three places. */
export function disguises(text: string): Record<string, Buffer> {
  const plain = Buffer.from(text, 'utf8');
  const hex = plain.toString('hex');
  const found: Record<string, Buffer> = {
    plain,
    'UTF-16 little-endian': Buffer.from(text, 'utf16le'),
    'UTF-16 big-endian': Buffer.from(text, 'utf16le').swap16(),
    hex: Buffer.from(hex),
    HEX: Buffer.from(hex.toUpperCase()),
  };
  for (const before of [0, 1, 2]) {
    // What stands around the text changes the first and last letters; those between are always the same.
    const coded = Buffer.concat([Buffer.alloc(before), plain, Buffer.alloc(3)]).toString('base64');
    const inner = coded.slice(before === 0 ? 0 : 4, Math.floor(((before + plain.length) * 8) / 24) * 4);
    found[`base64, ${String(before)} before it`] = Buffer.from(inner);
    found[`base64url, ${String(before)} before it`] = Buffer.from(inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return found;
}

/** Where a text is found in the files under a folder, in any disguise; empty: nowhere. */
export async function hidingPlaces(folder: string, text: string): Promise<string[]> {
  const forms = Object.entries(disguises(text));
  const places: string[] = [];
  for (const path of await filesUnder(folder)) {
    const bytes = await readFile(path).catch(() => Buffer.alloc(0)); // a temporary file that is gone again
    for (const [form, wanted] of forms) if (bytes.includes(wanted)) places.push(`${path}: ${form}`);
  }
  return places;
}
