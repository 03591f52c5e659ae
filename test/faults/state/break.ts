/** Breaks one thing of a data folder, and mends its permissions again as a person would. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { z } from 'zod';
import type { Breakage, State, Thing } from './cells.ts';

/** SQLite's page: what a lock that somebody wrote into is at least as long as, bytes. */
const LEAST_BYTES = 4096;

/** The files that a thing is made of, and the folder whose permissions are its own; null: it has none. */
export function partsOf(home: string, thing: Thing): { readonly files: readonly string[]; readonly folder: string | null } {
  const spool = join(home, 'spool');
  const inSpool = (end: string): string[] => filesIn(spool).filter((file) => file.endsWith(end));
  switch (thing) {
    case 'settings':
      return { files: [join(home, 'settings.json')], folder: null };
    case 'ledger':
      return { files: [join(home, 'library.db')], folder: null };
    case 'key':
      return { files: [join(home, 'key.json')], folder: null };
    case 'lock':
      return { files: [join(home, 'runner.lock'), join(home, 'runner.json')], folder: null };
    case 'spool':
      return { files: inSpool('.bin'), folder: spool };
    case 'note':
      return { files: inSpool('.json'), folder: null };
    case 'cache':
      return {
        files: [join(home, 'cache', 'window.json'), ...filesIn(join(home, 'cache', 'pictures'))],
        folder: join(home, 'cache'),
      };
  }
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** Breaks it. Everything is written in place, as a failing disk or another program would. */
export function breakThing(home: string, { thing, state }: Breakage): void {
  const { files, folder } = partsOf(home, thing);
  if (state === 'absent') {
    for (const path of folder === null ? files : [folder]) rmSync(path, { recursive: true, force: true });
    return;
  }
  if (state === 'newer') {
    makeNewer(home, thing, files);
    return;
  }
  if (state === 'unreadable' || state === 'read-only') {
    const [ofFiles, ofFolder] = state === 'unreadable' ? [0o000, 0o000] : [0o400, 0o500];
    for (const file of files) chmodSync(file, ofFiles);
    if (folder === null) return;
    for (const inner of existsSync(folder) ? readdirSync(folder) : []) {
      const path = join(folder, inner);
      if (lstatSync(path).isDirectory()) chmodSync(path, ofFolder);
    }
    chmodSync(folder, ofFolder);
    return;
  }
  for (const file of files) spoil(file, state);
}

function spoil(file: string, state: Exclude<State, 'absent' | 'unreadable' | 'read-only' | 'newer'>): void {
  const { size } = lstatSync(file);
  switch (state) {
    case 'empty':
      truncateSync(file, 0);
      return;
    case 'cut':
      truncateSync(file, Math.floor(size * 0.6));
      return;
    case 'zeros':
      writeFileSync(file, Buffer.alloc(size));
      return;
    case 'garbage':
      writeFileSync(file, noise(size));
  }
}

/** Bytes that mean nothing, and are the same each time. */
function noise(size: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(size / 32) }, (_, index) =>
    createHash('sha256')
      .update(`noise ${String(index)}`)
      .digest(),
  );
  return Buffer.concat(blocks).subarray(0, size);
}

/** As a later Darkslide might have left it. */
function makeNewer(home: string, thing: Thing, files: readonly string[]): void {
  const [first = ''] = files;
  const change = (file: string, of: (content: Record<string, unknown>) => Record<string, unknown>): void => {
    const content = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
    writeFileSync(file, JSON.stringify(of(content)));
  };
  switch (thing) {
    case 'settings':
      change(first, (content) => ({ ...content, version: 2, limits: { day: '0.40 USD' } }));
      return;
    case 'ledger':
      withDatabase(first, (database) => {
        database.exec("INSERT INTO migrations (name) VALUES ('9999 of a later version')");
      });
      return;
    case 'key':
      change(first, () => ({ version: 2, segmindKey: { sealed: 'c2VhbGVk', with: 'keyring' } }));
      return;
    case 'lock':
      rmSync(first);
      withDatabase(first, (database) => {
        database.exec('PRAGMA user_version=99; CREATE TABLE holder (pid INTEGER, since TEXT);');
      });
      writeFileSync(join(home, 'runner.json'), JSON.stringify({ version: 2, holder: { pid: 999_999, kind: 'app' } }));
      return;
    case 'spool':
      // Pictures that only that version knows, and notes of another shape
      for (const file of files) writeFileSync(`${file.slice(0, -4)}-v2.paid`, readFileSync(file));
      for (const note of partsOf(home, 'note').files) change(note, (content) => ({ version: 2, work: content }));
      return;
    case 'note':
      for (const file of files) change(file, (content) => ({ version: 2, work: content }));
      return;
    case 'cache':
      writeFileSync(join(home, 'cache', 'window.json'), JSON.stringify({ version: 2, windows: [] }));
      for (const file of files.slice(1))
        writeFileSync(file, Buffer.concat([Buffer.from('\0\0\0\x1cftypavif', 'latin1'), noise(500)]));
  }
}

function withDatabase(file: string, work: (database: InstanceType<typeof DatabaseSync>) => void): void {
  const database = new DatabaseSync(file);
  try {
    work(database);
  } finally {
    database.close();
  }
}

/** The driver closes a database for good when its process ends, and the app's lives on here: the file alone is the library from now on. */
export function gatherLog(home: string): void {
  withDatabase(join(home, 'library.db'), (database) => {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  });
}

/** What a person does about "may not be read and written": gives the permissions back. */
export function givePermissions(home: string): void {
  if (!existsSync(home)) return;
  chmodSync(home, 0o700);
  for (const entry of readdirSync(home, { withFileTypes: true })) {
    const path = join(home, entry.name);
    if (entry.isDirectory()) givePermissions(path);
    else if (entry.isFile()) chmodSync(path, 0o600);
  }
}

/** A lock that a killed process left, in a file that somebody made a database of. */
export function leaveLock(home: string): void {
  mkdirSync(home, { recursive: true });
  const lock = join(home, 'runner.lock');
  rmSync(lock, { force: true });
  withDatabase(lock, (database) => {
    database.exec('CREATE TABLE held (pid INTEGER)');
  });
  if (lstatSync(lock).size < LEAST_BYTES) throw new Error('the lock has no content to be broken');
  writeFileSync(
    join(home, 'runner.json'),
    JSON.stringify({ pid: 999_999, name: 'the command line', host: '127.0.0.1:1', takesWork: false }),
  );
}
