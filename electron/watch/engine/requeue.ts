/**
 * Files whose job will not send them after all: renamed, left over by a process that was killed, taken back, or gone when their turn came. Their
 * outcome is dropped, so that they are judged again as they are now. First the outcome, then the job: an end in between leaves a file to be
 * judged, never one that is forgotten.
 */
import type { ErrorCode } from '../../contract/errors.ts';
import type { JobId, PhotoId } from '../../contract/ids.ts';
import type { Job } from '../../contract/job.ts';
import type { RuleId } from '../../contract/rule.ts';
import type { Book, Outcome } from './book/book.ts';
import type { Followed } from './followed.ts';
import type { WatchParts } from './parts.ts';

export interface RequeueParts {
  readonly develop: Pick<WatchParts['develop'], 'jobs' | 'cancel'>;
  readonly rule: RuleId;
  readonly book: Pick<Book, 'outcome' | 'ofPhoto' | 'drop'>;
  readonly write: (outcomes: readonly Outcome[], happenings: readonly []) => void;
  readonly followed: () => Pick<Followed, 'unsent'>;
  /** Has its file the name under which its photo was queued? */
  readonly isInPlace: (outcome: Outcome) => boolean;
  /** The jobs of these files found nothing; their outcomes are dropped. */
  readonly lost: (seenIds: readonly number[]) => void;
  /** Everything is to be looked at again. */
  readonly look: () => void;
  /** It may be idle now. */
  readonly settled: () => void;
}

export interface Requeue {
  /** Photos that were renamed after they were queued go out under their new names, unless they are out already. */
  readonly moved: (seenIds: readonly number[]) => Promise<void>;
  /** What a command that was killed had queued is asked for again: it would wait for a person otherwise. */
  readonly readopt: () => Promise<void>;
  /** Takes back what was not sent, so that the next start queues it again. */
  readonly takeBack: () => Promise<void>;
  /** These jobs failed. Where the file was not there, or not whole, whatever it is next has not been taken yet. */
  readonly failed: (jobs: readonly Job[]) => void;
  readonly isIdle: () => boolean;
}

/** A file that is found, and whose job does not find it, is not tried for ever. */
const MOST_TRIES = 3;

/** The file had another name by then, or another content. */
const elsewhere: ReadonlySet<ErrorCode> = new Set(['file-missing', 'file-changed']);

/** Does a job stand behind this outcome? A file that changed after it was queued goes out as it is when its turn comes. */
function hasJob({ outcome, reason }: Outcome): boolean {
  return outcome === 'queued' || (outcome === 'skipped' && reason === 'changed-known');
}

/** Builds it. */
export function createRequeue({
  develop,
  rule,
  book,
  write,
  followed,
  isInPlace,
  lost: noteLost,
  look,
  settled,
}: RequeueParts): Requeue {
  const tries = new Map<PhotoId, number>();
  let underWay = 0;

  const outcomesOf = (photos: Iterable<PhotoId>): Outcome[] =>
    [...new Set(photos)].flatMap((photo) => book.ofPhoto(rule, photo).filter(hasJob));
  const drop = (outcomes: readonly Outcome[]): void => {
    book.drop(
      rule,
      outcomes.map(({ seenId }) => seenId),
    );
  };

  const failed = (jobs: readonly Job[]): void => {
    const lost: PhotoId[] = [];
    for (const { photoId, state, charge, problem } of jobs) {
      if (photoId === null || state !== 'failed' || charge !== 'no' || problem === null) continue;
      if (elsewhere.has(problem.code)) lost.push(photoId);
      else if (/^(file|picture|format)-/.test(problem.code)) {
        const outcomes = outcomesOf([photoId]);
        // What it is now was passed over for a version that came to nothing
        drop(outcomes.filter(({ outcome }) => outcome === 'skipped'));
        write(
          outcomes.filter(({ outcome }) => outcome === 'queued').map((known): Outcome => ({ ...known, outcome: 'failed' })),
          [],
        );
        if (outcomes.some(({ outcome }) => outcome === 'skipped')) look();
      }
    }
    const again = lost.filter((photo) => (tries.get(photo) ?? 0) < MOST_TRIES);
    for (const photo of again) tries.set(photo, (tries.get(photo) ?? 0) + 1);
    const outcomes = outcomesOf(again);
    drop(outcomes);
    noteLost(outcomes.map(({ seenId }) => seenId));
    if (outcomes.length > 0) look();
  };

  /** The last job of each photo. */
  const lastJobs = (): Job[] => {
    const last = new Map<PhotoId, Job>();
    for (const job of develop.jobs()) {
      if (job.photoId === null) continue;
      const other = last.get(job.photoId);
      if (other === undefined || other.id < job.id) last.set(job.photoId, job);
    }
    return [...last.values()];
  };

  const takeAway = async (jobs: readonly JobId[]): Promise<void> => {
    if (jobs.length === 0) return;
    underWay += 1;
    try {
      await develop.cancel(jobs);
    } finally {
      underWay -= 1;
      look();
      settled();
    }
  };

  return {
    moved: async (seenIds) => {
      const unsent = new Map(
        followed()
          .unsent()
          .map(({ id, photoId }) => [photoId, id]),
      );
      const taken: JobId[] = [];
      for (const seenId of seenIds) {
        const outcome = book.outcome(rule, seenId);
        const job = outcome?.photoId == null ? undefined : unsent.get(outcome.photoId);
        if (outcome === null || job === undefined || !hasJob(outcome)) continue;
        drop([outcome]);
        taken.push(job);
      }
      await takeAway(taken);
    },
    readopt: async () => {
      const waiting = lastJobs().filter(({ state }) => state === 'queued');
      const photosOf = (jobs: readonly Job[]): PhotoId[] => jobs.flatMap(({ photoId }) => photoId ?? []);
      // Renamed while its job was in doubt, and to be sent again on a person's word
      const strays = waiting.filter((job) => outcomesOf(photosOf([job])).some((outcome) => !isInPlace(outcome)));
      drop(outcomesOf(photosOf([...strays, ...waiting.filter(({ held }) => held?.scope === 'left-over')])));
      failed(lastJobs());
      await takeAway(strays.map(({ id }) => id));
    },
    takeBack: async () => {
      const unsent = followed().unsent();
      drop(outcomesOf(unsent.map(({ photoId }) => photoId)));
      await develop.cancel(unsent.map(({ id }) => id));
    },
    failed,
    isIdle: () => underWay === 0,
  };
}
