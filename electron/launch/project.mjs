/** Where the project stands, and where its helpers outside the repository are kept. */
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder, absolute. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A path inside the project, absolute. */
export function inProject(...parts) {
  return join(root, ...parts);
}

/** The folder for downloads that outlive a clone: `$XDG_CACHE_HOME/darkslide`, else the system's usual place. */
export function cacheFolder() {
  const xdg = process.env.XDG_CACHE_HOME;
  if (xdg) return join(xdg, 'darkslide');
  if (process.platform === 'win32' && process.env.LOCALAPPDATA) return join(process.env.LOCALAPPDATA, 'darkslide', 'cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'darkslide');
  return join(homedir(), '.cache', 'darkslide');
}

/** A sentence to the person at the terminal; on stderr, so that a command's own output stays clean. */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/** A failure that has been explained in a sentence: shown without a stack. */
export class Explained extends Error {}

/** Runs a command's main function; a failure ends the process with its sentence (or its stack, where there is none). */
export async function command(main) {
  try {
    const code = await main();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    say(error instanceof Explained ? error.message : String(error?.stack ?? error));
    process.exitCode = 1;
  }
}
