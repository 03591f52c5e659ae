/** Where Darkslide keeps its own data: one folder, the same for the app and the command line. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';

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

/** Makes the folder where it is missing, closed to other users of the computer. One that exists keeps its permissions. */
export function makeHome(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
}
