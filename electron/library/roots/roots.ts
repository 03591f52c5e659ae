/** The table of roots: folders that are looked at, each one row however it is moved about on its volume. */
import { z } from 'zod';
import { transaction, type Database } from '../database.ts';

const rowSchema = z
  .object({
    id: z.number(),
    path: z.string(),
    volume: z.string().nullable(),
    inode: z.number(),
    added_at: z.number(),
    library_path: z.string().nullable(),
  })
  .transform((row) => ({
    id: row.id,
    path: row.path,
    volume: row.volume,
    inode: row.inode,
    addedAt: row.added_at,
    libraryPath: row.library_path,
  }));
export type RootRow = Readonly<z.infer<typeof rowSchema>>;

/** What identifies a folder beside its name. */
export interface RootFacts {
  readonly volume: string | null;
  readonly inode: number;
}

export interface Roots {
  byId(id: number): RootRow | null;
  at(path: string): RootRow | null;
  all(): RootRow[];
  /** Roots that may be this folder under an older name: same volume, same number. Whether their paths are gone, the caller looks. */
  namesakes(facts: RootFacts): RootRow[];
  /** The row of this path, made where there is none. What is known of a path that is there is not changed. */
  add(path: string, facts: RootFacts): RootRow;
  /** A root goes by another path now. What was known under that path before gives way, with what was seen there. */
  move(id: number, path: string): RootRow;
  /** Another folder or volume lies there, and a person said that it is meant; or the first look at it. */
  identify(id: number, facts: RootFacts): RootRow;
  /** Folders of the library, in the order of their paths. */
  inLibrary(): RootRow[];
  /** Its photos are in the library under this path; null: it is no folder of the library any more. */
  keep(id: number, libraryPath: string | null): RootRow;
  /** Forgets it with all that was seen in it. Throws where a rule stands on it. */
  remove(id: number): void;
}

/** Builds it over an open database. `now`: ms since 1970. */
export function createRoots(database: Database, now: () => number): Roots {
  const statements = {
    byId: database.prepare('SELECT * FROM roots WHERE id = ?'),
    at: database.prepare('SELECT * FROM roots WHERE path = ?'),
    all: database.prepare('SELECT * FROM roots ORDER BY id'),
    namesakes: database.prepare('SELECT * FROM roots WHERE volume = ? AND inode = ? ORDER BY id'),
    add: database.prepare('INSERT INTO roots (path, volume, inode, added_at) VALUES (?, ?, ?, ?) RETURNING *'),
    move: database.prepare('UPDATE roots SET path = ? WHERE id = ? RETURNING *'),
    identify: database.prepare('UPDATE roots SET volume = ?, inode = ? WHERE id = ? RETURNING *'),
    inLibrary: database.prepare('SELECT * FROM roots WHERE library_path IS NOT NULL ORDER BY path'),
    keep: database.prepare('UPDATE roots SET library_path = ? WHERE id = ? RETURNING *'),
    remove: database.prepare('DELETE FROM roots WHERE id = ?'),
  };
  const one = (row: unknown): RootRow | null => (row === undefined ? null : rowSchema.parse(row));

  return {
    byId: (id) => one(statements.byId.get(id)),
    at: (path) => one(statements.at.get(path)),
    all: () => z.array(rowSchema).parse(statements.all.all()),
    namesakes: ({ volume, inode }) =>
      volume === null || inode === 0 ? [] : z.array(rowSchema).parse(statements.namesakes.all(volume, inode)),
    add: (path, { volume, inode }) =>
      transaction(
        database,
        () => one(statements.at.get(path)) ?? rowSchema.parse(statements.add.get(path, volume, inode, now())),
      ),
    move: (id, path) =>
      transaction(database, () => {
        const there = one(statements.at.get(path));
        if (there !== null && there.id !== id) statements.remove.run(there.id);
        return rowSchema.parse(statements.move.get(path, id));
      }),
    identify: (id, { volume, inode }) => rowSchema.parse(statements.identify.get(volume, inode, id)),
    inLibrary: () => z.array(rowSchema).parse(statements.inLibrary.all()),
    keep: (id, libraryPath) => rowSchema.parse(statements.keep.get(libraryPath, id)),
    remove: (id) => {
      statements.remove.run(id);
    },
  };
}

/**
 * The row of a folder: the one of its path, or of the root that was moved here, whose old path is gone; else a new one.
 * @param facts - null: it cannot be reached now
 * @param isGone - whether a path is certainly not there any more; a drive that is not connected is no proof
 */
export async function placeRoot(
  roots: Roots,
  path: string,
  facts: RootFacts | null,
  isGone: (path: string) => Promise<boolean>,
): Promise<RootRow> {
  const known = roots.at(path);
  if (known !== null) return known;
  if (facts === null) return roots.add(path, { volume: null, inode: 0 });
  for (const namesake of roots.namesakes(facts)) {
    if (await isGone(namesake.path)) return roots.move(namesake.id, path);
  }
  return roots.add(path, facts);
}
