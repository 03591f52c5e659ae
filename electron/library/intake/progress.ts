/** How far the intake is, told to the page a few times a second, the first time at once. */
import type { Changes } from '../../contract/events.ts';
import type { Intake } from '../../contract/photo.ts';

/** Between two words about it, milliseconds. */
const EVERY_MS = 100;

export interface Progress {
  readonly now: () => Intake;
  readonly isPaused: () => boolean;
  readonly isListing: () => boolean;
  /** Names are being listed; call what it returns when they are. */
  readonly list: () => () => void;
  readonly found: (photos: number) => void;
  readonly looked: (files: number, unusable: number) => void;
  /** Files are being looked into, or not any more. */
  readonly looking: (is: boolean) => void;
  readonly pause: (is: boolean) => void;
  /** Settles at once, or when a pause is over. */
  readonly goesOn: () => Promise<void>;
  readonly close: () => void;
}

/** `toLook`: how many files only their names are known of. */
export function createProgress(toLook: () => number, changed: (changes: Changes) => void): Progress {
  let counts = { found: 0, looked: 0, unusable: 0 };
  let listing = 0;
  let isLooking = false;
  let isPaused = false;
  let timer: NodeJS.Timeout | null = null;
  let isStale = false;
  let isClosed = false;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    for (const go of waiting.splice(0)) go();
  };

  const state = (left: number): Intake['state'] => {
    if (isPaused && left + listing > 0) return 'paused';
    if (listing > 0) return 'listing';
    return isLooking && left > 0 ? 'looking' : 'idle';
  };
  const now = (): Intake => {
    const left = toLook();
    return { ...counts, state: state(left), toLook: left };
  };
  const tell = (): void => {
    if (isClosed) return; // the library is being closed, and cannot be asked any more
    isStale = false;
    changed({ intake: now() });
  };
  const note = (): void => {
    if (isClosed) return;
    isStale = true;
    if (timer !== null) return;
    tell();
    timer = setTimeout(() => {
      timer = null;
      if (isStale) note();
    }, EVERY_MS);
  };
  /** What begins when nothing was left to do counts from nothing. */
  const begin = (): void => {
    if (listing === 0 && toLook() === 0) counts = { found: 0, looked: 0, unusable: 0 };
  };

  return {
    now,
    isPaused: () => isPaused,
    isListing: () => listing > 0,
    list: () => {
      begin();
      listing += 1;
      tell(); // at once, whatever was said just now
      return () => {
        listing -= 1;
        note();
      };
    },
    found: (photos) => {
      counts.found += photos;
      note();
    },
    looked: (files, unusable) => {
      counts.looked += files;
      counts.unusable += unusable;
      note();
    },
    looking: (is) => {
      if (isLooking === is) return;
      isLooking = is;
      note();
    },
    pause: (is) => {
      isPaused = is;
      if (!is) release();
      note();
    },
    goesOn: async () => {
      if (isPaused) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    close: () => {
      isClosed = true;
      isPaused = false;
      release();
      if (timer !== null) clearTimeout(timer);
      timer = null;
      isStale = false;
    },
  };
}
