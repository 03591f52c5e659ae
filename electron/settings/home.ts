/** Where Darkslide keeps its own data: one folder, the same for the app and the command line. */
import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DarkslideError } from '../contract/errors.ts';
import { tighten } from './tighten.ts';

/** What the choice depends on; handed in, so that every platform's answer can be tested anywhere. */
export interface HomeSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly userHome: string;
  /** Where a relative DARKSLIDE_HOME starts from. */
  readonly workingFolder: string;
}

/** The folder for settings, library, log and caches: DARKSLIDE_HOME where it is set, else the platform's place. */
export function dataHome({ environment, platform, userHome, workingFolder }: HomeSurroundings): string {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const chosen = environment['DARKSLIDE_HOME']?.trim() ?? '';
  if (chosen !== '') return paths.resolve(workingFolder, chosen);
  if (platform === 'darwin') return paths.join(userHome, 'Library', 'Application Support', 'Darkslide');
  if (platform === 'win32') {
    return paths.join(absolute(paths, environment['APPDATA']) ?? paths.join(userHome, 'AppData', 'Roaming'), 'Darkslide');
  }
  return paths.join(absolute(paths, environment['XDG_DATA_HOME']) ?? paths.join(userHome, '.local', 'share'), 'darkslide');
}

/** A folder named by the environment counts only where it is absolute, as the XDG rules ask. */
function absolute(paths: path.PlatformPath, folder: string | undefined): string | null {
  return folder !== undefined && paths.isAbsolute(folder) ? folder : null;
}

/**
 * Makes the folder where it is missing, closed to other users of the computer, and closes what is the app's own in one that exists: see tighten.
 * Throws DarkslideError `home-unusable`, naming the folder and what is wrong with it.
 */
export function makeHome(home: string): void {
  const advice = 'Set DARKSLIDE_HOME to a folder that may be written.';
  // Node would make another folder with a replacement character in its name, and the old ledger would not be found
  if (home.includes('\ufffd')) {
    throw new DarkslideError(
      'home-unusable',
      `Darkslide's data folder ${home} cannot be used: its name is not valid UTF-8. ${advice}`,
    );
  }
  try {
    makeFolder(home);
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
    tighten(home);
  } catch (error) {
    throw new DarkslideError('home-unusable', `Darkslide's data folder ${home} cannot be used: ${whyNot(error)}. ${advice}`, {
      cause: error,
    });
  }
}

/** Like library/make-folder.ts, which this room does not see: all at once Node would try for ever where the system says "not there" of a new folder. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (isFolder(folder)) return;
    const above = path.dirname(folder);
    if (codeOf(error) !== 'ENOENT' || above === folder || isFolder(above)) throw error;
    makeFolder(above);
    mkdirSync(folder, { mode: 0o700 });
  }
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

function whyNot(error: unknown): string {
  switch (codeOf(error)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'there is a file in its place';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be read and written';
    case 'EROFS':
      return 'its disk is read-only';
    case 'ENOSPC':
      return 'its disk is full';
    default:
      return 'the system refuses';
  }
}
