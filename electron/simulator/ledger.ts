/** The simulator's own book: one JSON line per request, on disk before the answer leaves, so that a client that died can still be audited. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A picture as it was received. */
export interface ReceivedPicture {
  readonly field: string;
  /** Of the decoded bytes, hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** Null where the bytes are no picture. */
  readonly format: string | null;
  readonly width: number | null;
  readonly height: number | null;
  /** Kinds of metadata inside: exif, icc, iptc, xmp. */
  readonly metadata: readonly string[];
}

export interface LedgerEntry {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly method: string;
  readonly path: string;
  /** Number among the POSTs, from 1; null for other requests. */
  readonly post: number | null;
  readonly slug: string | null;
  /** SHA-256 of the picture's bytes, hex; a list where a model takes two; null where none came. */
  readonly sha256: string | readonly string[] | null;
  readonly pictures: readonly ReceivedPicture[];
  /** The body without the pictures; null where it was no JSON object. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** Null where the connection was cut or left without an answer. */
  readonly status: number | null;
  readonly charged: boolean;
  /** US dollars; 0 where nothing was charged, negative where a charge was returned. */
  readonly cost: number;
  /** US dollars after this request. */
  readonly balance: number;
  readonly requestId: string;
  /** What went wrong or which fault was played; null where nothing. */
  readonly note: string | null;
}

export class Ledger {
  readonly #entries: LedgerEntry[] = [];
  #file: number | null;
  #open = true;

  /** `path` null: kept in memory only. Throws where the file cannot be opened for appending. */
  constructor(path: string | null) {
    if (path !== null) mkdirSync(dirname(resolve(path)), { recursive: true });
    this.#file = path === null ? null : openSync(path, 'a');
  }

  /** Adds a line; it is written when this returns. Throws after close. */
  add(entry: LedgerEntry): void {
    if (!this.#open) throw new Error('the ledger is closed');
    this.#entries.push(entry);
    // The last 10,000 stay in memory; the file keeps all.
    if (this.#entries.length > 10_000) this.#entries.shift();
    if (this.#file !== null) writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  /** The entries so far, oldest first. */
  entries(): LedgerEntry[] {
    return [...this.#entries];
  }

  close(): void {
    this.#open = false;
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
