/**
 * Folders whose photos never leave this computer, whoever asks: the window, a watched folder, the command line. One small file that every process looks
 * at again before it sends. Where it cannot be read nothing is sent: a list that may have been there is not taken for none.
 */
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { DarkslideError, problem, type Problem } from '../contract/errors.ts';
import { readSmallSync } from '../files/small-file.ts';
import { isPathInside } from '../files/path-inside.ts';

/** Name of the file in the data folder. */
export const PRIVATE_FOLDERS = 'private-folders.json';

const MOST_BYTES = 1024 * 1024;
export const MOST_PRIVATE_FOLDERS = 500;

const fileSchema = z.object({
  version: z.literal(1),
  /** Absolute paths: as they were chosen, and where they really lie. */
  folders: z.array(z.object({ path: z.string().max(32_767), real: z.string().max(32_767) })).max(MOST_PRIVATE_FOLDERS),
});
type Entry = z.infer<typeof fileSchema>['folders'][number];

export interface PrivateFolders {
  /** Absolute paths, as they were chosen. Throws DarkslideError `private-unknown`. */
  all(): readonly string[];
  /** From now on nothing in it, or below, is sent. Throws DarkslideError where that cannot be written down. */
  add(folder: string): Promise<void>;
  remove(folder: string): void;
  /** Why this photo is not sent, by its name alone; null: nothing keeps it. */
  glance(path: string): Problem | null;
  /** The same by where the file really lies: a link leads out of no folder. */
  look(path: string): Promise<Problem | null>;
}

/** Opens the list; nothing is read before it is asked for. */
export function createPrivateFolders(file: string): PrivateFolders {
  const known: { stamp: string; entries: readonly Entry[] } = { stamp: '', entries: [] };

  const entries = (): readonly Entry[] => {
    const stamp = stampOf(file);
    if (stamp === ABSENT) return [];
    if (stamp !== known.stamp) {
      try {
        known.entries = fileSchema.parse(JSON.parse(readSmallSync(file, MOST_BYTES).toString('utf8'))).folders;
      } catch (error) {
        throw new DarkslideError('private-unknown', undefined, { cause: error });
      }
      known.stamp = stamp;
    }
    return known.entries;
  };
  const write = (folders: readonly Entry[]): void => {
    const part = `${file}.${randomBytes(6).toString('hex')}.part`;
    try {
      writeFileSync(part, JSON.stringify({ version: 1, folders }), { mode: 0o600, flag: 'wx' });
      renameSync(part, file);
    } catch (error) {
      rmSync(part, { force: true });
      throw new DarkslideError('private-unwritten', undefined, { cause: error });
    }
  };
  const judge = (paths: readonly string[]): Problem | null => {
    try {
      const isKept = entries().some(({ path, real }) =>
        paths.some((candidate) => isPathInside(path, candidate) || isPathInside(real, candidate)),
      );
      return isKept ? problem('folder-private') : null;
    } catch (error) {
      return error instanceof DarkslideError ? error.toProblem() : problem('private-unknown');
    }
  };

  return {
    all: () => entries().map(({ path }) => path),
    add: async (folder) => {
      const real = await realpath(folder).catch(() => folder); // on a drive that is away: by its name
      const before = entries().filter(({ path }) => path !== folder);
      if (before.length >= MOST_PRIVATE_FOLDERS) throw new DarkslideError('bad-input', 'So many folders cannot be kept apart.');
      write([...before, { path: folder, real }]);
    },
    remove: (folder) => {
      write(entries().filter(({ path }) => path !== folder));
    },
    glance: (path) => judge([path]),
    look: async (path) => {
      const folder = await realpath(dirname(path)).catch(() => dirname(path));
      const real = await realpath(path).catch(() => path); // gone meanwhile: whoever reads it says so
      return judge([path, folder, real]);
    },
  };
}

const ABSENT = 'absent';

/** Changes when the file does; a file that cannot be looked at is read, and then said to be unreadable. */
function stampOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${String(mtimeMs)} ${String(size)} ${String(ino)}`;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? ABSENT : 'unreadable';
  }
}
