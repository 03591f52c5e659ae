/**
 * The looking of one rule: hints, listings and due looks, one after the other, so that whatever this rule's folder does holds up no other
 * rule. Every way ends in the same place: rows of what was seen, and candidates for what is still to be judged.
 */
import { problem, type Problem } from '../../../contract/errors.ts';
import type { FileEntry, Listing } from '../../../library/roots/entry.ts';
import { reconcile, reconcileInSlices } from '../../../library/roots/reconcile.ts';
import type { Roots } from '../../../library/roots/roots.ts';
import type { Changes, SeenRow } from '../../../library/roots/seen-row.ts';
import type { Applied, Seen } from '../../../library/roots/seen.ts';
import type { Eyes } from '../../eyes.ts';
import type { Candidate, Candidates, Group } from './candidates.ts';
import type { WatchTimes } from '../times.ts';

/** Rows that are written in one transaction: short enough that the event loop is not held up. */
const SLICE = 500;
/** Files that were found together are handed over in groups of this size. */
const GROUP = 2_000;
/** The eyes have so many times the wait for a missing root to say their first word. */
const OPENING = 6;
/** No further group is begun while so many files are on their way. */
const ENOUGH = 1_000;

/** Why everything is listed. pause: for a time nobody looked, so what is found came meanwhile and is handed over in its order. */
export type ListWhy = 'pause' | 'check';

export interface LookerParts {
  readonly eyes: Pick<Eyes, 'list' | 'look'>;
  /** The root's number for the eyes. */
  readonly eyesRoot: number;
  /** Its row. */
  readonly rootId: number;
  readonly seen: Seen;
  readonly roots: Pick<Roots, 'byId' | 'identify'>;
  readonly candidates: Candidates;
  readonly times: WatchTimes;
  readonly elapsed: () => number;
  /** Does the rule look at files with this path? */
  readonly isWatched: (path: string) => boolean;
  /** Has the rule still to judge it? */
  readonly isPending: (file: SeenRow) => boolean;
  readonly hooks: {
    /** These are still: what becomes of each is told to the candidates. */
    readonly judge: (still: readonly { readonly candidate: Candidate; readonly file: SeenRow }[]) => void;
    readonly moved: (files: readonly SeenRow[]) => void;
    readonly gone: (files: readonly SeenRow[]) => void;
    /** Null: the folder is reached. */
    readonly reached: (trouble: Problem | null) => void;
    /** Everything was listed, and before it is compared with what is known. `hinted`: what moved while it was listed. */
    readonly listed: (entries: readonly FileEntry[], hinted: ReadonlySet<string>, listing: Listing) => Promise<void>;
    readonly scanning: (now: boolean) => void;
    readonly log: (message: string, error?: unknown) => void;
  };
}

export interface Looker {
  /** Something may have changed there; null: anywhere. */
  readonly hint: (paths: readonly string[] | null) => void;
  readonly list: (why: ListWhy) => void;
  /** Looks at what is due. */
  readonly wake: () => void;
  /** Is everything listed, looked at and judged? */
  readonly isIdle: () => boolean;
  /** The eyes say how the root is watched now; null: it can be reached. Nothing is listed before their first hint, so that no file comes between. */
  readonly status: (trouble: Problem | null) => void;
  readonly close: () => Promise<void>;
}

/** Builds it; it begins with a listing of everything once the eyes are open. */
export function createLooker(parts: LookerParts): Looker {
  const { eyes, eyesRoot, rootId, seen, roots, candidates, times, elapsed, hooks } = parts;
  let hints = new Set<string>();
  let wanted: ListWhy | null = 'pause';
  /** The eyes have not said a word yet. Without one it begins all the same after a while. */
  let opensAt = elapsed() + times.reachMs * OPENING;
  let listedAt = -Infinity;
  let isReached = true;
  let triedAt = -Infinity;
  let busy = true;
  let closed = false;
  const isClosed = (): boolean => closed;
  let backlog: (readonly FileEntry[])[] = [];
  let grouped = false;
  let rouse: () => void = () => undefined;

  const lookAt = async (paths: readonly string[]): Promise<Map<string, FileEntry | null>> => {
    const found = await eyes.look(eyesRoot, paths);
    return new Map(paths.map((path, index) => [path, found[index] ?? null]));
  };

  /**
   * Compares what was found under some names with what is known, and writes it down. Other names that a file of the same number had are
   * looked at first, for it may have been renamed.
   */
  const write = async (found: ReadonlyMap<string, FileEntry | null>): Promise<void> => {
    const entries = [...found.values()].filter((entry) => entry !== null);
    const namesakes = seen.byInode(
      rootId,
      entries.map(({ inode }) => inode),
    );
    const others = namesakes.map(({ path }) => path).filter((path) => !found.has(path));
    const there = others.length === 0 ? [] : [...(await lookAt(others)).values()].filter((entry) => entry !== null);
    const known = new Map([...seen.at(rootId, [...found.keys()]), ...namesakes].map((row) => [row.id, row]));
    const changes = reconcile([...known.values()], [...entries, ...there], { listing: believed, root: null, whole: false });
    apply(seen.apply(rootId, changes));
    // What was met by the way is not still yet as far as anybody knows
    for (const entry of there) met(entry, null);
  };

  const apply = (applied: readonly Applied[]): void => {
    const moved = applied.flatMap(({ what, row }) => (what === 'moved' ? [row] : []));
    if (moved.length > 0) hooks.moved(moved);
    const gone = applied.flatMap(({ what, row }) => (what === 'missing' ? [row] : []));
    if (gone.length > 0) hooks.gone(gone);
  };

  /** A file was found: is there anything to do about it? */
  const met = (entry: FileEntry, group: Group | null): void => {
    const row = seen.of(rootId, entry.path);
    if (row === null || row.missing || !sameFile(row, entry) || parts.isPending(row)) candidates.found(entry, group);
  };

  /** Names that are gone and were known. */
  const knownOf = (gone: readonly string[]): Map<string, null> =>
    new Map(seen.at(rootId, gone).flatMap(({ path, missing }) => (missing ? [] : [[path, null] as const])));

  const lookAtHints = async (paths: readonly string[]): Promise<void> => {
    const files = paths.filter((path) => parts.isWatched(path) && !candidates.hinted(path));
    const found = await lookAt(files);
    const gone: string[] = [];
    for (const [path, entry] of found) {
      if (entry === null) gone.push(path);
      else met(entry, null);
    }
    const missing = knownOf(gone);
    if (missing.size > 0) await write(missing);
    // What is no picture by its name may be a folder
    const known = new Set([...files, ...paths.filter((path) => candidates.has(path))]);
    for (const path of paths) if (!known.has(path)) await lookAtFolder(path);
  };

  const lookAtFolder = async (path: string): Promise<void> => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    // Mostly a program's temporary file that has its right name by now, or one of no picture
    if (/\.[^./]{1,12}$/.test(name) && seen.slice(rootId, path, null, 1).length === 0 && !(await isFolder(path))) return;
    const entries: FileEntry[] = [];
    const listing = await eyes.list(eyesRoot, path, (batch) => entries.push(...batch));
    for (const entry of entries) if (parts.isWatched(entry.path)) met(entry, null);
    if (listing.complete || entries.length > 0) return;
    // It is gone, or was moved away: what was known in it is looked for with everything else
    if (seen.slice(rootId, path, null, 1).some(({ missing }) => !missing)) wanted ??= 'check';
  };

  /** A name with an extension is hardly ever a folder, but "2024.05.01" is one. */
  const isFolder = async (path: string): Promise<boolean> => {
    if (/\.\d+$/.test(path)) return await Promise.resolve(true);
    return (await eyes.list(eyesRoot, path, () => undefined)).complete;
  };

  const lookAtDue = async (): Promise<void> => {
    const due = candidates.due();
    if (due.length === 0) return;
    const found = await lookAt(due.map(({ path }) => path));
    const still: { candidate: Candidate; entry: FileEntry }[] = [];
    const gone: string[] = [];
    for (const candidate of due) {
      const entry = found.get(candidate.path) ?? null;
      if (entry === null) gone.push(candidate.path);
      if (candidates.looked(candidate, entry) && entry !== null) still.push({ candidate, entry });
    }
    const missing = knownOf(gone);
    if (missing.size > 0) await write(missing);
    for (let first = 0; first < still.length; first += SLICE) {
      const slice = still.slice(first, first + SLICE);
      await write(new Map(slice.map(({ entry }) => [entry.path, entry])));
      hooks.judge(
        slice.flatMap(({ candidate }) => {
          const file = seen.of(rootId, candidate.path);
          return file === null ? [] : [{ candidate, file }];
        }),
      );
    }
  };

  const listAll = async (why: ListWhy): Promise<void> => {
    hooks.scanning(true);
    const entries: FileEntry[] = [];
    let listing: Listing;
    try {
      listing = await eyes.list(eyesRoot, '', (batch) => {
        for (const entry of batch) if (parts.isWatched(entry.path)) entries.push(entry);
      });
    } finally {
      hooks.scanning(false);
    }
    if (isClosed()) return;
    if (!listing.complete) {
      wanted ??= why;
      setReached(problem('root-missing'));
      return;
    }
    const changes = await compare(entries, listing);
    if (isClosed()) return;
    setReached(
      changes.suspicious === null ? null : problem('root-missing', changes.suspicious === 'empty' ? EMPTY : OTHER_VOLUME),
    );
    if (changes.suspicious !== null) {
      wanted ??= why;
      return;
    }
    if (roots.byId(rootId)?.inode !== listing.inode) roots.identify(rootId, listing);
    await hooks.listed(entries, hints, listing);
    await takeIn(entries, changes, why);
    listedAt = elapsed();
  };

  /** Compares everything that was listed with everything that is known, piece by piece. */
  const compare = async (entries: readonly FileEntry[], listing: Listing): Promise<Changes> => {
    const known: SeenRow[] = [];
    for (const rows of seen.rows(rootId, '')) {
      for (const row of rows) if (parts.isWatched(row.path)) known.push(row);
      await breathe();
    }
    const row = roots.byId(rootId);
    const root = row === null || row.inode === 0 ? null : row;
    const steps = reconcileInSlices(known, entries, { listing, root, whole: true });
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      await breathe();
    }
  };

  /** What is as it was is written down; what is new or has another content is first waited for until it is still. */
  const takeIn = async (entries: readonly FileEntry[], changes: Changes, why: ListWhy): Promise<void> => {
    const missing = await reallyGone(changes.missing);
    for (const applied of seen.applyInSlices(rootId, { ...changes, missing, fresh: [], changed: [] })) {
      apply(applied);
      await breathe();
    }
    const fresh: FileEntry[] = [];
    for (let first = 0; first < entries.length && !closed; first += SLICE) {
      for (const entry of entries.slice(first, first + SLICE)) {
        const row = seen.of(rootId, entry.path);
        if (row === null || !sameFile(row, entry) || parts.isPending(row)) fresh.push(entry);
      }
      await breathe();
    }
    fresh.sort((a, b) => a.modifiedMs - b.modifiedMs);
    grouped = why === 'pause';
    backlog = [];
    for (let first = 0; first < fresh.length; first += GROUP) backlog.push(fresh.slice(first, first + GROUP));
  };

  /** A listing takes a while, and names change meanwhile: what it did not meet is looked for by name. */
  const reallyGone = async (rows: readonly SeenRow[]): Promise<SeenRow[]> => {
    const gone: SeenRow[] = [];
    for (let first = 0; first < rows.length; first += SLICE) {
      const slice = rows.slice(first, first + SLICE);
      const found = await lookAt(slice.map(({ path }) => path));
      gone.push(...slice.filter(({ path }) => (found.get(path) ?? null) === null));
    }
    return gone;
  };

  const admit = (): void => {
    while (backlog.length > 0 && candidates.settling() < ENOUGH) {
      const entries = backlog.shift() ?? [];
      const group: Group | null = grouped ? { open: 1 } : null;
      for (const entry of entries) candidates.found(entry, group);
      if (group !== null) group.open -= 1;
    }
  };

  const setReached = (trouble: Problem | null): void => {
    if (trouble !== null) triedAt = elapsed();
    if (isReached && trouble === null) return;
    if (trouble === null) wanted = 'pause';
    isReached = trouble === null;
    hooks.reached(trouble);
  };

  const step = async (): Promise<void> => {
    if (elapsed() < opensAt) return;
    if (!isReached && elapsed() - triedAt < times.reachMs) return;
    if (wanted === null && elapsed() - listedAt >= times.rescanMs) wanted = 'check';
    if (wanted !== null || !isReached) {
      const why = wanted ?? 'pause';
      wanted = null;
      await listAll(why);
      if (!isReached) return;
    }
    if (hints.size > 0) {
      const paths = [...hints];
      hints = new Set();
      await lookAtHints(paths);
    }
    admit();
    await lookAtDue();
  };

  const nextAt = (): number => {
    if (elapsed() < opensAt) return opensAt;
    if (!isReached) return triedAt + times.reachMs;
    if (wanted !== null || hints.size > 0) return elapsed() + times.mergeMs;
    return Math.min(candidates.nextAt(), listedAt + times.rescanMs);
  };

  const loop = async (): Promise<void> => {
    while (!closed) {
      busy = true;
      try {
        await step();
      } catch (error) {
        // The root does not answer: nothing is concluded from that, and nothing is forgotten
        hooks.log('A watched folder could not be looked at', error);
        if (!isClosed()) setReached(problem('root-missing'));
      }
      busy = false;
      const wait = nextAt() - elapsed();
      if (!isClosed() && wait > 0) await sleep(Math.min(wait, 2 ** 31 - 1));
      else await breathe();
    }
  };

  const sleep = async (ms: number): Promise<void> => {
    await new Promise<void>((resume) => {
      const timer = setTimeout(resume, ms);
      rouse = () => {
        clearTimeout(timer);
        resume();
      };
    });
    rouse = () => undefined;
  };

  const running = loop();

  return {
    hint: (paths) => {
      opensAt = -Infinity;
      if (paths === null) wanted ??= 'check';
      else if (hints.size + paths.length > 50_000) wanted ??= 'check';
      else for (const path of paths) hints.add(path);
      rouse();
    },
    list: (why) => {
      if (wanted !== 'pause') wanted = why;
      triedAt = -Infinity;
      rouse();
    },
    wake: () => {
      rouse();
    },
    status: (trouble) => {
      if (trouble !== null) {
        opensAt = -Infinity;
        setReached(trouble);
      } else triedAt = -Infinity;
      rouse();
    },
    isIdle: () => {
      if (busy || elapsed() < opensAt) return false;
      return !isReached || (wanted === null && hints.size === 0 && backlog.length === 0 && candidates.settling() === 0);
    },
    close: async () => {
      closed = true;
      rouse();
      await running;
    },
  };
}

const EMPTY =
  'There is no picture left in the folder. If its drive is missing, connect it; nothing is forgotten, and new photos are taken as they come.';

const OTHER_VOLUME =
  'Another drive lies where the folder was. Connect the right one, or save the rule again to go on with this one.';

/** Names that were asked for one by one were all looked at. */
const believed: Listing = { complete: true, unreadable: [], brokenNames: [], volume: null, inode: 0 };

function sameFile(row: SeenRow, entry: FileEntry): boolean {
  return (
    row.bytes === entry.bytes &&
    row.modifiedMs === entry.modifiedMs &&
    (row.inode === entry.inode || row.inode === 0 || entry.inode === 0)
  );
}

async function breathe(): Promise<void> {
  await new Promise((resume) => setImmediate(resume));
}
