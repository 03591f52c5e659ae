/**
 * Files of one rule on their way from "something is there" to "a finished picture": looked at until they are still, judged by the filters,
 * decoded to the end, and looked at once more. What is decided is told to the hooks; nothing is written here.
 */
import { DarkslideError } from '../../../contract/errors.ts';
import type { SkipReason } from '../../../contract/rule.ts';
import type { FileEntry } from '../../../library/roots/entry.ts';
import type { OutcomeName } from '../book/book.ts';
import type { VerifiedPicture } from '../parts.ts';
import type { SeenRow } from '../../../library/roots/seen-row.ts';
import { beginSettling, hinted, lookedAgain, retryAfter, sameStamp, type Settling } from './settle.ts';
import type { WatchTimes } from '../times.ts';
import { failureOf } from './failure.ts';

/** Files that were found together after a pause: they are handed over together, in the order in which they were taken. */
export interface Group {
  /** Of how many it is not known yet what becomes of them. */
  open: number;
}

export interface Candidate {
  readonly path: string;
  settling: Settling;
  /** Its row, once it was still. */
  file: SeenRow | null;
  /** verifying: being decoded. confirming: decoded, one more look. waiting: for its partner, or to be tried again. */
  phase: 'settling' | 'verifying' | 'confirming' | 'pairing' | 'retrying' | 'ready';
  nextAt: number;
  picture: VerifiedPicture | null;
  tries: number;
  /** When its partner is waited for no longer; null: nothing was said of that. */
  pairUntil: number | null;
  group: Group | null;
}

/** Its row, what the filters say now, and whether to go on. */
export type Judgement =
  | { readonly type: 'verify' }
  | { readonly type: 'wait' }
  /** It has an outcome, or gets one that is written by whoever judged. */
  | { readonly type: 'over' };

export interface CandidateHooks {
  readonly times: WatchTimes;
  readonly elapsed: () => number;
  /** How long a file that was just found is known to have been as it is, milliseconds. */
  readonly age: (entry: FileEntry) => number;
  /** Absolute path of a file. */
  readonly absolute: (path: string) => string;
  /** In its turn among all rules. */
  readonly verify: (path: string) => Promise<VerifiedPicture>;
  readonly ready: (candidate: Candidate & { readonly file: SeenRow; readonly picture: VerifiedPicture }) => void;
  /** It is no photo, or not yet. */
  readonly decided: (
    file: SeenRow,
    outcome: OutcomeName,
    reason: SkipReason | null,
    detail: string | null,
    isNew: boolean,
  ) => void;
  /** Nobody is waited for any more in a group. */
  readonly groupOver: (group: Group) => void;
  /** Something is to be looked at sooner than was known. */
  readonly wake: () => void;
  readonly log: (message: string, error: unknown) => void;
}

export type Candidates = ReturnType<typeof createCandidates>;

/** Builds it; nothing is looked at by itself. */
export function createCandidates(hooks: CandidateHooks) {
  const { times, elapsed } = hooks;
  const all = new Map<string, Candidate>();

  const leaveGroup = (candidate: Candidate): void => {
    const { group } = candidate;
    candidate.group = null;
    if (group === null) return;
    group.open -= 1;
    if (group.open === 0) hooks.groupOver(group);
  };

  const drop = (candidate: Candidate): void => {
    if (all.get(candidate.path) === candidate) all.delete(candidate.path);
    leaveGroup(candidate);
  };

  const settleAgain = (candidate: Candidate, settling: Settling): void => {
    leaveGroup(candidate);
    Object.assign(candidate, { settling, phase: 'settling', file: null, picture: null, nextAt: settling.nextLookAt } as const);
  };

  const retryLater = (candidate: Candidate): void => {
    leaveGroup(candidate);
    candidate.phase = 'retrying';
    candidate.nextAt = elapsed() + retryAfter(candidate.tries, times);
    hooks.wake();
  };

  const failed = (candidate: Candidate, file: SeenRow, error: unknown): void => {
    const failure = failureOf(error, candidate.tries + 1);
    switch (failure.type) {
      case 'gone':
        drop(candidate);
        return;
      case 'again':
        settleAgain(candidate, beginSettling(candidate.settling.stamp, elapsed(), times));
        hooks.wake();
        return;
      case 'later':
        candidate.tries += 1;
        hooks.decided(file, 'incomplete', failure.reason, failure.detail, candidate.tries === 1);
        retryLater(candidate);
        return;
      case 'never':
        if (!(error instanceof DarkslideError)) hooks.log('A picture could not be judged', error);
        hooks.decided(file, failure.outcome, failure.reason, failure.detail, true);
        drop(candidate);
        return;
    }
  };

  const verify = async (candidate: Candidate, file: SeenRow): Promise<void> => {
    candidate.phase = 'verifying';
    candidate.nextAt = Infinity;
    const isStillIt = (): boolean => all.get(candidate.path) === candidate && candidate.phase === 'verifying';
    try {
      const picture = await hooks.verify(hooks.absolute(candidate.path));
      if (!isStillIt()) return;
      if (picture.mark !== null) {
        hooks.decided(file, 'skipped', 'own-result', null, true);
        drop(candidate);
        return;
      }
      candidate.picture = picture;
      candidate.phase = 'confirming';
      candidate.nextAt = elapsed();
      hooks.wake();
    } catch (error) {
      if (isStillIt()) failed(candidate, file, error);
    }
  };

  return {
    /** A file that has to be judged was found like this. */
    found: (entry: FileEntry, group: Group | null): void => {
      const known = all.get(entry.path);
      if (known !== undefined) {
        known.settling = hinted(known.settling, elapsed(), times);
        if (known.phase === 'settling') known.nextAt = known.settling.nextLookAt;
        return;
      }
      const settling = beginSettling(entry, elapsed(), times, hooks.age(entry));
      if (group !== null) group.open += 1;
      all.set(entry.path, {
        ...{ path: entry.path, settling, file: null, phase: 'settling', nextAt: settling.nextLookAt },
        ...{ picture: null, tries: 0, pairUntil: null, group },
      });
    },
    has: (path: string): boolean => all.has(path),
    /** A hint about a file that is on its way; false: it is none. */
    hinted: (path: string): boolean => {
      const candidate = all.get(path);
      if (candidate === undefined) return false;
      const settling = hinted(candidate.settling, elapsed(), times);
      candidate.settling = settling;
      // One that is being decoded, or waits for something, is looked at as well: it may have another content by now
      if (candidate.phase !== 'verifying' && candidate.phase !== 'ready') candidate.nextAt = settling.nextLookAt;
      return true;
    },
    /** What is to be looked at now. */
    due: (): Candidate[] => {
      const now = elapsed();
      return [...all.values()].filter(({ nextAt }) => nextAt <= now);
    },
    /** When the next one is to be looked at, on the clock that is never set; Infinity: none is. */
    nextAt: (): number => {
      let next = Infinity;
      for (const candidate of all.values()) next = Math.min(next, candidate.nextAt);
      return next;
    },
    /** A look found it so (null: it is gone). True: it is still and has to be judged. */
    looked: (candidate: Candidate, entry: FileEntry | null): boolean => {
      if (all.get(candidate.path) !== candidate) return false;
      if (entry === null) {
        drop(candidate);
        return false;
      }
      const { settling, isStill } = lookedAgain(candidate.settling, entry, elapsed(), times);
      const isSame = sameStamp(candidate.settling.stamp, entry);
      candidate.settling = settling;
      if (!isSame) {
        candidate.tries = 0;
        settleAgain(candidate, settling);
        return false;
      }
      candidate.nextAt = settling.nextLookAt;
      switch (candidate.phase) {
        case 'settling':
          return isStill;
        case 'confirming': {
          const { file, picture } = candidate;
          if (file === null || picture === null) return false;
          const { size, modified } = picture.stamp;
          // It was read while it was another: settle anew
          if (size !== entry.bytes || modified !== entry.modifiedMs) {
            settleAgain(candidate, beginSettling(entry, elapsed(), times));
            return false;
          }
          candidate.phase = 'ready';
          candidate.nextAt = Infinity;
          hooks.ready({ ...candidate, file, picture });
          drop(candidate);
          return false;
        }
        case 'pairing':
        case 'retrying':
          return true;
        case 'verifying':
        case 'ready':
          candidate.nextAt = Infinity;
          return false;
      }
    },
    /** What became of one that was still. */
    judged: (candidate: Candidate, file: SeenRow, judgement: Judgement): void => {
      if (all.get(candidate.path) !== candidate) return;
      candidate.file = file;
      if (judgement.type === 'over') drop(candidate);
      else if (judgement.type === 'verify') void verify(candidate, file);
      else {
        leaveGroup(candidate);
        candidate.phase = 'pairing';
        candidate.pairUntil ??= elapsed() + times.pairMs;
        candidate.nextAt = Math.min(candidate.pairUntil, elapsed() + times.pairMs / 8);
      }
    },
    /** Is its partner waited for no longer? */
    isPairLate: ({ pairUntil }: Candidate): boolean => pairUntil !== null && elapsed() >= pairUntil,
    /** Files that are on their way; those that are tried again later are not. */
    settling: (): number => {
      let count = 0;
      for (const { phase } of all.values()) if (phase !== 'retrying') count += 1;
      return count;
    },
    size: (): number => all.size,
    clear: (): void => {
      for (const candidate of [...all.values()]) drop(candidate);
    },
  };
}
