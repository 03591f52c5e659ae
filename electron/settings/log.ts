/** The log: one text file in Darkslide's own folder, rotated by size, with every key, path and prompt taken out before it is written. */
import { appendFileSync, closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, renameSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { describeThrown, withoutPrivate } from './discreet.ts';

export interface Log {
  readonly file: string;
  readonly info: (line: string) => void;
  /** `thrown` may hold anything: it is written as text, see `describeThrown`. */
  readonly warn: (line: string, thrown?: unknown) => void;
}

interface LogParts {
  /** Made where it is missing. */
  readonly folder: string;
  /** Takes the keys out of a line. */
  readonly clean: (text: string) => string;
  readonly now: () => number;
  /** Write paths and what is quoted as well, for whoever looks for a fault and said so; keys never. Default: false. */
  readonly isFull?: boolean;
  /** Size at which a new file is begun, bytes. */
  readonly maxBytes?: number;
  /** Older files that are kept. */
  readonly keep?: number;
}

const MAX_LINE = 8_000;

/** Opens the log. Never throws: an app that cannot write its log still works. */
export function createLog({ folder, clean, now, isFull = false, maxBytes = 1_048_576, keep = 3 }: LogParts): Log {
  const file = path.join(folder, 'darkslide.log');
  let size = begin(folder, file, keep);

  const write = (level: string, line: string, thrown?: unknown): void => {
    const told = isFull ? (what: unknown) => inspect(what, { depth: 4, breakLength: Infinity }) : describeThrown;
    const detail = thrown === undefined ? '' : ` | ${clean(told(thrown))}`;
    const text = `${clean(isFull ? line : withoutPrivate(line))}${detail}`.replaceAll(/[\r\n]+\s*/g, ' ~ ').slice(0, MAX_LINE);
    const entry = `${new Date(now()).toISOString()} ${level} ${text}\n`;
    try {
      if (size > 0 && size + entry.length > maxBytes) {
        rotate(file, keep);
        size = 0;
      }
      append(file, entry);
      size += Buffer.byteLength(entry);
    } catch {
      // A full disk must not take the app with it; the line is lost.
    }
  };

  return {
    file,
    info: (line) => {
      write('info', line);
    },
    warn: (line, thrown) => {
      write('warn', line, thrown);
    },
  };
}

/** Neither follows a link nor waits at a pipe. Both flags are missing on Windows, where links need rights that few have. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | O_NOFOLLOW | O_NONBLOCK;

function append(file: string, entry: string): void {
  const open = openSync(file, APPEND, 0o600);
  try {
    if (fstatSync(open).isFile()) appendFileSync(open, entry);
  } finally {
    closeSync(open);
  }
}

/** Bytes already in the file. What is no file of our own, a link above all, is moved aside and not written through. */
function begin(folder: string, file: string, keep: number): number {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const facts = lstatSync(file);
    if (facts.isFile() && facts.nlink === 1) return facts.size;
    rotate(file, keep);
    return 0;
  } catch {
    return 0;
  }
}

/** darkslide.log becomes .1, .1 becomes .2, and so on; the oldest is overwritten. */
function rotate(file: string, keep: number): void {
  for (let index = keep; index >= 1; index -= 1) {
    const from = index === 1 ? file : `${file}.${String(index - 1)}`;
    try {
      renameSync(from, `${file}.${String(index)}`);
    } catch {
      // Not there yet.
    }
  }
}
