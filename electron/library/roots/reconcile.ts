/** Compares what is known of a root with what a look found: pure, and the only place that says what is fresh, changed, moved or missing. */
import type { FileEntry, Listing } from './entry.ts';
import { noChanges, type Changes, type Match, type SeenRow } from './seen-row.ts';

export interface LookFacts {
  readonly listing: Listing;
  /** The root as it was when it was known; null: seen for the first time. */
  readonly root: { readonly volume: string | null; readonly inode: number } | null;
  /** True: the look was at the whole root. Only then does finding nothing mean anything about the root itself. */
  readonly whole: boolean;
}

/** Steps between two breaths of whoever runs it in slices. */
const SLICE = 2_000;

/**
 * What became of the files.
 * @param known - rows of everything the look was about, missing ones too: the whole root, a folder or some names; and, so that renames from
 *   elsewhere are recognised, rows with the number of a file that was found, provided that their names were looked at as well
 */
export function reconcile(known: readonly SeenRow[], entries: readonly FileEntry[], facts: LookFacts): Changes {
  const steps = reconcileInSlices(known, entries, facts);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in slices of a few milliseconds: between two steps the caller may let others have their turn. */
export function* reconcileInSlices(
  known: readonly SeenRow[],
  entries: readonly FileEntry[],
  facts: LookFacts,
): Generator<undefined, Changes> {
  const suspicious = suspicionOf(known, entries, facts);
  if (suspicious !== null) return { ...noChanges, suspicious };
  const work = new Work(facts.listing);
  let count = 0;
  const breathes = (): boolean => (count += 1) % SLICE === 0;
  for (const row of known) {
    work.noteRow(row);
    if (breathes()) yield;
  }
  for (const entry of entries) {
    work.noteEntry(entry);
    if (breathes()) yield;
  }
  for (const row of known) {
    work.noteCandidate(row);
    if (breathes()) yield;
  }
  for (const entry of work.pending.splice(0)) {
    work.matchMoved(entry);
    if (breathes()) yield;
  }
  for (const entry of work.pending) {
    work.matchName(entry);
    if (breathes()) yield;
  }
  for (const row of known) {
    work.noteMissing(row);
    if (breathes()) yield;
  }
  return { ...work.found, suspicious: null };
}

/** Whether a volume's name stays its own for ever; numbers that the system gives out as volumes come are only a guess. */
function isLasting(volume: string): boolean {
  return !volume.startsWith('dev:');
}

/** Whether another volume than the known one lies there. Where the names of volumes are a guess, the root's own number has a say. */
export function isOtherVolume(root: LookFacts['root'], listing: Pick<Listing, 'volume' | 'inode'>): boolean {
  if (root?.volume == null || listing.volume === null || root.volume === listing.volume) return false;
  return (isLasting(root.volume) && isLasting(listing.volume)) || root.inode !== listing.inode;
}

function suspicionOf(known: readonly SeenRow[], entries: readonly FileEntry[], facts: LookFacts): Changes['suspicious'] {
  const { listing, root, whole } = facts;
  if (isOtherVolume(root, listing)) return 'other-volume';
  const isEmpty = whole && listing.complete && listing.unreadable.length === 0 && entries.length === 0;
  return isEmpty && known.some((row) => !row.missing) ? 'empty' : null;
}

/** Size and time are those that were known; so is the file's number, where the disk has such numbers. */
function isSame(row: SeenRow, entry: FileEntry): boolean {
  const sameNumber = row.inode === entry.inode || row.inode === 0 || entry.inode === 0;
  return row.bytes === entry.bytes && row.modifiedMs === entry.modifiedMs && sameNumber;
}

/** The same for two files that are one under two names. */
function keyOf(file: FileEntry): string {
  return `${String(file.inode)} ${String(file.bytes)} ${String(file.modifiedMs)}`;
}

/** The same for two names that differ only in upper and lower case, or in how their accents are written. */
function foldedKeyOf(file: FileEntry): string {
  return `${String(file.bytes)} ${String(file.modifiedMs)} ${file.path.normalize('NFC').toLowerCase()}`;
}

type Found = { -readonly [Key in Exclude<keyof Changes, 'suspicious'>]: Changes[Key][number][] };

class Work {
  readonly found: Found = { fresh: [], changed: [], moved: [], returned: [], touched: [], missing: [] };
  /** Entries that are not what was known under their name. */
  readonly pending: FileEntry[] = [];
  readonly #listing: Listing;
  readonly #byPath = new Map<string, SeenRow>();
  readonly #entryAt = new Map<string, FileEntry>();
  /** Rows that have found their file. */
  readonly #taken = new Set<number>();
  readonly #candidates = new Map<string, SeenRow[]>();
  readonly #folded = new Map<string, SeenRow[]>();
  readonly #unreadable: ReadonlySet<string>;

  constructor(listing: Listing) {
    this.#listing = listing;
    this.#unreadable = new Set(listing.unreadable);
  }

  noteRow(row: SeenRow): void {
    this.#byPath.set(row.path, row);
  }

  noteEntry(entry: FileEntry): void {
    // A look at two names of one file on a disk without upper and lower case finds the same entry twice
    if (this.#entryAt.has(entry.path)) return;
    this.#entryAt.set(entry.path, entry);
    const row = this.#byPath.get(entry.path);
    if (row === undefined || !isSame(row, entry)) this.pending.push(entry);
    else this.#settle(row, entry);
  }

  #settle(row: SeenRow, entry: FileEntry): void {
    this.#taken.add(row.id);
    if (row.missing) this.found.returned.push({ row, entry });
    else if (row.changedMs !== entry.changedMs || row.inode !== entry.inode) this.found.touched.push({ row, entry });
  }

  /** A row may have moved where its own name is gone, or is another file's. Where its name could not be looked at nobody can say. */
  noteCandidate(row: SeenRow): void {
    if (this.pending.length === 0 || this.#taken.has(row.id) || !(row.missing || this.#isGone(row.path))) return;
    if (row.inode !== 0) push(this.#candidates, keyOf(row), row);
    push(this.#folded, foldedKeyOf(row), row);
  }

  /** Its name is not there, or is another file's, and that is certain. */
  #isGone(path: string): boolean {
    return this.#entryAt.has(path) || (this.#listing.complete && !this.#isUnreadable(path));
  }

  #isUnreadable(path: string): boolean {
    if (this.#unreadable.size === 0) return false;
    if (this.#unreadable.has('') || this.#unreadable.has(path)) return true;
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      if (this.#unreadable.has(path.slice(0, slash))) return true;
    }
    return false;
  }

  matchMoved(entry: FileEntry): void {
    const byNumber = entry.inode === 0 ? undefined : this.#takeFrom(this.#candidates.get(keyOf(entry)), entry);
    const row = byNumber ?? this.#takeFrom(this.#folded.get(foldedKeyOf(entry)), entry);
    if (row === undefined) this.pending.push(entry);
    else this.found.moved.push({ row, entry });
  }

  /** Takes a row that is still free; one under the same name is no move. */
  #takeFrom(rows: readonly SeenRow[] | undefined, entry: FileEntry): SeenRow | undefined {
    const row = rows?.find((candidate) => !this.#taken.has(candidate.id) && candidate.path !== entry.path);
    if (row !== undefined) this.#taken.add(row.id);
    return row;
  }

  matchName(entry: FileEntry): void {
    const row = this.#byPath.get(entry.path);
    if (row === undefined || this.#taken.has(row.id)) {
      this.found.fresh.push(entry);
      return;
    }
    this.#taken.add(row.id);
    const match: Match = { row, entry };
    this.found.changed.push(match);
  }

  noteMissing(row: SeenRow): void {
    if (!this.#taken.has(row.id) && !row.missing && this.#isGone(row.path)) this.found.missing.push(row);
  }
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
