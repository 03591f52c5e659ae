/**
 * RAW and JPEG of one shot in the library: one stands for the shot and is a photo, the others belong to it and are no photos of their own.
 * What belongs together is settled when files are added; a file whose photo has gone from the disk is a photo of its own again.
 */
import { basename } from 'node:path';
import { DarkslideError, problem, type Problem } from '../contract/errors.ts';
import type { Changes } from '../contract/events.ts';
import type { PhotoId } from '../contract/ids.ts';
import type { Pairs, PictureFormat } from '../contract/photo.ts';
import { formatOfName } from '../images/formats/formats.ts';
import type { Inspection } from '../images/tasks.ts';
import { photoView, type Catalogue, type PhotoRow } from './catalogue.ts';
import { transaction, type Database } from './database.ts';
import { byShot, pairUp, shotKey, type ShotFile } from './pairs.ts';
import { isMissing } from './refusals.ts';

export interface ShotParts {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly changed: (changes: Changes) => void;
  /** Was it developed, or is it about to be? */
  readonly hasJobs: (photoId: PhotoId) => boolean;
  /** Only what is added together belongs together: what a script does must not hang on what else is in the library. */
  readonly givenOnly?: boolean;
}

/** What was found of a file that is added. */
export type ShotLook =
  | { readonly path: string; readonly seen: Pick<Inspection, 'format' | 'takenAt' | 'mark'> | null }
  | { readonly path: string; readonly error: unknown };

/** Photos that are looked at in one go. */
const ROWS_AT_ONCE = 64;

export type Shots = ReturnType<typeof createShots>;

/** Builds it. */
export function createShots({ database, catalogue, changed, hasJobs, givenOnly = false }: ShotParts) {
  const hasWork = (row: PhotoRow | null): boolean =>
    row !== null && (catalogue.resultsOfPhoto(row.id).length > 0 || hasJobs(row.id));

  /** Null: it is none that could belong to another. */
  const memberOf = (look: ShotLook, asPhotos: boolean): Omit<ShotFile, 'hasWork'> | null => {
    const { path } = look;
    const named = formatOfName(path);
    if ('error' in look) {
      const isLater = look.error instanceof DarkslideError && look.error.code === 'raw-without-preview' && named === 'raw';
      return isLater ? { path, format: 'raw', takenAt: null, canStand: false } : null;
    }
    const { seen } = look;
    if (!asPhotos && (catalogue.resultAt(path) !== null || (seen !== null && seen.mark !== null))) return null;
    const row = catalogue.photoAt(path);
    const format: PictureFormat | null = seen?.format ?? row?.format ?? named;
    if (format !== 'raw' && format !== 'jpeg') return null;
    return { path, format, takenAt: seen === null ? (row?.taken_at ?? null) : seen.takenAt, canStand: true };
  };

  /** Photos of the library that may be of the same shots and whose files are there. */
  const othersOf = async (members: readonly Pick<ShotFile, 'path'>[]): Promise<Omit<ShotFile, 'hasWork'>[]> => {
    const given = new Set(members.map(({ path }) => path));
    const rows = new Map<PhotoId, PhotoRow>();
    for (const key of new Set(members.map(({ path }) => shotKey(path))))
      for (const row of catalogue.shot(key)) if (!row.missing && !given.has(row.path)) rows.set(row.id, row);
    const there = await Promise.all([...rows.values()].map(async (row) => ((await isMissing(row.path)) ? [] : [row])));
    return there.flat().map(({ path, format, taken_at: takenAt }) => ({ path, format, takenAt, canStand: true }));
  };

  return {
    /** Of the files that are added, and of photos that have been waiting for one of them: those that belong to another → that one. */
    leadersOf: async (looks: readonly ShotLook[], pairs: Pairs, asPhotos: boolean): Promise<ReadonlyMap<string, string>> => {
      if (pairs === 'both') return new Map();
      const members = looks.flatMap((look) => memberOf(look, asPhotos) ?? []);
      const all = new Map([...members, ...(givenOnly ? [] : await othersOf(members))].map((file) => [file.path, file]));
      const shared = byShot([...all.keys()]).flatMap((paths) => (paths.length > 1 ? paths : []));
      const files = shared.flatMap((path) => {
        const file = all.get(path);
        return file === undefined ? [] : [{ ...file, hasWork: hasWork(catalogue.photoAt(path)) }];
      });
      const leaders = pairUp(files, pairs);
      const given = new Set(members.map(({ path }) => path));
      // Two photos of the library that a person has kept apart stay apart until they are added again
      for (const [path, leader] of leaders) if (!given.has(path) && catalogue.photoAt(leader) !== null) leaders.delete(path);
      return leaders;
    },

    /**
     * A file belongs to the photo of another from now on. One that was developed by itself stays a photo, and is only left out here.
     * @returns the photo; null: there is none, so that the file has to stand for itself
     */
    attach: (path: string, leaderPath: string): PhotoRow | null => {
      const leader = catalogue.photoAt(leaderPath);
      if (leader === null || leader.companions.includes(path)) return leader;
      const row = catalogue.photoAt(path);
      if (hasWork(row)) return leader;
      const former = catalogue.leaderOf(path);
      transaction(database, () => {
        if (row !== null) {
          catalogue.moveCompanions(row.id, leader.id);
          catalogue.removePhoto(row.id);
        }
        catalogue.addCompanion(path, leader.id);
      });
      const photos = [leader, former].flatMap((one) => (one === null ? [] : (catalogue.photo(one.id) ?? [])));
      changed({ photos: photos.map(photoView), ...(row === null ? {} : { photosRemoved: [row.id] }) });
      return leader;
    },

    /** Does it belong to a photo? */
    isCompanion: (path: string): boolean => catalogue.leaderOf(path) !== null,

    /** The file is a photo of its own. */
    detach: (path: string): void => {
      const former = catalogue.leaderOf(path);
      if (former === null) return;
      catalogue.dropCompanion(path);
      const after = catalogue.photo(former.id);
      if (after !== null) changed({ photos: [photoView(after)] });
    },

    /** Files that belong to photos may have gone, or lost their photo. Those that have to stand for themselves now. */
    lookAgain: async (isClosed: () => boolean): Promise<string[]> => {
      const alone: string[] = [];
      let last: PhotoId | 0 = 0;
      for (;;) {
        const rows = catalogue.withCompanions(last, ROWS_AT_ONCE);
        if (rows.length === 0) return alone;
        for (const row of rows) {
          last = row.id;
          for (const path of row.companions) {
            if (isClosed()) return [];
            const isGone = await isMissing(path);
            if (row.missing && !isGone) alone.push(path);
            if (row.missing || !isGone) continue; // both gone: a drive that is away
            catalogue.dropCompanion(path);
            const after = catalogue.photo(row.id);
            if (after !== null) changed({ photos: [photoView(after)] });
          }
        }
      }
    },
  };
}

/** Why a file is no photo of its own, in words. */
export function pairProblem(
  path: string,
  leader: Pick<PhotoRow, 'path' | 'format'>,
): { readonly name: string; readonly problem: Problem } {
  const kind = leader.format === 'raw' ? 'JPEG' : 'RAW';
  return { name: basename(path), problem: problem('pair', `The ${kind} of ${basename(leader.path)}: one shot is one photo.`) };
}
