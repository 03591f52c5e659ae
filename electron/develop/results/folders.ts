/**
 * The user's folders, as the money path needs them: may a result be stored there, which names are taken, are the photos still there? A
 * look is shared by photos that leave together, so that a burst of them asks the disk once for each folder; and a volume that does not
 * answer holds up nobody else (volumes.ts).
 */
import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DarkslideError } from '../../contract/errors.ts';
import { nameKey } from '../ledger/labels.ts';
import { sharedLook } from './shared-look.ts';
import { checkRoom, folderError, refuseLink, writeResult } from './storing.ts';
import { createVolumes, type Volumes } from './volumes.ts';

export interface Folders {
  /**
   * Names that are taken in a folder for results, as `nameKey` compares them. Creates the folder where the user asked for results there.
   * Throws `disk-full`, `folder-missing`, `folder-unwritable`, `folder-silent` or `store-failed`.
   * @param holdsPhotos - the folder above holds the photo: empty, it is the place where a drive was. Nobody chose the folder: where it
   *   is a link, `results-linked` is thrown
   */
  look(folder: string, holdsPhotos: boolean): Promise<ReadonlySet<string>>;
  /** Could results be stored there, as far as a glance that creates nothing tells? Throws as `look`. */
  glance(folder: string): Promise<void>;
  /** Are photos within reach in this folder? Throws `folder-missing`, `folder-unwritable` or `folder-silent`. */
  reach(folder: string): Promise<void>;
  /** The same, looked at anew. `mustHoldSome`: where it is empty, its photos are gone with their drive. */
  reachAgain(folder: string, mustHoldSome: boolean): Promise<void>;
  /** Throws `results-linked` where a folder that nobody chose is a link to another place. */
  refuseLink(folder: string): Promise<void>;
  /** Stores a finished result, see writeResult; the folder is looked at first. */
  write(...args: Parameters<typeof writeResult>): Promise<string>;
  /** The volume of a folder: what waits there waits for this one only. */
  readonly volumeOf: (folder: string) => string;
}

/** A folder that may not be listed is not called empty: whoever goes on to write there says what is wrong with it. */
async function isEmptyOrGone(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    return folderError(error).code === 'folder-missing';
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false; // what cannot be looked at is looked at by whoever needs it, with its reason
  }
}

/** Builds it over the real disks. `elapsed`: milliseconds on a clock that is never set. */
export function createFolders(elapsed: () => number = () => performance.now(), volumes: Volumes = createVolumes()): Folders {
  /** A drive that is gone leaves an empty folder in its place on some systems: results must not be stored under it. */
  const refuseEmptyPlace = async (folder: string): Promise<void> => {
    if (!(await isThere(folder)) && (await isEmptyOrGone(dirname(folder)))) throw new DarkslideError('folder-missing');
  };
  const lookAt = async (folder: string, holdsPhotos: boolean): Promise<ReadonlySet<string>> =>
    await volumes.run(folder, async () => {
      if (holdsPhotos) await refuseEmptyPlace(folder);
      if (holdsPhotos) await refuseLink(folder);
      await checkRoom(folder, dirname(folder));
      return new Set((await readdir(folder)).map(nameKey));
    });
  const reachAt = async (folder: string): Promise<void> => {
    await volumes.run(folder, async () => {
      try {
        await stat(folder);
      } catch (error) {
        throw folderError(error);
      }
    });
  };
  const glanceAt = async (folder: string): Promise<void> => {
    await volumes.run(folder, async () => {
      if (!(await isThere(folder))) return; // it is created when a result is to be stored
      if (!(await stat(folder)).isDirectory()) throw new DarkslideError('store-failed');
      await access(folder, constants.W_OK).catch((error: unknown) => {
        throw folderError(error);
      });
    });
  };
  const besidePhotos = sharedLook(async (folder) => await lookAt(folder, true), elapsed);
  const anywhere = sharedLook(async (folder) => await lookAt(folder, false), elapsed);
  return {
    volumeOf: volumes.nameOf,
    look: async (folder, holdsPhotos) => await (holdsPhotos ? besidePhotos : anywhere)(folder),
    glance: sharedLook(glanceAt, elapsed),
    reach: sharedLook(reachAt, elapsed),
    reachAgain: async (folder, mustHoldSome) => {
      await reachAt(folder);
      if (!mustHoldSome) return;
      await volumes.run(folder, async () => {
        const names = await readdir(folder).catch((error: unknown) => {
          throw folderError(error);
        });
        if (names.length === 0) throw new DarkslideError('folder-missing');
      });
    },
    refuseLink: async (folder) => {
      await volumes.run(folder, async () => {
        await refuseLink(folder);
      });
    },
    write: async (bytes, owner, target, nextChoice) =>
      await volumes.run(target, async () => {
        await refuseEmptyPlace(dirname(target));
        await checkRoom(dirname(target), dirname(dirname(target)));
        return await writeResult(bytes, owner, target, nextChoice);
      }),
  };
}
