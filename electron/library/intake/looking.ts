/**
 * Looks into the files of photos of which only the names are known, in the background: what is in sight first, then what somebody waits for, then
 * the rest in the order in which it was found. What a file turns out to be is written for a few files in one transaction.
 */
import { toProblem, type Problem } from '../../contract/errors.ts';
import type { Changes } from '../../contract/events.ts';
import type { PhotoId } from '../../contract/ids.ts';
import type { Pairs } from '../../contract/photo.ts';
import type { ImageTasks, Inspection, ResultMark } from '../../images/tasks.ts';
import { photoVersion, photoView, type Catalogue, type FileFacts, type PhotoRow } from '../catalogue.ts';
import { foundAgain, type Database } from '../database.ts';
import { shotKey } from '../pairs.ts';
import { factsOf } from '../refusals.ts';
import type { Shots } from '../shots.ts';
import type { InPlace } from './rows.ts';

/** What a file turned out to be; `problem` is null for a photo that can be used. */
export interface Verdict {
  readonly id: PhotoId;
  readonly path: string;
  readonly kind: 'photo' | 'result' | 'pair';
  readonly problem: Problem | null;
}

export interface LookingParts {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly images: Pick<ImageTasks, 'inspect'>;
  readonly inPlace: InPlace;
  readonly shots: Shots;
  readonly pairs: () => Pairs;
  readonly hasJobs: (photoId: PhotoId) => boolean;
  readonly changed: (changes: Changes) => void;
  /** A result was met where it was not known to lie. */
  readonly metResult: (path: string, mark: ResultMark) => Promise<void>;
  /** So many files were looked into, so many of them cannot be used. */
  readonly looked: (files: number, unusable: number) => void;
  /** Files are being looked into, or not any more. */
  readonly state: (isLooking: boolean) => void;
  readonly isClosed: () => boolean;
  readonly isPaused: () => boolean;
  readonly log: (message: string, error?: unknown) => void;
}

/** Files that are open at a time: enough to keep the processes busy, few enough that what comes in sight is next soon. */
const AT_ONCE = 24;
/** Photos that are asked for in one go: a few milliseconds. */
const SLICE = 1_000;
/** Photos in sight that are remembered: what was scrolled past is given up. */
const MOST_IN_SIGHT = 400;

type Look =
  | { readonly row: PhotoRow; readonly path: string; readonly facts: FileFacts; readonly seen: Inspection }
  | { readonly row: PhotoRow; readonly path: string; readonly error: unknown };

export type Looking = ReturnType<typeof createLooking>;

/** Builds it; nothing is opened before the first `kick`. */
export function createLooking(parts: LookingParts) {
  const { catalogue, database, inPlace, shots, isClosed } = parts;
  let inSight: readonly PhotoId[] = [];
  const awaited = new Set<PhotoId>();
  const hearers = new Set<(verdicts: readonly Verdict[]) => void>();
  let running: Promise<void> | null = null;
  let wanted = false;

  const isRunning = (): boolean => running !== null;

  const look = async (row: PhotoRow): Promise<Look> => {
    const { path } = row;
    try {
      const { facts } = await factsOf(path);
      return { row, path, facts, seen: await parts.images.inspect(path) };
    } catch (error) {
      return { row, path, error };
    }
  };

  /** Those in sight, then those that somebody waits for. */
  const nextAsked = (): PhotoRow[] => {
    const asked = inSight.slice(0, AT_ONCE);
    inSight = inSight.slice(asked.length);
    // Somebody may wait for a hundred thousand: only the first of them are touched
    for (const id of awaited) {
      if (asked.length >= AT_ONCE) break;
      asked.push(id);
    }
    for (const id of asked) awaited.delete(id);
    return asked.flatMap((id) => catalogue.photo(id) ?? []).filter((row) => !row.looked && !row.missing);
  };

  /** The same with all that may be of the same shots. */
  const withShots = (rows: readonly PhotoRow[]): PhotoRow[] => {
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const key of new Set(rows.map(({ path }) => shotKey(path))))
      for (const row of catalogue.shot(key)) if (!row.looked && !row.missing) byId.set(row.id, row);
    return [...byId.values()];
  };

  /** Writes down what one file is. Null: nothing can be said of it now, it is looked at again. */
  const settle = (one: Look): { readonly verdict: Verdict; readonly row: PhotoRow | null } | null => {
    const { row, path } = one;
    const current = catalogue.photo(row.id);
    if (current === null || current.looked || photoVersion(current) !== photoVersion(row)) return null;
    const id = row.id;
    if ('error' in one) {
      const trouble = toProblem(one.error);
      if (trouble.code === 'cancelled') return null;
      if (trouble.code === 'internal') parts.log('A file could not be looked into', one.error);
      const after =
        trouble.code === 'file-missing' ? catalogue.setPhotoMissing(id, true) : catalogue.setProblem(id, trouble.code);
      return { verdict: { id, path, kind: 'photo', problem: trouble }, row: after };
    }
    if (one.seen.mark !== null && !parts.hasJobs(id)) {
      catalogue.removePhoto(id);
      inPlace.passOver(path, one.facts.bytes, one.facts.modifiedMs, 'result');
      return { verdict: { id, path, kind: 'result', problem: null }, row: null };
    }
    return { verdict: { id, path, kind: 'photo', problem: null }, row: catalogue.refreshPhoto(id, one.facts, one.seen) };
  };

  const lookInto = async (rows: readonly PhotoRow[]): Promise<void> => {
    const looks = await Promise.all(rows.map(look));
    if (isClosed()) return;
    const leaders = await shots.leadersOf(looks, parts.pairs(), false);
    const settled = foundAgain(database, () => looks.flatMap((one) => settle(one) ?? []));
    const verdicts = settled.map(({ verdict }) => verdict);
    const photos = settled.flatMap(({ row }) => (row === null ? [] : [photoView(row)]));
    const photosRemoved = settled.flatMap(({ row, verdict }) => (row === null ? [verdict.id] : []));
    parts.changed({ photos, photosRemoved });
    for (const [path, leaderPath] of leaders) {
      const own = catalogue.photoAt(path);
      if (own === null || shots.attach(path, leaderPath) === null || catalogue.photo(own.id) !== null) continue;
      const at = verdicts.findIndex(({ id }) => id === own.id);
      if (at >= 0) verdicts[at] = { id: own.id, path, kind: 'pair', problem: null };
    }
    for (const one of looks) {
      const isResult = verdicts.some(({ id, kind }) => id === one.row.id && kind === 'result');
      if (isResult && 'seen' in one && one.seen.mark !== null) await parts.metResult(one.path, one.seen.mark);
    }
    parts.looked(verdicts.length, verdicts.filter(({ problem }) => problem !== null).length);
    for (const hear of [...hearers]) hear(verdicts);
  };

  /** Each photo once: what cannot be told now is tried again when somebody asks for more. */
  const run = async (): Promise<void> => {
    let last: PhotoId | 0 = 0;
    while (!isClosed()) {
      const asked = nextAsked();
      const isLeft = inSight.length + awaited.size > 0;
      if (asked.length === 0 && isLeft) continue;
      const rows: readonly PhotoRow[] = asked.length > 0 || parts.isPaused() ? asked : catalogue.unlooked(AT_ONCE, last);
      if (rows.length === 0) return;
      if (asked.length === 0) last = rows.at(-1)?.id ?? last;
      await lookInto(withShots(rows));
    }
  };

  const kick = (): void => {
    wanted = true;
    running ??= (async () => {
      parts.state(true);
      while (wanted && !isClosed()) {
        wanted = false;
        await run();
      }
    })()
      .catch((error: unknown) => {
        parts.log('Looking into files stopped', error);
      })
      .finally(() => {
        running = null;
        if (wanted && !isClosed()) kick(); // asked for in the very moment in which it ended
        if (isRunning()) return;
        parts.state(false);
        for (const hear of [...hearers]) hear([]);
      });
  };

  return {
    /** There may be photos of which only the names are known. */
    kick,
    /** These came into sight, and are looked into before those that did earlier. */
    show: (ids: readonly PhotoId[]): void => {
      const unlooked = inPlace.unlookedOf(ids);
      if (unlooked.length === 0) return;
      inSight = [...new Set([...unlooked, ...inSight])].slice(0, MOST_IN_SIGHT);
      kick();
    },
    /**
     * Waits until each of these was looked into, or nobody looks any more; what they turned out to be. Goes on while looking is paused: somebody
     * waits for just these.
     */
    settle: async (ids: Iterable<PhotoId>): Promise<readonly Verdict[]> => {
      const verdicts: Verdict[] = [];
      if (catalogue.countUnlooked() === 0) return verdicts;
      const open = new Set<PhotoId>();
      for (const some of slicesOf([...ids])) {
        for (const id of inPlace.unlookedOf(some)) open.add(id);
        await new Promise((resume) => setImmediate(resume));
      }
      if (open.size === 0) return verdicts;
      for (const id of open) awaited.add(id);
      await new Promise<void>((resolve) => {
        const hear = (some: readonly Verdict[]): void => {
          for (const verdict of some) if (open.delete(verdict.id)) verdicts.push(verdict);
          if (open.size > 0 && isRunning()) return;
          hearers.delete(hear);
          resolve();
        };
        hearers.add(hear);
        kick();
      });
      return verdicts;
    },
    /** Waits for what is under way. */
    settled: async (): Promise<void> => {
      await running;
    },
  };
}

function* slicesOf<Item>(list: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < list.length; at += SLICE) yield list.slice(at, at + SLICE);
}
