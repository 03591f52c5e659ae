/**
 * Shuts the way to files in a process that decodes: it may read the one file that it was given, and its own program; it may write none. The WebAssembly
 * build of sharp asks Node for every file that its format readers want to open, a picture that names another file among them.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Take a path and read. */
const reading = [
  'access',
  'createReadStream',
  'exists',
  'lstat',
  'open',
  'openAsBlob',
  'opendir',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'stat',
  'statfs',
];
/** Take a path and change something, or go on looking at it. */
const changing = [
  'appendFile',
  'chmod',
  'chown',
  'copyFile',
  'cp',
  'createWriteStream',
  'glob',
  'lchmod',
  'lchown',
  'link',
  'lutimes',
  'mkdir',
  'mkdtemp',
  'rename',
  'rm',
  'rmdir',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'watch',
  'watchFile',
  'writeFile',
];

/** The file of the task under way. */
let given: string | null = null;

/** From now on this file may be read, and no other; null: none. */
export function openFile(path: string | null): void {
  given = path === null ? null : resolve(path);
}

/** A folder, and where it really lies. */
function withTarget(folder: string): string[] {
  try {
    return [folder, fs.realpathSync(folder)];
  } catch {
    return [folder]; // it is not there, as most of those in which packages are looked for
  }
}

/** @param entry - the bundle that runs here: its folder, and the packages that it finds from there, may be read */
export function shutFiles(entry: string): void {
  const packages = createRequire(entry).resolve.paths('sharp') ?? [];
  // Where a folder on the way is a link, Node opens what it leads to
  const own = [dirname(entry), ...packages]
    .flatMap(withTarget)
    .flatMap((folder) => [folder, folder.replace(/\.asar(?=[\\/]|$)/, '.asar.unpacked')]);
  const mayRead = (path: unknown): boolean => {
    if (typeof path !== 'string' && !(path instanceof URL) && !Buffer.isBuffer(path)) return true; // a file that is open already
    const whole = resolve(path instanceof URL ? fileURLToPath(path) : path.toString());
    return whole === given || own.some((folder) => whole === folder || whole.startsWith(`${folder}${sep}`));
  };
  for (const holder of [fs, fs.promises]) {
    for (const name of reading) for (const each of [name, `${name}Sync`]) guard(holder, each, mayRead);
    for (const name of changing) for (const each of [name, `${name}Sync`]) guard(holder, each, () => false);
  }
  guardPrograms(mayRead);
}

const WRITES = fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC | fs.constants.O_APPEND;

/** Every way of opening that may write: "r+", "w", numbers with such a bit. */
function opensToWrite(name: string, mode: unknown): boolean {
  if (!/^open(?:Sync)?$/.test(name)) return false;
  return typeof mode === 'number' ? (mode & WRITES) !== 0 : typeof mode === 'string' && !/^(?:r|rs|sr)$/.test(mode);
}

type Function = (this: unknown, ...words: readonly unknown[]) => unknown;

/** Puts a guard before a function. What Electron puts in its place later, for files in archives, comes behind the guard. */
function guard(holder: object, name: string, isAllowed: (path: unknown) => boolean): void {
  let behind: unknown = Reflect.get(holder, name);
  if (typeof behind !== 'function') return;
  const guarded = function (this: unknown, ...words: readonly unknown[]): unknown {
    if (!isAllowed(words[0]) || opensToWrite(name, words[1])) {
      if (/^exists/.test(name)) return false;
      throw Object.assign(new Error('The process that decodes pictures may read the one file that it was given'), {
        code: 'EACCES',
      });
    }
    return Reflect.apply(behind as Function, this, words); // it was a function, and only functions take its place
  };
  // realpath has a second form
  Object.assign(guarded, { native: guarded });
  Object.defineProperty(holder, name, {
    get: () => guarded,
    set: (next: unknown) => {
      if (typeof next === 'function') behind = next;
    },
    configurable: false,
    enumerable: true,
  });
}

/** Native parts are loaded from the app's own folders only. */
function guardPrograms(mayRead: (path: unknown) => boolean): void {
  const load = process.dlopen.bind(process);
  Object.defineProperty(process, 'dlopen', {
    value: (module: object, file: string, flags?: number) => {
      if (!mayRead(file)) throw new Error('The process that decodes pictures loads no other programs');
      if (flags === undefined) load(module, file);
      else load(module, file, flags);
    },
    writable: false,
    configurable: false,
  });
}
