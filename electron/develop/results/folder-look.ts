/**
 * Looks at a folder before something is sent: can a result be stored there, and which names are taken? Photos that leave together share
 * one look, so that a burst of them neither waits for the disk again and again nor reads a full folder once for each.
 */
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nameKey } from '../ledger/labels.ts';
import { checkRoom, type Spool } from './storing.ts';

/** A look stays true for so long, milliseconds: what changes meanwhile is met when the result is written. */
const TRUE_FOR_MS = 250;

/** Names that are taken, as `nameKey` compares them. Throws `disk-full`, `folder-missing` or `folder-unwritable`. */
export type FolderLook = (folder: string) => Promise<ReadonlySet<string>>;

interface Known {
  readonly folder: string;
  readonly at: number;
  readonly names: Promise<ReadonlySet<string>>;
}

/** Builds one that has looked at nothing yet; it remembers one folder, and each look also asks the spool for room. */
export function createFolderLook(spool: Pick<Spool, 'checkRoom'>, now: () => number): FolderLook {
  const lookAt = async (folder: string): Promise<ReadonlySet<string>> => {
    await checkRoom(folder, dirname(folder));
    await spool.checkRoom();
    return new Set((await readdir(folder)).map(nameKey));
  };
  let known: Known | null = null;
  return async (folder) => {
    const at = now();
    if (known?.folder === folder && at - known.at < TRUE_FOR_MS && at >= known.at) return await known.names;
    const look: Known = { folder, at, names: lookAt(folder) };
    known = look;
    try {
      return await look.names;
    } catch (error) {
      // The next one looks for itself: the trouble may be over
      if (known === look) known = null;
      throw error;
    }
  };
}
