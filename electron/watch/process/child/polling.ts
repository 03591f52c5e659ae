/**
 * Finds changes without the system's help: reads all names each round, looks at new files, at those that changed lately, and in turn at the
 * others. A folder's own time is not trusted: FAT and some shares do not keep it, and it says nothing of a file's content.
 */
import type { WatchTimes } from '../times.ts';
import { lookAtAll } from '../../../library/roots/walk.ts';
import { sweep, type SweepOptions, type SweptFolder } from './sweep.ts';

/** So many files are looked at each round, however many there are; of the others one part in each round. */
const LOOKS_EACH_ROUND = 2_000;
const PARTS = 10;
/** A file that changed is looked at in so many rounds more. */
const HOT_ROUNDS = 10;
/** Of a core at most: a round that took this share of a second of processor time is followed by a hundred times as long a pause. */
const SHARE = 0.01;

export interface PollingOptions {
  readonly sweep: SweepOptions;
  readonly keepsInodes: boolean;
  /** The disk is this computer's own. */
  readonly isLocal: boolean;
  readonly times: Pick<WatchTimes, 'pollMinMs' | 'pollMaxMs'>;
  /** Processor time of this process so far, milliseconds. */
  readonly cpuMs: () => number;
  /** Paths that changed; null: the first round is over, from now on changes are found. */
  readonly changed: (paths: readonly string[] | null) => void;
  /** The pause until the next round, where it is another than before, milliseconds. */
  readonly paced: (pollMs: number) => void;
  /** The folder could not be gone through; the next round tries again. */
  readonly failed: (error: unknown) => void;
}

export interface Polling {
  readonly close: () => void;
}

/** What is known of a file: size, times and number as one text; "" where it could not be looked at yet. */
type Known = Map<string, string>;

/** Pause after a round that took so much processor time, milliseconds. Pure. */
export function pauseAfter(cpuMs: number, { pollMinMs, pollMaxMs }: PollingOptions['times']): number {
  return Math.round(Math.min(pollMaxMs, Math.max(pollMinMs, cpuMs / SHARE)));
}

/** Begins with a round at once. */
export function startPolling(options: PollingOptions): Polling {
  const poller = new Poller(options);
  poller.start();
  return {
    close: () => {
      poller.close();
    },
  };
}

class Poller {
  readonly #options: PollingOptions;
  #folders = new Map<string, Known>();
  readonly #hot = new Map<string, number>();
  #round = 0;
  #files = 0;
  #count = 0;
  #pollMs = 0;
  #isFirst = true;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: PollingOptions) {
    this.#options = options;
  }

  start(): void {
    const { cpuMs, failed, times, paced } = this.#options;
    const before = cpuMs();
    const goOn = (): void => {
      if (this.#closed) return;
      const pause = pauseAfter(cpuMs() - before, times);
      if (Math.abs(pause - this.#pollMs) > this.#pollMs / 4) {
        this.#pollMs = pause;
        paced(pause);
      }
      this.#timer = setTimeout(() => {
        this.start();
      }, pause);
    };
    this.#goThrough().then(goOn, (error: unknown) => {
      if (!this.#closed) failed(error);
      goOn();
    });
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #goThrough(): Promise<void> {
    const { changed } = this.#options;
    const folders = new Map<string, Known>();
    this.#round += 1;
    this.#count = 0;
    for await (const swept of sweep(this.#options.sweep)) {
      if (this.#closed) return;
      const before = this.#folders.get(swept.folder);
      const known = swept.files === null ? before : await this.#compare(swept, swept.files, before);
      if (known !== undefined) folders.set(swept.folder, known);
      // The root itself cannot be listed: whoever looks at the root says so, and what was known stays known
      if (swept.folder === '' && swept.files === null) return;
    }
    const gone = [...this.#folders.keys()].filter((folder) => !folders.has(folder));
    this.#folders = folders;
    this.#files = this.#count;
    for (const [path, until] of this.#hot) if (until < this.#round) this.#hot.delete(path);
    if (this.#isFirst) changed(null);
    else if (gone.length > 0) changed(gone);
    this.#isFirst = false;
  }

  /** Compares a folder with what was known of it, tells what changed, and returns what is known now. */
  async #compare({ folder }: SweptFolder, files: readonly string[], before: Known | undefined): Promise<Known> {
    const known: Known = new Map();
    const due: string[] = [];
    for (const name of files) {
      const was = before?.get(name);
      this.#count += 1;
      if (was === undefined || was === '' || this.#isDue(pathOf(folder, name))) due.push(name);
      known.set(name, was ?? '');
    }
    const changed = before === undefined ? [] : [...before.keys()].filter((name) => !known.has(name));
    for (let at = 0; at < due.length; at += 256) {
      const part = due.slice(at, at + 256);
      const looks = await this.#look(part.map((name) => pathOf(folder, name)));
      for (const [index, name] of part.entries()) {
        const look = looks[index] ?? '';
        if (look !== known.get(name)) changed.push(name);
        known.set(name, look);
      }
      if (this.#closed) return known;
    }
    if (!this.#isFirst) this.#tell(changed.map((name) => pathOf(folder, name)));
    return known;
  }

  #tell(paths: readonly string[]): void {
    for (const path of paths) this.#hot.set(path, this.#round + HOT_ROUNDS);
    if (paths.length > 0) this.#options.changed(paths);
  }

  #isDue(path: string): boolean {
    const part = this.#files <= LOOKS_EACH_ROUND || this.#count % PARTS === this.#round % PARTS;
    return part || this.#hot.has(path);
  }

  /** "" where one is not there any more, or refuses. */
  async #look(paths: readonly string[]): Promise<string[]> {
    const { sweep: where, keepsInodes, isLocal } = this.#options;
    const looks = await lookAtAll({ root: where.root, ask: where.ask, keepsInodes, isLocal }, paths);
    return looks.map((entry) => {
      if (entry === null || entry instanceof Error) return '';
      return `${String(entry.bytes)} ${String(entry.modifiedMs)} ${String(entry.changedMs)} ${String(entry.inode)}`;
    });
  }
}

function pathOf(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
