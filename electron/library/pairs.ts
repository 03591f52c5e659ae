/** RAW and JPEG of one shot are one photo and one charge: which of the two is taken, and which files belong together. Pure. */
import { extname } from 'node:path';
import { wallDifference, wallOf, type CameraTime } from '../contract/camera-time.ts';
import type { Pairs, PictureFormat } from '../contract/photo.ts';

/** Two files of one shot are written within this time of each other, and many cameras note whole seconds. Milliseconds. */
const SAME_MOMENT_MS = 2_000;

/** The beginning that all files of one shot share: folder and name up to the last dot, with the dot. */
export function shotPrefix(path: string): string {
  const extension = extname(path);
  return `${extension === '' ? path : path.slice(0, -extension.length)}.`;
}

/** The same where upper and lower case are written differently. Only those of ASCII: the database compares them too. */
export function shotKey(path: string): string {
  return shotPrefix(path).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Another file of the same shot. */
export interface Sibling {
  readonly format: PictureFormat | null;
  /** It was queued, or had been developed before. */
  readonly isTaken: boolean;
}

/**
 * take: develop it. pair: the other one stands for the shot. wait: the other one may still come. `isLate`: it was waited for long enough.
 * A partner that was taken already keeps the later one out whatever is preferred: the shot is paid.
 */
export function choosePair(
  format: PictureFormat | null,
  pairs: Pairs,
  siblings: readonly Sibling[],
  isLate: boolean,
): 'take' | 'pair' | 'wait' {
  if (pairs === 'both' || (format !== 'raw' && format !== 'jpeg')) return 'take';
  const partners = siblings.filter((sibling) => sibling.format === (format === 'raw' ? 'jpeg' : 'raw'));
  if (partners.some((partner) => partner.isTaken)) return 'pair';
  const isPreferred = (format === 'raw') === (pairs === 'raw');
  if (isPreferred) return 'take';
  if (partners.length > 0) return 'pair';
  // A JPEG is mostly alone, and nobody waits for a RAW file that never comes unless the rule wants RAW
  return isLate ? 'take' : 'wait';
}

/** A file that may be one of several of a shot, all of which are there. */
export interface ShotFile {
  readonly path: string;
  readonly format: PictureFormat;
  /** Null: not known; then folder and name alone tell. */
  readonly takenAt: CameraTime | null;
  /** It was developed before, or is about to be. */
  readonly hasWork: boolean;
  /** It can be opened, so that it can stand for the shot. */
  readonly canStand: boolean;
}

/** Files that may be of one shot together, at the place of the first; the others keep their order. */
export function byShot(paths: readonly string[]): string[][] {
  return [...grouped(paths, shotKey).values()];
}

/** So many files at a time; those of one shot are never parted. */
export function inChunks(paths: readonly string[], most: number): string[][] {
  const chunks: string[][] = [[]];
  for (const shot of byShot(paths)) {
    const last = chunks[chunks.length - 1];
    if (last === undefined || last.length >= most) chunks.push([...shot]);
    else last.push(...shot);
  }
  return chunks;
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** Files that belong to another of their shot → the one that stands for it. */
export function pairUp(files: readonly ShotFile[], pairs: Pairs): Map<string, string> {
  const leaders = new Map<string, string>();
  const shots = grouped(
    files.filter(({ format }) => format === 'raw' || format === 'jpeg'),
    ({ path }) => shotKey(path),
  );
  for (const shot of shots.values()) {
    const partners = new Map(shot.map((file) => [file, shot.filter((other) => isPartner(file, other))]));
    const standing = shot.filter((file) => choice(file, partners.get(file) ?? [], pairs) === 'take');
    for (const file of shot) {
      if (standing.includes(file)) continue;
      const able = (partners.get(file) ?? []).filter((partner) => standing.includes(partner));
      const leader = able.find(({ format }) => format !== file.format) ?? able[0];
      if (leader !== undefined) leaders.set(file.path, leader.path);
    }
  }
  return leaders;
}

/** Where both were developed, or neither, the preference decides; where one was, that one stands for the shot. */
function choice(file: ShotFile, partners: readonly ShotFile[], pairs: Pairs): 'take' | 'pair' | 'wait' {
  const siblings = partners
    .filter(({ hasWork }) => hasWork || !file.hasWork)
    .map(({ format, hasWork }) => ({ format, isTaken: hasWork && !file.hasWork }));
  return choosePair(file.format, pairs, siblings, true);
}

function isPartner(file: ShotFile, other: ShotFile): boolean {
  if (file === other || !other.canStand) return false;
  if (file.takenAt === null || other.takenAt === null) return true;
  // The clock on the wall: a program may have written the offset into one of the two
  return Math.abs(wallDifference(wallOf(file.takenAt), wallOf(other.takenAt))) <= SAME_MOMENT_MS;
}
