/** What is true of a ground after programs ran over it: charges against results, and what must never have happened. Only reads. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { destroysPicture, forgetsCharge, type Cell } from './cells.ts';
import { contentsOf, MOST_CHARGES, PAID, type Ground } from './ground.ts';

export interface Audited {
  /** Charges in all, those of before among them. */
  readonly charged: number;
  readonly faults: readonly string[];
}

/**
 * Looks at the money.
 * @param mayPayAgain - the person was told that a paid picture is gone, and asked for its photo once more
 */
export function auditMoney(ground: Ground, cell: Cell, mayPayAgain: boolean): Audited {
  const faults: string[] = [];
  const charges = ground.charges();
  const charged = [...charges.values()].reduce((sum, entries) => sum + entries.length, 0);
  const allowed = MOST_CHARGES + (forgetsCharge(cell) ? 1 : 0);
  if (charged > allowed) faults.push(`over the limit: ${String(charged)} charged, ${String(allowed)} allowed`);
  for (const [photo, entries] of charges) {
    const works = new Set(entries.map(({ sha256, slug, body }) => JSON.stringify([sha256, slug, body])));
    const isExcused = mayPayAgain && photo === PAID - 1 && entries.length === 2;
    if (works.size < entries.length && !isExcused)
      faults.push(`paid twice: photo ${String(photo)}, ${String(entries.length)} times`);
    if (!isKept(ground, photo) && !(photo === PAID - 1 && destroysPicture(cell)))
      faults.push(`lost: the paid picture of photo ${String(photo)}`);
  }
  return { charged, faults: [...faults, ...changedOnes(ground)] };
}

/** Is a picture of this photo among the results, or are its bytes somewhere in the data folder? */
function isKept({ home, out, late, paidBytes, photos }: Ground, photo: number): boolean {
  const name = basename(photos[photo] ?? '', '.jpg');
  const results = [...contentsOf(out, late).keys()].filter((path) => basename(path).startsWith(name));
  if (results.length > 0) return true;
  const inHome = contentsOf(home);
  if (photo === PAID - 1) return [...inHome.values()].includes(paidBytes.toString('base64'));
  // Paid after the damage, and not stored yet
  return [...inHome.keys()].some((path) => /^\d+\.bin$/.test(basename(path)) && basename(dirname(path)) === 'spool');
}

/** Originals and results that were there before, byte for byte. */
function changedOnes({ before, photos, out }: Ground): string[] {
  const now = contentsOf(dirname(photos[0] ?? ''), out);
  return [...before].filter(([path, bytes]) => now.get(path) !== bytes).map(([path]) => `changed: ${basename(path)}`);
}

/** A damaged file is set aside, never deleted: what was in it can still be found beside it. */
export function keptAside(home: string, broken: ReadonlyMap<string, Buffer>): string[] {
  const inHome = new Set(contentsOf(home).values());
  return [...broken]
    .filter(([, bytes]) => bytes.length > 0 && !inHome.has(bytes.toString('base64')))
    .map(([path]) => basename(path));
}

/** Bytes of the files that are there and can be read. */
export function readAll(paths: readonly string[]): Map<string, Buffer> {
  return new Map(paths.filter((path) => existsSync(path)).map((path) => [path, readFileSync(path)]));
}

/** Where a crash shows in what was printed. */
export function crashIn(text: string): string | null {
  const stack = /\n\s+at .+:\d+:\d+\)?/.exec(text);
  if (stack !== null) return `a stack was printed: ${text.slice(Math.max(0, stack.index - 120), stack.index).trim()}`;
  return /Something went wrong inside Darkslide/.test(text) ? 'it says only that something went wrong' : null;
}
