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
import type { Strays } from './known-rows.ts';
import type { Compared, Names, WalkPlan, Walks } from './walks.ts';

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

/** Photos that are read together: a few milliseconds. */
const AT_ONCE = 500;
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
      else if (await isBack(row))
        await inTurn(async () => {
          await lookAgain(row);
        });
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

  const knownOf = async (folder: string, ids: readonly number[]): Promise<SeenRow[]> => {
    const known: SeenRow[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      known.push(...inPlace.known(folder, ids.slice(at, at + AT_ONCE)));
      await breathe();
    }
    return known;
  };

  const decide = async (
    known: readonly SeenRow[],
    entries: readonly FileEntry[],
    root: RootRow,
    walked: Compared,
    facts: PlaceFacts,
  ) => {
    const listing = { ...walked, volume: facts.volume, inode: facts.inode };
    // Where photos were found as they were, the folder is not empty, whatever became of the others
    const steps = reconcileInSlices(known, entries, { listing, root, whole: walked.settled === 0 });
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      await breathe();
    }
  };

  const write = async (folder: string, found: Found, outcome: TakenIn): Promise<void> => {
    for (const written of inPlace.apply(folder, found)) {
      for (const id of written.fresh) outcome.added.push(id);
      progress.found(written.fresh.length);
      parts.wrote(written);
      await breathe();
      if (isClosed()) return;
    }
  };

  const planOf = (folder: string, facts: PlaceFacts): WalkPlan => ({
    folder,
    keepsInodes: facts.keepsInodes,
    isLocal: !facts.network,
  });
  /** Whether somebody has ended what was begun now. */
  const ending = (): (() => boolean) => {
    const before = unwanted;
    return () => isClosed() || unwanted !== before;
  };
  const noteRefused = (outcome: TakenIn, walked: Walked): void => {
    outcome.refused.push(...named(walked.unreadable, 'file-unreadable'), ...named(walked.brokenNames, 'name-broken'));
  };

  /** Names show as they are found. */
  const lookFirst = async (root: RootRow, facts: PlaceFacts, outcome: TakenIn): Promise<void> => {
    const isUnwanted = ending();
    const take = async ({ rows }: Names): Promise<void> => {
      await progress.goesOn(); // a pause holds what comes in
      if (isUnwanted()) return;
      const fresh = inPlace.addNames(rows);
      for (const id of fresh) outcome.added.push(id);
      progress.found(fresh.length);
      parts.wrote({ fresh, known: [] });
    };
    const walked = await parts.walks.names(planOf(root.path, facts), take, isUnwanted);
    noteRefused(outcome, walked);
    if (!isUnwanted()) setAway(root, null);
  };

  /** What became of the files is decided when all are found; those that are what they were are not spoken of. False: nothing can be concluded. */
  const lookWhatBecame = async (root: RootRow, facts: PlaceFacts, outcome: TakenIn): Promise<boolean> => {
    const folder = root.path;
    const isUnwanted = ending();
    const entries: FileEntry[] = [];
    const ids: number[] = [];
    const take = async (strays: Strays): Promise<void> => {
      entries.push(...strays.entries);
      ids.push(...strays.ids);
      await Promise.resolve();
    };
    const walked = await parts.walks.compare(planOf(folder, facts), take, isUnwanted);
    noteRefused(outcome, walked);
    if (isUnwanted()) return false;
    const found = await decide(await knownOf(folder, ids), entries, root, walked, facts);
    setAway(root, found.suspicious === null ? null : doubtful(found.suspicious));
    if (found.suspicious !== null) return false;
    await write(folder, found, outcome);
    // Their numbers are those of photos: they were read as such
    await parts.lost(found.missing.map(({ id }) => id as PhotoId));
    return true;
  };

  /** `tells`: somebody asks which photos are there now. */
  const look = async (root: RootRow, facts: PlaceFacts, tells: boolean): Promise<TakenIn> => {
    const outcome: TakenIn = { added: [], known: [], refused: [] };
    if (isClosed()) return outcome;
    if (inPlace.isEmpty(root.path)) {
      await lookFirst(root, facts, outcome);
      return outcome;
    }
    const isSure = await lookWhatBecame(root, facts, outcome);
    if (!tells || !isSure) return outcome;
    const isFresh = new Set(outcome.added);
    for (const ids of inPlace.present(root.path)) {
      for (const id of ids) if (!isFresh.has(id)) outcome.known.push(id);
      await breathe();
      if (isClosed()) break;
    }
    return outcome;
  };

  const lookAgain = async (row: RootRow): Promise<void> => {
    try {
      const facts = await rootFactsOf(row.path);
      if (isOtherVolume(row, facts)) throw placeError('root-missing');
      const root = await carry(row.inode === facts.inode && row.volume === facts.volume ? row : roots.identify(row.id, facts));
      await look(root, facts, false);
    } catch (error) {
      if (!isClosed()) setAway(row, toProblem(error));
      if (!(error instanceof DarkslideError)) parts.log('A folder of the library could not be looked at', error);
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
          const isOther = isOtherVolume(root, facts) || root.volume === null;
          return await look(isOther ? roots.identify(root.id, facts) : root, facts, true);
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
