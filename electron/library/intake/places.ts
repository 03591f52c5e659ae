/**
 * Folders of the library, in place: each is a root that is looked at when it is added, at the start, when somebody comes back to the window and by hand.
 * What a look means is decided by `reconcile`; here it is asked, written down and told.
 */
import { basename, resolve } from 'node:path';
import { DarkslideError, problem, toProblem, type Problem } from '../../contract/errors.ts';
import type { PhotoId } from '../../contract/ids.ts';
import type { FileEntry } from '../roots/entry.ts';
import { isOtherVolume, reconcileInSlices } from '../roots/reconcile.ts';
import { placeRoot, type RootRow, type Roots } from '../roots/roots.ts';
import type { Changes as Found, SeenRow } from '../roots/seen-row.ts';
import { isCertainlyGone } from '../roots/volume.ts';
import type { Walked } from '../roots/walk.ts';
import type { Progress } from './progress.ts';
import { doubtful, placeError, rootFactsOf, type PlaceFacts } from './root-facts.ts';
import { below, type InPlace, type Written } from './rows.ts';
import type { Walks } from './walks.ts';

export interface PlacesParts {
  readonly inPlace: InPlace;
  readonly roots: Roots;
  readonly walks: Walks;
  readonly progress: Progress;
  /** Photos came, changed, moved or went. */
  readonly wrote: (written: Written) => void;
  /** The files of these photos are gone for certain. */
  readonly lost: (photoIds: readonly PhotoId[]) => Promise<void>;
  /** list: a folder of the library came or went. reach: one is reached again, or not any more, and so are its photos. */
  readonly placesChanged: (what: 'list' | 'reach') => void;
  /** Between two looks for folders that are away, milliseconds. */
  readonly returnMs: number;
  readonly isClosed: () => boolean;
  readonly log: (message: string, error?: unknown) => void;
}

export interface TakenIn {
  readonly added: PhotoId[];
  readonly known: PhotoId[];
  readonly refused: { readonly name: string; readonly problem: Problem }[];
}

/** Names in one answer. */
const MOST_NAMED = 500;

export type Places = ReturnType<typeof createPlaces>;

/** Builds it; nothing is looked at before the first call. */
export function createPlaces(parts: PlacesParts) {
  const { inPlace, roots, progress, isClosed } = parts;
  const away = new Map<number, Problem>();
  let last: Promise<unknown> = Promise.resolve();
  /** Raised by whoever wants what is being listed to end. */
  let unwanted = 0;

  /** Folders of the library, read again when one came, went or moved: every file asks for them. */
  let folders: readonly RootRow[] | null = null;
  const kept = (): readonly RootRow[] => (folders ??= roots.inLibrary());
  const keep = (id: number, libraryPath: string | null): RootRow => {
    folders = null;
    return roots.keep(id, libraryPath);
  };

  /** One look after the other: two at a time would only share the disk. */
  const inTurn = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined); // whoever asked hears of it
    return await mine;
  };

  /** A drive that was unplugged is looked for until it is back; nothing else tells of it everywhere. */
  let timer: NodeJS.Timeout | null = null;
  const watchForReturn = (): void => {
    if (timer !== null || away.size === 0 || isClosed()) return;
    timer = setTimeout(() => {
      timer = null;
      void lookForAway()
        .catch((error: unknown) => {
          parts.log('Folders that are away could not be looked for', error);
        })
        .finally(watchForReturn);
    }, parts.returnMs);
    timer.unref();
  };
  const lookForAway = async (): Promise<void> => {
    for (const id of [...away.keys()]) {
      const row = roots.byId(id);
      if (row?.libraryPath == null) away.delete(id);
      // Most looks find that it is not there, which costs one call
      else if (await isBack(row)) await inTurn(async () => await lookAgain(row));
    }
  };

  const setAway = (root: RootRow, trouble: Problem | null): void => {
    if ((away.get(root.id)?.code ?? null) === (trouble?.code ?? null)) return;
    if (trouble === null) away.delete(root.id);
    else away.set(root.id, trouble);
    parts.placesChanged('reach');
    watchForReturn();
  };

  /** The folder was moved since its photos were written down: they go by its new path. */
  const carry = async (root: RootRow): Promise<RootRow> => {
    const { libraryPath, path } = root;
    if (libraryPath === null || libraryPath === path) return root;
    for (let known = inPlace.rehome(libraryPath, path); known.length > 0; known = inPlace.rehome(libraryPath, path)) {
      parts.wrote({ fresh: [], known });
      await breathe();
    }
    inPlace.rehomeOthers(libraryPath, path);
    return keep(root.id, path);
  };

  const knownOf = async (folder: string): Promise<SeenRow[]> => {
    const known: SeenRow[] = [];
    for (const rows of inPlace.known(folder)) {
      known.push(...rows);
      await breathe();
    }
    return known;
  };

  const decide = async (
    known: readonly SeenRow[],
    entries: readonly FileEntry[],
    root: RootRow,
    walked: Walked,
    facts: PlaceFacts,
  ) => {
    const listing = { ...walked, volume: facts.volume, inode: facts.inode };
    const steps = reconcileInSlices(known, entries, { listing, root, whole: true });
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      await breathe();
    }
  };

  const write = async (folder: string, found: Found, outcome: TakenIn): Promise<void> => {
    for (const written of inPlace.apply(folder, found)) {
      outcome.added.push(...written.fresh);
      progress.found(written.fresh.length);
      parts.wrote(written);
      await breathe();
      if (isClosed()) return;
    }
  };

  /** Names show as they are found where nothing was known; else what became of the files is decided when all are found. */
  const look = async (root: RootRow, facts: PlaceFacts): Promise<TakenIn> => {
    const outcome: TakenIn = { added: [], known: [], refused: [] };
    const folder = root.path;
    const isFirst = inPlace.isEmpty(folder);
    const entries: FileEntry[] = [];
    const before = unwanted;
    const isUnwanted = (): boolean => isClosed() || unwanted !== before;
    const take = async (batch: readonly FileEntry[]): Promise<void> => {
      // A pause holds what comes in; looking whether all is where it was costs nobody anything
      if (isFirst) await progress.goesOn();
      if (isUnwanted()) return;
      if (!isFirst) {
        entries.push(...batch);
        return;
      }
      const fresh = inPlace.addNames(folder, batch);
      outcome.added.push(...fresh);
      progress.found(fresh.length);
      parts.wrote({ fresh, known: [] });
    };
    if (isUnwanted()) return outcome;
    const walked = await parts.walks.walk({ folder, keepsInodes: facts.keepsInodes, isLocal: !facts.network }, take, isUnwanted);
    outcome.refused.push(...named(walked.unreadable, 'file-unreadable'), ...named(walked.brokenNames, 'name-broken'));
    if (isUnwanted()) return outcome;
    if (isFirst) {
      setAway(root, null);
      return outcome;
    }
    const known = await knownOf(folder);
    const found = await decide(known, entries, root, walked, facts);
    setAway(root, found.suspicious === null ? null : doubtful(found.suspicious));
    if (found.suspicious !== null) return outcome;
    await write(folder, found, outcome);
    const gone = new Set(found.missing.map(({ id }) => id));
    // Their numbers are those of photos: they were read as such
    const numbers = (rows: readonly SeenRow[]): PhotoId[] => rows.map(({ id }) => id as PhotoId);
    for (const id of numbers(known.filter((row) => !row.missing && !gone.has(row.id)))) outcome.known.push(id);
    await parts.lost(numbers(found.missing));
    return outcome;
  };

  const lookAgain = async (row: RootRow): Promise<TakenIn | null> => {
    try {
      const facts = await rootFactsOf(row.path);
      if (isOtherVolume(row, facts)) throw placeError('root-missing');
      const root = await carry(row.inode === facts.inode && row.volume === facts.volume ? row : roots.identify(row.id, facts));
      return await look(root, facts);
    } catch (error) {
      if (!isClosed()) setAway(row, toProblem(error));
      if (!(error instanceof DarkslideError)) parts.log('A folder of the library could not be looked at', error);
      return null;
    }
  };

  return {
    /** Takes a folder into the library and looks at it. Throws DarkslideError where it cannot be reached. */
    add: async (given: string): Promise<TakenIn> => {
      const listed = progress.list();
      try {
        return await inTurn(async () => {
          const path = resolve(given);
          const facts = await rootFactsOf(path);
          inPlace.forgive(path);
          folders = null; // a root that was moved goes by another path
          const placed = await placeRoot(roots, path, facts, isCertainlyGone);
          const root = await carry(placed.libraryPath === null ? keep(placed.id, path) : placed);
          setAway(root, null);
          parts.placesChanged('list');
          return await look(isOtherVolume(root, facts) || root.volume === null ? roots.identify(root.id, facts) : root, facts);
        });
      } finally {
        listed();
      }
    },
    /** Looks at every folder of the library again. */
    rescan: async (): Promise<void> => {
      for (const { id } of kept()) {
        await inTurn(async () => {
          const row = roots.byId(id);
          if (row === null || row.libraryPath === null || isClosed()) return;
          await lookAgain(row);
        });
      }
    },
    all: (): readonly Pick<RootRow, 'id' | 'path'>[] => kept(),
    /** The folder is not looked at any more; its photos stay until a person forgets them. */
    remove: (id: number): void => {
      keep(id, null);
      away.delete(id);
      parts.placesChanged('list');
    },
    /** Whether a file lies below a folder that cannot be reached now. */
    isAway: (path: string): boolean => {
      if (away.size === 0) return false;
      return kept().some((root) => away.has(root.id) && below(root.path, path) !== null);
    },
    /** Why what lies in this folder cannot be reached; null: it can. */
    problemOf: (path: string): Problem | null => {
      if (away.size === 0) return null;
      const root = kept().find((one) => away.has(one.id) && (one.path === path || below(one.path, path) !== null));
      return root === undefined ? null : (away.get(root.id) ?? null);
    },
    /** Whether a file that is not there lies below a folder that was looked at and can be reached: then it is gone for certain. */
    isLookedAt: (path: string): boolean => kept().some((root) => !away.has(root.id) && below(root.path, path) !== null),
    /** Ends what is being listed; what was found so far stays. */
    stop: (): void => {
      unwanted += 1;
    },
    /** Waits for what is under way, once nothing more is wanted. */
    settled: async (): Promise<void> => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      await last;
    },
  };
}

/** What could not be looked at, each by its name; of very many the first ones, and how many more there are. */
function named(paths: readonly string[], code: 'file-unreadable' | 'name-broken'): TakenIn['refused'] {
  const told = paths.slice(0, MOST_NAMED).map((path) => ({ name: basename(path), problem: problem(code) }));
  const more = paths.length - told.length;
  return more === 0 ? told : [...told, { name: `${String(more)} more`, problem: problem(code) }];
}

/** The folder is there, on its own volume. */
async function isBack(row: RootRow): Promise<boolean> {
  try {
    return !isOtherVolume(row, await rootFactsOf(row.path));
  } catch {
    return false;
  }
}

async function breathe(): Promise<void> {
  await new Promise((resume) => setImmediate(resume));
}
