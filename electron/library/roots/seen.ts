/** The table of what was seen below roots. Every method is one short synchronous transaction; long ones come in slices. */
import { z } from 'zod';
import { transaction, type Database } from '../database.ts';
import type { FileEntry } from './entry.ts';
import type { Changes, Match, SeenRow } from './seen-row.ts';

const rowSchema = z
  .object({
    id: z.number(),
    root_id: z.number(),
    path: z.string(),
    bytes: z.number(),
    modified_ms: z.number(),
    changed_ms: z.number(),
    inode: z.number(),
    version: z.number(),
    first_seen_at: z.number(),
    missing: z.number(),
  })
  .transform((row): SeenRow => ({
    id: row.id,
    rootId: row.root_id,
    path: row.path,
    bytes: row.bytes,
    modifiedMs: row.modified_ms,
    changedMs: row.changed_ms,
    inode: row.inode,
    version: row.version,
    firstSeenAt: row.first_seen_at,
    missing: row.missing === 1,
  }));

/** What happened to a row, and the row as it is now. */
export interface Applied {
  readonly what: 'fresh' | 'changed' | 'moved' | 'returned' | 'missing';
  readonly row: SeenRow;
  /** Where it was before, for one that moved; else null. */
  readonly from: string | null;
}

export interface SeenCount {
  /** Files that were there at the last look. */
  readonly present: number;
  readonly missing: number;
}

export interface Seen {
  /** The row under this name, missing or not; null: none. */
  of(rootId: number, path: string): SeenRow | null;
  /** Rows under these names; those that are not known are left out. */
  at(rootId: number, paths: readonly string[]): SeenRow[];
  /** Rows of files with these numbers, missing ones too. 0 is nobody's number. */
  byInode(rootId: number, inodes: readonly number[]): SeenRow[];
  byId(ids: readonly number[]): SeenRow[];
  count(rootId: number): SeenCount;
  /** Rows of a root, or of what lies in a folder below it, in the order of their names: those after `after`. Ask until it is empty. */
  slice(rootId: number, folder: string, after: string | null, limit: number): SeenRow[];
  /** All of them slice by slice, and a file of the folder's own name: the caller lets others have their turn in between. */
  rows(rootId: number, folder: string): Generator<SeenRow[]>;
  /** Writes changes down in one transaction; what happened, each with its row. `touched` is written and not told. */
  apply(rootId: number, changes: Changes): Applied[];
  /** The same in slices, each a transaction of its own. A crash in between is met by the next look. */
  applyInSlices(rootId: number, changes: Changes): Generator<Applied[]>;
}

/** Rows in one step of a long walk through the table, and changes in one transaction. */
const SLICE = 500;
/** Not a path that a look can find: where a name was taken over while its old owner is missing, the owner keeps a row without a name. */
const NAMELESS = '//';

/** Builds it over an open database. `now`: ms since 1970. */
export function createSeen(database: Database, now: () => number): Seen {
  const statements = {
    of: database.prepare('SELECT * FROM seen WHERE root_id = ? AND path = ?'),
    byInode: database.prepare('SELECT * FROM seen WHERE root_id = ? AND inode = ? LIMIT 1000'),
    byId: database.prepare('SELECT * FROM seen WHERE id = ?'),
    count: database.prepare('SELECT missing, count(*) AS count FROM seen WHERE root_id = ? GROUP BY missing'),
    slice: database.prepare('SELECT * FROM seen WHERE root_id = ? AND path > ? AND path < ? ORDER BY path LIMIT ?'),
    sliceOfAll: database.prepare('SELECT * FROM seen WHERE root_id = ? AND path > ? ORDER BY path LIMIT ?'),
    add: database.prepare(
      `INSERT INTO seen (root_id, path, bytes, modified_ms, changed_ms, inode, first_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *`,
    ),
    found: database.prepare(
      `UPDATE seen SET path = ?, bytes = ?, modified_ms = ?, changed_ms = ?, inode = ?, version = version + ?, missing = 0
       WHERE id = ? RETURNING *`,
    ),
    setMissing: database.prepare('UPDATE seen SET missing = 1 WHERE id = ? RETURNING *'),
    unname: database.prepare(`UPDATE seen SET path = path || '${NAMELESS}' || id, missing = 1 WHERE root_id = ? AND path = ?`),
  };

  const one = (row: unknown): SeenRow | null => (row === undefined ? null : rowSchema.parse(row));
  const some = (rows: unknown): SeenRow[] => z.array(rowSchema).parse(rows);

  const add = (rootId: number, entry: FileEntry): SeenRow => {
    const { path, bytes, modifiedMs, changedMs, inode } = entry;
    return rowSchema.parse(statements.add.get(rootId, path, bytes, modifiedMs, changedMs, inode, now()));
  };
  const found = ({ row, entry }: Match, rise: 0 | 1): SeenRow | null => {
    const { path, bytes, modifiedMs, changedMs, inode } = entry;
    return one(statements.found.get(path, bytes, modifiedMs, changedMs, inode, rise, row.id));
  };

  /** Two files may have changed names: both are without a name for a moment, and whoever still has one of the new names loses it. */
  const move = (rootId: number, moved: readonly Match[]): Applied[] => {
    for (const { row } of moved) statements.unname.run(rootId, row.path);
    for (const { entry } of moved) statements.unname.run(rootId, entry.path);
    return moved.flatMap((match) => told('moved', found(match, 0), match.row.path));
  };

  const write = (rootId: number, changes: Changes): Applied[] => {
    const applied = move(rootId, changes.moved);
    for (const match of changes.touched) found(match, 0);
    for (const match of changes.returned) applied.push(...told('returned', found(match, 0)));
    for (const match of changes.changed) applied.push(...told('changed', found(match, 1)));
    for (const row of changes.missing) applied.push(...told('missing', one(statements.setMissing.get(row.id))));
    for (const entry of changes.fresh) {
      // Another look may have been first: then it is known, and that look has told it
      if (statements.of.get(rootId, entry.path) === undefined) applied.push(...told('fresh', add(rootId, entry)));
    }
    return applied;
  };

  const slice = (rootId: number, folder: string, after: string | null, limit: number): SeenRow[] => {
    if (folder === '') return some(statements.sliceOfAll.all(rootId, after ?? '', limit));
    // "0" comes right after "/" in the order of bytes: everything below the folder lies between the two
    return some(statements.slice.all(rootId, after ?? `${folder}/`, `${folder}0`, limit));
  };

  return {
    of: (rootId, path) => one(statements.of.get(rootId, path)),
    at: (rootId, paths) => paths.flatMap((path) => one(statements.of.get(rootId, path)) ?? []),
    byInode: (rootId, inodes) =>
      [...new Set(inodes)].filter((inode) => inode !== 0).flatMap((inode) => some(statements.byInode.all(rootId, inode))),
    byId: (ids) => ids.flatMap((id) => one(statements.byId.get(id)) ?? []),
    count: (rootId) => {
      const counts = z.array(z.object({ missing: z.number(), count: z.number() })).parse(statements.count.all(rootId));
      const of = (missing: number): number => counts.find((row) => row.missing === missing)?.count ?? 0;
      return { present: of(0), missing: of(1) };
    },
    slice,
    rows: function* (rootId, folder) {
      // A file that had the folder's name before it was one, or has it now
      const namesake = folder === '' ? null : one(statements.of.get(rootId, folder));
      if (namesake !== null) yield [namesake];
      let after: string | null = null;
      for (;;) {
        const rows: SeenRow[] = slice(rootId, folder, after, SLICE);
        const last = rows.at(-1);
        if (last === undefined) return;
        yield rows;
        after = last.path;
      }
    },
    apply: (rootId, changes) => transaction(database, () => write(rootId, changes)),
    applyInSlices: function* (rootId, changes) {
      for (const part of slicesOf(changes)) yield transaction(database, () => write(rootId, part));
    },
  };
}

function told(what: Applied['what'], row: SeenRow | null, from: string | null = null): Applied[] {
  return row === null ? [] : [{ what, row, from }];
}

/** Moves all together, since names go round among them; the rest cut into pieces. */
function* slicesOf(changes: Changes): Generator<Changes> {
  const none: Changes = {
    fresh: [],
    changed: [],
    moved: [],
    returned: [],
    touched: [],
    missing: [],
    suspicious: changes.suspicious,
  };
  if (changes.moved.length > 0) yield { ...none, moved: changes.moved };
  for (const part of cut(changes.touched)) yield { ...none, touched: part };
  for (const part of cut(changes.returned)) yield { ...none, returned: part };
  for (const part of cut(changes.changed)) yield { ...none, changed: part };
  for (const part of cut(changes.missing)) yield { ...none, missing: part };
  for (const part of cut(changes.fresh)) yield { ...none, fresh: part };
}

function* cut<Item>(list: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < list.length; at += SLICE) yield list.slice(at, at + SLICE);
}
