/**
 * Keeps what is passed over while the queue goes on: photos of a folder that cannot be used, of a rule whose cap is reached, or too dear
 * for what a limit has left. A folder is looked at again by itself, once for all its photos and less and less often; the others end at
 * midnight, or when a limit changes.
 */
import { basename, dirname } from 'node:path';
import { toProblem, type ErrorCode, type Problem } from '../../../contract/errors.ts';
import type { JobId } from '../../../contract/ids.ts';
import { folderProblem, holdId, holdLabel, holdText, type Hold } from '../../ledger/holds.ts';
import type { JobRow } from '../../ledger/job-row.ts';
import type { HoldTarget } from '../../ledger/ledger.ts';
import { RESULTS_FOLDER, resultFolder } from '../../results/result.ts';
import type { DevelopParts } from '../parts.ts';

/** The first look at a folder comes after so long, each further one after twice that, up to the longest. Milliseconds. */
const FIRST_LOOK_MS = 5_000;
const LONGEST_LOOK_MS = 5 * 60_000;
/** Trouble that comes back sooner than this is the same trouble: its looks go on getting rarer. Milliseconds. */
const SAME_TROUBLE_MS = 60_000;
/** So many changed jobs are reported in one piece, so that a large folder does not block the event loop. */
const TOLD_AT_ONCE = 200;

type FolderHold = Hold & { readonly scope: 'folder' | 'source' };

interface Entry {
  readonly hold: Hold;
  /** For rules and accounts: only jobs that cost at least this are held, US dollars. */
  readonly fromUsd: number;
  readonly until: number | null;
  timer: ReturnType<typeof setTimeout> | null;
  looking: boolean;
}

export interface HoldingHooks {
  /** Called with jobs that are held from now on, or wait again; many of them come in several calls. */
  readonly tell: (ids: readonly JobId[]) => void;
  /** Called when a hold begins: jobs that it concerns may be under way already. */
  readonly held: () => void;
  /** Called when a hold has ended and its jobs wait again. */
  readonly released: () => void;
}

export interface Holding {
  /** Is there something that this job has to wait for? Asked before work on it begins. */
  readonly isHeld: (row: JobRow) => boolean;
  /** The same for a job that came after its hold began: it is held like the others from now on. */
  readonly again: (row: JobRow) => boolean;
  /** A folder cannot be used. */
  readonly folder: (hold: Hold, code: ErrorCode) => void;
  /** A limit has no room for photos of this price, US dollars. `until`: when it has, ms since 1970. */
  readonly limit: (hold: Hold, fromUsd: number, trouble: Problem, until: number | null) => void;
  /** Nothing under this rule's name is sent, simulated or not, until `releaseRule`. `until` is only said, ms since 1970. */
  readonly rule: (name: string, trouble: Problem, until: number | null) => void;
  readonly releaseRule: (name: string) => void;
  /** Tries the one with this id, or everything but schedules, at once: a person wants it. */
  readonly tryNow: (id: string | null) => void;
  /** Tries what is due by now, after the computer may have been asleep. */
  readonly tryDue: () => void;
  /** Limits may have changed: what they hold is judged anew. */
  readonly limitsChanged: () => void;
  /** Its folder is being looked at just now: whether it still holds is not known. */
  readonly isLookedAt: (hold: Hold) => boolean;
  /** Looks at the folders that the process before this one held. */
  readonly takeOver: () => void;
  readonly close: () => void;
}

function isFolder(hold: Hold): hold is FolderHold {
  return hold.scope === 'folder' || hold.scope === 'source';
}

/** Builds it; nothing is held at first. */
export function createHolding(parts: DevelopParts, hooks: HoldingHooks): Holding {
  const { ledger } = parts;
  const entries = new Map<string, Entry>();
  /** How often a folder was looked at in vain, and when last, on the clock that is never set. */
  const looks = new Map<string, { readonly times: number; readonly at: number }>();
  let closed = false;

  const tell = (ids: readonly JobId[]): void => {
    if (ids.length === 0 || closed) return;
    hooks.tell(ids.slice(0, TOLD_AT_ONCE));
    if (ids.length > TOLD_AT_ONCE) setImmediate(tell, ids.slice(TOLD_AT_ONCE));
  };

  /** What is written down helps other processes and the next start; what holds here holds in memory as well. */
  const written = (write: () => JobId[]): JobId[] => {
    try {
      return write();
    } catch (error) {
      parts.log('A hold could not be written down', error);
      return [];
    }
  };

  const targetOf = (hold: Hold, fromUsd: number): HoldTarget => {
    switch (hold.scope) {
      case 'folder': {
        const besideIn = basename(hold.detail) === RESULTS_FOLDER ? dirname(hold.detail) : null;
        return { hold, type: 'folder', besideIn, forText: hold.detail === parts.picturesFolder };
      }
      case 'source':
        return { hold, type: 'source' };
      case 'rule':
      case 'account':
        return { hold, type: hold.scope, fromUsd };
      case 'schedule':
        return { hold, type: 'schedule' };
      case 'left-over':
        throw new Error('What was left over is held by whoever asked for it');
    }
  };

  const set = (hold: Hold, fromUsd: number, trouble: Problem, until: number | null): void => {
    const text = holdText(hold);
    const known = entries.get(text);
    if (known?.timer != null) clearTimeout(known.timer);
    const from = Math.min(fromUsd, known?.fromUsd ?? Infinity);
    const entry: Entry = { hold, fromUsd: from, until, timer: null, looking: false };
    entries.set(text, entry);
    // Whoever has a schedule says itself when it goes on: its hours may have been changed, or the plug pulled
    if (until !== null && !closed && hold.scope !== 'schedule') {
      entry.timer = setTimeout(attempt, Math.min(Math.max(0, until - parts.now()), 2 ** 31 - 1), entry);
      entry.timer.unref();
    }
    const ids = written(() => {
      const held = ledger.holdFor(targetOf(hold, from));
      ledger.noteHold(hold, trouble, until);
      return held;
    });
    hooks.held();
    tell(ids);
  };

  const release = (entry: Entry): void => {
    const text = holdText(entry.hold);
    if (entries.get(text) !== entry) return;
    if (entry.timer !== null) clearTimeout(entry.timer);
    entries.delete(text);
    tell(written(() => ledger.releaseHold(entry.hold)));
    hooks.released();
  };

  const holdFolder = (hold: FolderHold, code: ErrorCode): void => {
    const text = holdText(hold);
    const now = parts.elapsed();
    const last = looks.get(text);
    const times = last !== undefined && now - last.at < SAME_TROUBLE_MS + waitAfter(last.times) ? last.times + 1 : 1;
    looks.set(text, { times, at: now });
    set(hold, 0, folderProblem(hold, code, holdLabel(hold)), parts.now() + waitAfter(times));
  };

  const look = async (entry: Entry, hold: FolderHold): Promise<void> => {
    if (entry.looking) return;
    entry.looking = true;
    try {
      if (hold.scope === 'source') await parts.folders.reachAgain(hold.detail, true);
      else await parts.folders.look(hold.detail, basename(hold.detail) === RESULTS_FOLDER);
      release(entry);
    } catch (error) {
      if (!closed && entries.get(holdText(hold)) === entry) holdFolder(hold, toProblem(error).code);
    } finally {
      entry.looking = false;
    }
  };

  const attempt = (entry: Entry): void => {
    if (closed) return;
    if (isFolder(entry.hold)) void look(entry, entry.hold);
    else release(entry);
  };

  const attemptAll = (which: (entry: Entry) => boolean): void => {
    for (const entry of [...entries.values()]) if (which(entry)) attempt(entry);
  };

  const entryOf = (hold: Hold, priceUsd = 0): Entry | null => {
    const entry = entries.get(holdText(hold));
    return entry !== undefined && priceUsd >= entry.fromUsd ? entry : null;
  };

  /** What the job has to wait for. */
  const holderOf = (row: JobRow): Entry | null => {
    if (entries.size === 0) return null;
    if (row.core.state === 'received')
      return row.target === null ? null : entryOf({ scope: 'folder', detail: dirname(row.target) });
    if (row.core.state !== 'queued') return null;
    const ofFolders =
      entryOf({ scope: 'folder', detail: resultFolder(row, parts.picturesFolder) }) ??
      (row.photo_path === null ? null : entryOf({ scope: 'source', detail: dirname(row.photo_path) }));
    const ofSchedule = row.rule === null ? null : entryOf({ scope: 'schedule', detail: row.rule });
    if (ofFolders !== null || ofSchedule !== null || row.simulated) return ofFolders ?? ofSchedule;
    const ofRule = row.rule === null ? null : entryOf({ scope: 'rule', detail: row.rule }, row.price_usd);
    return ofRule ?? entryOf({ scope: 'account', detail: row.backend }, row.price_usd);
  };

  return {
    isHeld: (row) => holderOf(row) !== null,
    again: (row) => {
      const entry = holderOf(row);
      if (entry === null) return false;
      tell(written(() => ledger.holdFor(targetOf(entry.hold, entry.fromUsd))));
      return true;
    },
    folder: (hold, code) => {
      if (!isFolder(hold)) return;
      const known = entries.get(holdText(hold));
      // Whoever was under way when its hold began only meets the same trouble: the next look stays where it is
      if (known === undefined) holdFolder(hold, code);
      else tell(written(() => ledger.holdFor(targetOf(hold, 0))));
    },
    limit: set,
    rule: (name, trouble, until) => {
      set({ scope: 'schedule', detail: name }, 0, trouble, until);
    },
    releaseRule: (name) => {
      const hold: Hold = { scope: 'schedule', detail: name };
      const entry = entries.get(holdText(hold));
      if (entry !== undefined) release(entry);
      else tell(written(() => ledger.releaseHold(hold)));
    },
    tryNow: (id) => {
      attemptAll(({ hold }) => (id === null ? hold.scope !== 'schedule' : holdId(hold) === id));
    },
    tryDue: () => {
      attemptAll(({ hold, until }) => hold.scope !== 'schedule' && until !== null && until <= parts.now());
    },
    limitsChanged: () => {
      attemptAll(({ hold }) => !isFolder(hold) && hold.scope !== 'schedule');
    },
    isLookedAt: (hold) => entries.get(holdText(hold))?.looking === true,
    takeOver: () => {
      for (const { hold } of ledger.holds()) {
        if (hold.scope === 'left-over' || entries.has(holdText(hold))) continue;
        const entry: Entry = { hold, fromUsd: 0, until: null, timer: null, looking: false };
        entries.set(holdText(hold), entry);
        // A schedule is kept until whoever has it says otherwise: it may be outside its hours still
        if (hold.scope !== 'schedule') attempt(entry);
      }
    },
    close: () => {
      closed = true;
      for (const { timer } of entries.values()) if (timer !== null) clearTimeout(timer);
    },
  };
}

function waitAfter(times: number): number {
  return Math.min(LONGEST_LOOK_MS, FIRST_LOOK_MS * 2 ** (times - 1));
}
