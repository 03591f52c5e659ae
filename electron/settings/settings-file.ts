/**
 * One JSON file of settings as a port, and how it is opened without ever losing what is in it: a file that is not
 * JSON is set aside first, one that cannot be read is left alone and replaced by memory for this session.
 */
import { constants, copyFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { readSmallSync } from '../files/small-file.ts';

/** What the rooms may do with a file of settings. Keys are plain names, values are JSON. */
export interface SettingsFile {
  readonly path: string;
  /** False: what is written lives in memory and is gone when the app ends. */
  readonly durable: boolean;
  /** Everything in the file; empty where there is none yet. */
  read(): Readonly<Record<string, unknown>>;
  /** Replaces one entry and writes the whole file. Throws where the disk refuses. */
  write(key: string, value: unknown): void;
  remove(key: string): void;
  /** Copies the file as it is beside itself and returns the copy's name; the file stays. */
  copyAside(): string;
}

/** The part of `conf` and `electron-store` that is used; both make one, so the app and the command line share this file. */
export interface KeyValueStore {
  readonly path: string;
  store: Record<string, unknown>;
}

/** What was found when the file was opened. */
export type OpenState =
  | { readonly found: 'sound' }
  /** It was not JSON: moved to `copy`, and a fresh one begun. */
  | { readonly found: 'broken'; readonly copy: string }
  /** The disk refuses to read it: untouched, and nothing will be written to it. */
  | { readonly found: 'unreadable' };

export interface OpenedSettings {
  readonly file: SettingsFile;
  readonly state: OpenState;
}

interface OpenOptions {
  /** Absolute path of the JSON file. */
  readonly path: string;
  /** Makes the store over that path; called only when the file can be read or does not exist. */
  readonly makeStore: () => KeyValueStore;
  /** ms since 1970. */
  readonly now: () => number;
}

/** Opens a file of settings. Never throws for what is in the file; `state` says what was found. */
export function openSettingsFile({ path, makeStore, now }: OpenOptions): OpenedSettings {
  const look = lookAt(path);
  if (look === 'unreadable') return { file: memoryFile(path), state: { found: 'unreadable' } };
  if (look === 'sound') return { file: storedFile(makeStore(), now), state: { found: 'sound' } };
  const copy = asideName(path, now());
  try {
    copyFileSync(path, copy, constants.COPYFILE_EXCL);
    rmSync(path);
  } catch {
    // No copy, no fresh start: what is in the file may be worth rescuing.
    return { file: memoryFile(path), state: { found: 'unreadable' } };
  }
  return { file: storedFile(makeStore(), now), state: { found: 'broken', copy } };
}

/** File name only: the sentence reaches the window, where no path belongs. */
export function asideNotice(what: string, copy: string): string {
  return `${what}. The old file is kept as ${basename(copy)} in Darkslide's data folder.`;
}

/** settings.json.broken-20260102T030405678Z: sorts by time and is legal on every platform. */
function asideName(path: string, time: number): string {
  return `${path}.broken-${new Date(time).toISOString().replaceAll(/[-:.]/g, '')}`;
}

/** A hundred rules with the longest prompts are a few megabytes; a larger file is none of ours, and is left as it is. */
const MOST_BYTES = 16 * 1024 * 1024;

function lookAt(path: string): 'sound' | 'broken' | 'unreadable' {
  let text: string;
  try {
    text = readSmallSync(path, MOST_BYTES).toString('utf8');
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'sound' : 'unreadable';
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? 'sound' : 'broken';
  } catch {
    return 'broken';
  }
}

function storedFile(store: KeyValueStore, now: () => number): SettingsFile {
  return {
    path: store.path,
    durable: true,
    read: () => store.store,
    write: (key, value) => {
      store.store = { ...store.store, [key]: value };
    },
    remove: (key) => {
      store.store = Object.fromEntries(Object.entries(store.store).filter(([name]) => name !== key));
    },
    copyAside: () => {
      const copy = asideName(store.path, now());
      copyFileSync(store.path, copy, constants.COPYFILE_EXCL);
      return copy;
    },
  };
}

/** Settings that live until the app ends, for when the real file must not be touched. */
function memoryFile(path: string): SettingsFile {
  const values = new Map<string, unknown>();
  return {
    path,
    durable: false,
    read: () => Object.fromEntries(values),
    write: (key, value) => {
      values.set(key, value);
    },
    remove: (key) => {
      values.delete(key);
    },
    copyAside: () => path,
  };
}
