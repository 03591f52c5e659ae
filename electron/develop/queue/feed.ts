/**
 * Which jobs are begun next. What is paid comes first and needs no turn: it is asked for, or stored. Then photos are made ready ahead of
 * their turn, for each backend as many as it may need, and none for a volume on which results pile up.
 */
import type { JobId } from '../../contract/ids.ts';
import { backendName, type JobBackend, type JobRow } from '../ledger/job-row.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { isCrowded, roomToPrefetch } from './pacing/prefetch.ts';

/** Received pictures on their way into folders at once; further ones wait in the spool until it is their turn. */
const MOST_STORING = 24;
const MOST_STORING_ON_ONE = 12;
/** Of the paid jobs, so many are looked through for one that can be continued. */
const MOST_PAID_SEEN = 64;
/** Of the waiting jobs, so many are looked through for one whose volume has room. */
const MOST_SEEN = 500;

/** A job under way. */
export interface UnderWay {
  readonly row: JobRow;
  /** The volume that its result goes to. */
  readonly volume: string;
  /** Sent, or paid before: past the admission. */
  beyond: boolean;
  /** Settles when the work on it has ended. */
  ended: Promise<void>;
}

export interface FeedParts {
  readonly ledger: Pick<Ledger, 'job' | 'paidIds' | 'waitingIds' | 'waitingBackends'>;
  readonly working: ReadonlyMap<JobId, UnderWay>;
  readonly volumeOf: (row: JobRow) => string;
  readonly lanes: (backend: JobBackend) => number;
  /** Prepared photos that wait at the admission for a volume that has room. */
  readonly waiting: (backend: JobBackend) => { readonly count: number; readonly bytes: number };
  /** Prepared photos at the admission, whatever they wait for, and those that may go. */
  readonly prepared: (backend: JobBackend) => number;
  /** False: it is left alone for now. */
  readonly mayBegin: (row: JobRow) => boolean;
  /** True where a folder, a rule or the account holds this job while others go on; it is written down as held then. */
  readonly hold: (row: JobRow) => boolean;
  /** Nothing stops the backend of this job for now. */
  readonly isOpen: (row: JobRow) => boolean;
  /** May photos of this backend be asked for, although nothing new is sent? */
  readonly mayAsk: (row: JobRow) => boolean;
  /** Jobs that this process may begin; null: all. */
  readonly only: ReadonlySet<JobId> | null;
  /** Waiting jobs that cannot go on before another one has ended, at most. */
  readonly blocked: () => number;
  readonly begin: (row: JobRow) => void;
}

export interface Feed {
  /** Continues jobs that are paid: asks for their results, or stores them. */
  readonly finishPaid: () => void;
  /** Begins one photo ahead of its turn. True: there may be room for another. */
  readonly prefetch: () => boolean;
  /** So many results are on their way to this job's volume that no more of them may be sent. */
  readonly isCrowded: (row: JobRow) => boolean;
}

/** Builds it; it begins nothing before it is asked to. */
export function createFeed(parts: FeedParts): Feed {
  const { ledger, working } = parts;

  const count = (which: (job: UnderWay) => boolean): number => {
    let sum = 0;
    for (const job of working.values()) if (which(job)) sum += 1;
    return sum;
  };

  const crowdedAt = (volume: string, backend: JobBackend): boolean =>
    isCrowded(
      count((job) => job.beyond && job.volume === volume),
      parts.lanes(backend),
    );

  const mayStore = (volume: string): boolean => {
    const storing = (job: UnderWay): boolean => job.row.core.state === 'received';
    return count(storing) < MOST_STORING && count((job) => storing(job) && job.volume === volume) < MOST_STORING_ON_ONE;
  };

  const mayFinish = (row: JobRow): boolean => {
    if (!parts.mayBegin(row) || parts.hold(row)) return false;
    if (row.core.state === 'received') return mayStore(parts.volumeOf(row));
    const name = backendName(row);
    const beyond = count((job) => job.beyond && job.row.core.state !== 'received' && backendName(job.row) === name);
    return parts.mayAsk(row) && beyond < parts.lanes(row);
  };

  /** The first that wait, of those that may be begun here: behind the queue of others ours may stand far back. */
  const firstWaiting = (backend: JobBackend, count: number): JobId[] => {
    const { only } = parts;
    if (only === null) return ledger.waitingIds(backend, count);
    const near = ledger.waitingIds(backend, count + MOST_SEEN);
    const own = near.filter((id) => only.has(id));
    const isAll = near.length < count + MOST_SEEN;
    return isAll || own.length >= count ? own : ledger.waitingIds(backend, -1).filter((id) => only.has(id));
  };

  const prefetchFor = (backend: JobBackend): boolean => {
    const name = backendName(backend);
    const ahead = count((job) => !job.beyond && backendName(job.row) === name);
    const facts = { lanes: parts.lanes(backend), preparing: ahead - parts.prepared(backend), waiting: parts.waiting(backend) };
    const room = roomToPrefetch(facts);
    if (room <= 0) return false;
    const anyCrowded = [...new Set([...working.values()].map((job) => job.volume))].some((volume) => crowdedAt(volume, backend));
    let held = false;
    const near = room + working.size + parts.blocked() + (anyCrowded ? MOST_SEEN : 0);
    for (const id of firstWaiting(backend, near)) {
      if (working.has(id)) continue;
      const row = ledger.job(id);
      if (row?.core.state !== 'queued' || row.held !== null || !parts.mayBegin(row)) continue;
      if (!parts.isOpen(row)) return false;
      if (parts.hold(row)) {
        held ||= ledger.job(id)?.held != null;
        continue;
      }
      if (anyCrowded && crowdedAt(parts.volumeOf(row), backend)) continue;
      parts.begin(row);
      return true;
    }
    // Those that are held are not found again: there may be others behind them
    return held;
  };

  return {
    isCrowded: (row) => crowdedAt(parts.volumeOf(row), row),
    finishPaid: () => {
      for (const id of ledger.paidIds(MOST_PAID_SEEN + working.size)) {
        const row = working.has(id) ? null : ledger.job(id);
        if (row !== null && mayFinish(row)) parts.begin(row);
      }
    },
    prefetch: () => {
      let more = false;
      for (const backend of ledger.waitingBackends()) more = prefetchFor(backend) || more;
      return more;
    },
  };
}
