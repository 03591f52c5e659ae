/**
 * The data folder closed to other users of the computer, whatever the umask was and whoever made the folder. Files are made closed where they are made;
 * this mends what earlier versions left open, and what lies in a folder that was there before.
 */
import { chmodSync, lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 0o700;
const FILE = 0o600;

/** Names of the app's own folders. Of some the folder alone is closed: Chromium's is its own, and thumbnails are many. */
const folders: Readonly<Record<string, 'whole' | 'outside'>> = {
  Pasted: 'whole',
  Rescued: 'whole',
  backups: 'whole',
  cache: 'outside',
  electron: 'outside',
  'handed-over': 'whole',
  logs: 'whole',
  runs: 'whole',
  spool: 'whole',
};

/** Names of the app's own files, with what stands beside them: logs of SQLite, copies set aside, halves. */
const files = /^(?:(?:settings|rules|key|runner)\.json|library\.db|limits\.known|runner\.lock|restore)(?:[.-].*)?$/;

/** Closes what is the app's own. The folder itself only where nothing else is in it: a person may have named one that others use. Never throws. */
export function tighten(home: string): void {
  if (process.platform === 'win32') return; // rights come from the user's own folder there
  try {
    const names = readdirSync(home);
    for (const name of names) {
      if (Object.hasOwn(folders, name)) tightenFolder(join(home, name), folders[name] === 'whole');
      else if (files.test(name)) tightenFile(join(home, name));
    }
    const isOurs = names.every((name) => Object.hasOwn(folders, name) || files.test(name));
    if (isOurs) close(home, FOLDER, (facts) => facts.isDirectory());
  } catch {
    // Who may not look at it says so where it matters: makeHome
  }
}

function tightenFolder(folder: string, whole: boolean): void {
  if (!close(folder, FOLDER, (facts) => facts.isDirectory()) || !whole) return;
  for (const name of readdirSync(folder)) tightenFile(join(folder, name));
}

function tightenFile(file: string): void {
  close(file, FILE, (facts) => facts.isFile());
}

/** True: it was open until now. Links are left alone: what they lead to is not the app's to close. */
function close(path: string, mode: number, isRight: (facts: Stats) => boolean): boolean {
  try {
    const facts = lstatSync(path);
    const isClosed = (facts.mode & 0o777 & ~mode) === 0;
    if (isClosed || !isRight(facts) || facts.uid !== process.getuid?.()) return false;
    chmodSync(path, mode);
    return true;
  } catch {
    return false; // gone just now, or somebody else's
  }
}
