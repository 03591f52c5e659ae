/** What comes in by whole folders or in great number: names are written first, then each file is looked into. */
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { DarkslideError, problem, toProblem, type Problem } from '../../contract/errors.ts';
import type { Changes } from '../../contract/events.ts';
import type { PhotoId } from '../../contract/ids.ts';
import type { AddOutcome, Intake as Progress, Pairs } from '../../contract/photo.ts';
import type { ImageTasks, ResultMark } from '../../images/tasks.ts';
import { photoView, type Catalogue, type PhotoRow } from '../catalogue.ts';
import { transaction, type Database } from '../database.ts';
import { isNoFile } from '../path-text.ts';
import { isWholeDisk, leftAlone, type MayOpen } from '../questions.ts';
import { factsOf } from '../refusals.ts';
import { mayBePicture } from '../roots/names.ts';
import { createRoots } from '../roots/roots.ts';
import { isCertainlyGone } from '../roots/volume.ts';
import { lookAt } from '../roots/walk.ts';
import { pairProblem, type Shots } from '../shots.ts';
import { followMoved } from './follow-moved.ts';
import { createLooking, type Verdict } from './looking.ts';
import { nameRows } from './name-rows.ts';
import { createPlaces, type TakenIn } from './places.ts';
import { createProgress } from './progress.ts';
import { createInPlace, type Written } from './rows.ts';
import { walksHere, type Walks } from './walks.ts';

/** Between two looks for folders that are away, milliseconds. */
const RETURN_MS = 5_000;
/** So many photos are looked into before whoever added them is answered: the answer says what each is. */
const FEW = 64;
/** Photos whose files are gone that are looked for elsewhere in one go: a few milliseconds. */
const LOST_AT_ONCE = 100;
/** Names that are looked at and written together. */
const AT_ONCE = 500;

export interface IntakeParts {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly images: Pick<ImageTasks, 'inspect'>;
  readonly now: () => number;
  readonly changed: (changes: Changes) => void;
  /** Photos came of which only the names are known: nobody has seen them yet, so that nothing is told of each. */
  readonly added: (photoIds: readonly PhotoId[]) => void;
  readonly pairs: () => Pairs;
  readonly hasJobs: (photoId: PhotoId) => boolean;
  readonly log: (message: string, error?: unknown) => void;
  /** How folders are walked through; left out: in this thread. */
  readonly walks?: Walks;
  /** Between two looks for folders that are away, milliseconds; left out: as the app does. */
  readonly returnMs?: number;
  readonly shots: Shots;
  readonly metResult: (path: string, mark: ResultMark) => Promise<void>;
  readonly isClosed: () => boolean;
  /** Asks a person before the whole of a drive is looked through. */
  readonly mayOpen: MayOpen;
  /** All files that were found were looked into. */
  readonly done: () => void;
}

export type Intake = ReturnType<typeof createIntake>;

/** Builds it; nothing is looked at before the first call. */
export function createIntake(parts: IntakeParts) {
  const { catalogue, database, changed, isClosed, log } = parts;
  const inPlace = createInPlace(database, parts.now);
  const progress = createProgress(catalogue.countUnlooked, changed);
  const looking = createLooking({
    ...parts,
    inPlace,
    looked: progress.looked,
    // Names come first: files that are opened meanwhile would only make them wait
    isPaused: () => progress.isPaused() || progress.isListing(),
    state: (is) => {
      progress.looking(is);
      // While names come in nothing was looked into, and whoever asks what is left to be done asks in vain
      if (!is && !progress.isListing()) parts.done();
    },
  });
  const wrote = ({ fresh, known }: Written): void => {
    if (fresh.length > 0) parts.added(fresh);
    if (known.length > 0) changed({ photos: known.flatMap((id) => catalogue.photo(id) ?? []).map(photoView) });
    looking.kick();
  };
  const roots = createRoots(database, parts.now);
  const places = createPlaces({
    inPlace,
    roots,
    walks: parts.walks ?? walksHere(() => database),
    progress,
    wrote,
    lost: async (ids) => {
      for (const [index, id] of ids.entries()) {
        const hash = catalogue.photo(id)?.content_hash ?? null;
        for (const other of hash === null ? [] : catalogue.photosOfHash(hash))
          if (other.id !== id) await followMoved(parts, isGone, other);
        // A whole drive may have been emptied
        if (index % LOST_AT_ONCE === 0) await new Promise((resume) => setImmediate(resume));
        if (isClosed()) return;
      }
    },
    placesChanged: (what) => {
      changed({ viewsMoved: true, ...(what === 'reach' ? { rowsMoved: true } : {}) });
    },
    returnMs: parts.returnMs ?? RETURN_MS,
    isClosed,
    log,
  });

  /** Is the file of this photo gone for certain, so that one with its content may be the same photo under another name? */
  const isGone = async (row: PhotoRow): Promise<boolean> =>
    row.missing && (places.isLookedAt(row.path) || (await isCertainlyGone(row.path)));

  /** Files that were given by themselves: names first as well, some at a time. */
  const takeFiles = async (paths: readonly string[], outcome: TakenIn): Promise<void> => {
    for (let at = 0; at < paths.length && !isClosed(); at += AT_ONCE) {
      await progress.goesOn();
      const some = paths.slice(at, at + AT_ONCE);
      const entries = await Promise.all(
        some.map(async (path) => [path, await lookAt(dirname(path), basename(path), true).catch(() => null)] as const),
      );
      const there = entries.flatMap(([path, entry]) => (entry === null ? [] : [{ ...entry, path }]));
      const fresh = transaction(database, () => {
        for (const { path } of there) inPlace.forgive(path);
        return inPlace.addNames(nameRows(there));
      });
      const known = inPlace.idsAt(there.map(({ path }) => path));
      const isFresh = new Set(fresh);
      outcome.added.push(...fresh);
      outcome.known.push(...known.filter((id) => !isFresh.has(id)));
      progress.found(fresh.length);
      wrote({ fresh, known: [] });
    }
  };

  /** What a few photos turned out to be is part of the answer; of very many the page is told as they are looked into. */
  const answer = async (taken: TakenIn): Promise<AddOutcome & { passedOver: string[] }> => {
    const outcome = { ...taken, results: [], paired: [], passedOver: [] } as AddOutcome & { passedOver: string[] }; // filled below
    if (taken.added.length > FEW) return outcome;
    const before = new Map(
      taken.added.flatMap((id) => catalogue.photo(id) ?? []).map((row): [PhotoId, PhotoRow] => [row.id, row]),
    );
    for (const verdict of await looking.settle(taken.added)) tellOf(verdict, before.get(verdict.id), outcome);
    return { ...outcome, added: outcome.added.filter((id) => catalogue.photo(id)?.problem === null) };
  };

  const tellOf = (verdict: Verdict, row: PhotoRow | undefined, outcome: AddOutcome & { passedOver: string[] }): void => {
    const name = basename(verdict.path);
    if (verdict.kind === 'result') {
      outcome.results.push({ name, problem: problem('own-result') });
      outcome.passedOver.push(verdict.path);
    } else if (verdict.kind === 'pair') {
      const leader = catalogue.leaderOf(verdict.path);
      if (leader === null || row === undefined) return;
      outcome.paired.push(pairProblem(verdict.path, leader));
      if (!outcome.added.includes(leader.id) && !outcome.known.includes(leader.id)) outcome.known.push(leader.id);
    } else if (verdict.problem !== null) outcome.refused.push({ name, problem: verdict.problem });
  };

  /** Folders apart from files; what cannot be reached with its reason. */
  const sort = async (paths: readonly string[]) => {
    const folders: string[] = [];
    const files: string[] = [];
    const refused: { name: string; problem: Problem }[] = [];
    for (let at = 0; at < paths.length; at += AT_ONCE) {
      await Promise.all(
        paths.slice(at, at + AT_ONCE).map(async (given) => {
          try {
            const path = resolve(given);
            // The page hands over absolute paths; a relative one would mean whatever folder the app was started in
            if (!isAbsolute(given)) throw new DarkslideError('bad-input', 'Only a full path names a file.');
            if (isNoFile(path)) throw new DarkslideError('file-special');
            const { stats } = await factsOf(path);
            (stats.isDirectory() ? folders : files).push(path);
          } catch (error) {
            refused.push({ name: basename(given), problem: toProblem(error) });
          }
        }),
      );
    }
    const meant: string[] = [];
    for (const path of folders) {
      const disk = { kind: 'disk', path } as const;
      if ((await isWholeDisk(path)) && !(await parts.mayOpen(disk)))
        refused.push({ name: basename(path) || path, problem: leftAlone(disk) });
      else meant.push(path);
    }
    return { folders: meant, files: files.sort(), refused };
  };

  return {
    inPlace,
    places,
    looking,
    sort,
    /** True: these files are few enough to be opened before they show. */
    areFew: (files: readonly string[]): boolean => files.length <= FEW || !files.some((path) => mayBePicture(basename(path))),
    /** Takes in whole folders, and files that are many. */
    take: async (folders: readonly string[], files: readonly string[]): Promise<AddOutcome & { passedOver: string[] }> => {
      const taken: TakenIn = { added: [], known: [], refused: [] };
      progress.pause(false); // who adds more wants it to go on
      const listed = progress.list();
      try {
        await takeFiles(files, taken);
        for (const folder of folders) {
          try {
            const one = await places.add(folder);
            for (const id of one.added) taken.added.push(id);
            for (const id of one.known) taken.known.push(id);
            taken.refused.push(...one.refused);
            const isEmpty = one.added.length + one.known.length + one.refused.length === 0;
            if (isEmpty)
              taken.refused.push({
                name: basename(folder),
                problem: problem('nothing-found', 'There are no photos in this folder.'),
              });
          } catch (error) {
            if (!(error instanceof DarkslideError)) log('A folder could not be added', error);
            taken.refused.push({ name: basename(folder), problem: toProblem(error) });
          }
        }
      } finally {
        listed();
        looking.kick();
      }
      return await answer(taken);
    },
    isGone,
    progress: (): Progress => progress.now(),
    control: (action: 'pause' | 'resume' | 'stop'): void => {
      if (action === 'stop') places.stop();
      progress.pause(action !== 'resume');
      if (action === 'resume') looking.kick();
    },
    /** Ends what is under way. */
    close: async (): Promise<void> => {
      progress.close();
      await parts.walks?.close();
      await Promise.all([looking.settled(), places.settled()]);
    },
  };
}
