/** Reads the content of photos in the background, a few files at a time: identity by content must not cost the user a wait. */
import type { Changes } from '../contract/events.ts';
import type { PhotoId } from '../contract/ids.ts';
import type { ImageTasks } from '../images/tasks.ts';
import { photoVersion, resultView, type Catalogue, type PhotoRow } from './catalogue.ts';
import { foundAgain, type Database } from './database.ts';

export interface HashingParts {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly images: Pick<ImageTasks, 'hash'>;
  readonly changed: (changes: Changes) => void;
  readonly log: (message: string, error?: unknown) => void;
  readonly isClosed: () => boolean;
  /** Only what is given is hashed. */
  readonly givenOnly: boolean;
  /** Settles when nothing more urgent is done with files. */
  readonly turn: () => Promise<void>;
  /** The content of this photo is known now. */
  readonly hashed: (row: PhotoRow) => Promise<void>;
}

/** Files that are read at a time, and whose hashes are written in one transaction. */
const AT_ONCE = 16;

export type Hashing = ReturnType<typeof createHashing>;

/** Builds it; nothing is read before the first `kick`. */
export function createHashing(parts: HashingParts) {
  const { catalogue, database, images, changed, isClosed } = parts;
  let running: Promise<void> | null = null;
  let wanted = false;
  const given = new Set<PhotoId>();

  /** Keeps the hash of a photo's content; results of that content that lost their photo are its own again. */
  const withHash = (row: PhotoRow, hash: string | null): PhotoRow => {
    if (hash === null) return row;
    const after = catalogue.setHash(row.id, hash);
    const adopted = catalogue.adopt(row.id, hash);
    if (adopted.length > 0) changed({ results: adopted.map(resultView) });
    return after ?? row;
  };

  const hashOf = async (row: PhotoRow): Promise<string | null> => {
    try {
      return await images.hash(row.path);
    } catch (error) {
      if (!isClosed()) parts.log('A photo could not be hashed', error); // it is hashed again when it is developed
      return null;
    }
  };

  const hashSome = async (rows: readonly PhotoRow[]): Promise<void> => {
    const hashes = await Promise.all(rows.map(hashOf));
    if (isClosed()) return;
    const known = foundAgain(database, () =>
      rows.flatMap((row, index) => {
        const current = catalogue.photo(row.id);
        const hash = hashes[index] ?? null;
        if (hash === null || current === null || photoVersion(current) !== photoVersion(row)) return [];
        return [withHash(current, hash)];
      }),
    );
    for (const row of known) await parts.hashed(row);
  };

  const nextGiven = (): PhotoRow[] => {
    const ids = [...given].slice(0, AT_ONCE);
    for (const id of ids) given.delete(id);
    return ids.flatMap((id) => catalogue.photo(id) ?? []).filter((row) => row.content_hash === null && !row.missing);
  };

  /** Each photo once: what cannot be read now is tried again at the next start. */
  const run = async (): Promise<void> => {
    let last: PhotoId | 0 = 0;
    while (!isClosed()) {
      await parts.turn();
      if (parts.givenOnly) {
        const rows = nextGiven();
        if (rows.length > 0) await hashSome(rows);
        if (given.size === 0) return;
        continue;
      }
      const rows = catalogue.unhashed(AT_ONCE, last);
      const end = rows.at(-1);
      if (end === undefined) return;
      last = end.id;
      await hashSome(rows);
    }
  };

  const kick = (): void => {
    wanted = true;
    running ??= (async () => {
      while (wanted && !isClosed()) {
        wanted = false;
        await run();
      }
    })()
      .catch((error: unknown) => {
        parts.log('Background hashing stopped', error);
      })
      .finally(() => {
        running = null;
        if (wanted && !isClosed()) kick(); // asked for in the very moment in which it ended
      });
  };

  return {
    /** There may be photos whose content is not known. */
    kick,
    withHash,
    /** These are hashed where only what is given is. */
    give: (ids: Iterable<PhotoId>): void => {
      for (const id of ids) given.add(id);
    },
    /** Waits for what is under way. */
    settled: async (): Promise<void> => {
      await running;
    },
  };
}
