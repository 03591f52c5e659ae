/**
 * Follows jobs from the command line until each is over or nothing goes on by itself. Where another process runs the queue, it does
 * the work and is watched through the ledger; when it ends before the work does, this process takes over.
 */
import { dollars } from '../contract/dollars.ts';
import { problem, type Problem } from '../contract/errors.ts';
import type { Changes } from '../contract/events.ts';
import type { JobId, PhotoId } from '../contract/ids.ts';
import type { Job, Pause } from '../contract/job.ts';
import type { Develop } from '../develop/develop.ts';
import { folderProblem, type HeldJobs } from '../develop/ledger/holds.ts';
import { isSimulatedName } from '../develop/ledger/job-row.ts';
import type { RunnerLock } from '../develop/queue/runner-lock.ts';
import type { Library } from '../library/library.ts';
import { createPatience, inHandWords } from './in-hand-words.ts';
import { problemFacts, report, type Report } from './report.ts';

export interface FollowParts {
  readonly library: Library;
  readonly develop: Develop;
  readonly lock: RunnerLock;
  readonly emit: (line: Report) => void;
  /** A word for a person beside the reports. */
  readonly note: (line: string) => void;
  /** Ends the run early: what is under way is answered, the rest is taken back. */
  readonly signal: AbortSignal;
  /** Cuts off what is under way: nobody waits for its answer. */
  readonly cut: AbortSignal;
}

/** How a run came to its end. */
export type FollowEnd =
  /** Every job is over. */
  | { readonly type: 'over' }
  | { readonly type: 'stopped'; readonly problem: Problem }
  /** What is left waits for something that a script cannot end: a folder, a limit, a person. */
  | { readonly type: 'held'; readonly problems: readonly Problem[] };

export interface Follower {
  readonly changed: (changes: Changes) => void;
  /** Reports these jobs from now on. `sources`: paths as they were found. */
  readonly add: (jobs: readonly Job[], sources: ReadonlyMap<PhotoId, string>) => void;
  /** Says which of these jobs of an earlier run may have been charged: a person has to decide about them, and the run does not end as if all were well. */
  readonly addDoubts: (jobs: readonly Job[]) => void;
  readonly wait: () => Promise<FollowEnd>;
  /** After a stop: waits until what is out has been answered and stored, so that the last word is the last. */
  readonly settle: () => Promise<void>;
  /** Jobs that are not over. */
  readonly open: () => JobId[];
  /** Jobs that wait for a person's word about a copy of their photo. */
  readonly heldUp: () => JobId[];
  /** Photos that were sent and are not answered yet: they are paid whatever happens here. */
  readonly out: () => StillPaid;
  /** What became of the photos that were sent, while the app's own disk refuses; null: nothing is in hand, and nothing was sent. */
  readonly inHandWords: () => string | null;
  /** False while the app's own disk refuses what is written. */
  readonly canWrite: () => boolean;
  /** Photos that went out in this run. */
  readonly sent: () => number;
  readonly failed: () => number;
  readonly unsure: () => number;
}

export interface StillPaid {
  readonly count: number;
  /** What they cost, US dollars; simulated ones cost nothing. */
  readonly usd: number;
}

/** What a person who ends the run is told: what is paid all the same, and what a second word would do. */
export function stopWords({ count, usd }: StillPaid, canWrite = true): string {
  if (!canWrite) return 'Stopping: the disk with Darkslide’s own data takes nothing, so what was not sent is left over.';
  if (count === 0) return 'Stopping: no photo is out. What was not sent is taken back.';
  const cost = usd > 0 ? ` and will still be paid (about ${dollars(usd)})` : '';
  const photos =
    count === 1 ? `1 photo is out${cost}; its answer is` : `${String(count)} photos are out${cost}; their answers are`;
  return `Stopping: ${photos} stored first, the rest is taken back. Ctrl-C again does not wait for that, and what is out may have been charged.`;
}

/** How often a process that does not run the queue looks whether it may. */
const LOOK_EVERY_MS = 500;
/** What was received when the app's own disk began to refuse is stored within this time, or when Darkslide runs next. Milliseconds. */
const STORE_WITHIN_MS = 3_000;
/** A holder that takes the work of others sees it within a second; one that is silent for so long does not work. */
const SILENCE_MS = 15_000;

/** Pauses that do not end by themselves within a run; a lost network or a full disk is waited for by the app, not by a script. */
function stops(pause: NonNullable<Pause>): boolean {
  return pause.by !== 'rate' && pause.by !== 'runner';
}

/** The hold in words for this computer's own user, with the folder's whole path, and what becomes of the photos. */
function heldProblem(
  { hold, problem: trouble }: HeldJobs,
  { unsent, paid }: { readonly unsent: number; readonly paid: number },
): Problem {
  const known = trouble ?? problem('not-found', 'They wait for a person.');
  const said = hold.scope === 'folder' || hold.scope === 'source' ? folderProblem(hold, known.code, hold.detail) : known;
  const words = [said.message];
  if (unsent > 0) words.push(`${unsent === 1 ? '1 photo was' : `${String(unsent)} photos were`} not sent.`);
  if (paid > 0) {
    const safe = paid === 1 ? '1 paid result is safe and is' : `${String(paid)} paid results are safe and are`;
    words.push(`${safe} stored there when Darkslide runs next.`);
  }
  return { code: said.code, message: words.join(' ') };
}

/** "Another Darkslide (the app, process 12)". */
export function describeHolder(lock: RunnerLock): string {
  const holder = lock.holder();
  return `Another Darkslide${holder === null ? '' : ` (${holder.name}, process ${String(holder.pid)})`}`;
}

/** Why waiting for the process that holds the queue is in vain; null: it ends by itself, takes the work, or there is none. */
export function endlessProblem(lock: RunnerLock): Problem | null {
  const holder = lock.isHeld() ? null : lock.holder();
  if (holder === null || holder.takesWork || holder.endsByItself) return null;
  const advice = 'End it first and start it again afterwards, or set DARKSLIDE_HOME to another folder.';
  return problem('runner-busy', `${describeHolder(lock)} watches folders in this data folder until it is ended. ${advice}`);
}

/** Builds a follower; it hears nothing before `changed` is called. */
export function createFollower(parts: FollowParts): Follower {
  const { develop, library, lock, emit } = parts;
  const open = new Set<JobId>();
  const seen = new Map<JobId, Job['state']>();
  const paths = new Map<PhotoId, string>();
  const heldUp: JobId[] = [];
  /** Doubts of an earlier run that were said. */
  const told = new Set<JobId>();
  let failed = 0;
  let unsure = 0;
  /** How many of `open` are simulated, and how many are not. */
  const isDemo = new Map<JobId, boolean>();
  const kinds = { simulated: 0, real: 0 };
  const prices = new Map<JobId, number>();
  /** Photos that went out in this run. */
  const sent = new Set<JobId>();
  let wake: () => void = () => undefined;

  const opened = ({ id, simulated }: Job): void => {
    if (open.has(id)) return;
    open.add(id);
    isDemo.set(id, simulated);
    kinds[simulated ? 'simulated' : 'real'] += 1;
  };
  const over = (id: JobId): void => {
    if (open.delete(id)) kinds[isDemo.get(id) === true ? 'simulated' : 'real'] -= 1;
  };

  const sourceOf = (job: Job): string => (job.photoId === null ? null : paths.get(job.photoId)) ?? job.photoName;

  const isHeldUp = (job: Job): boolean => job.state === 'queued' && job.problem?.code === 'copy-in-doubt';

  /** Its copy is in doubt: nothing goes on here before a person decides, and a script must not wait for that. */
  const leave = (job: Job): void => {
    emit(report('unsure', { job: job.id, source: sourceOf(job), ...problemFacts(job.problem ?? problem('copy-in-doubt')) }));
    unsure += 1;
    heldUp.push(job.id);
    over(job.id);
  };

  const follow = (job: Job): void => {
    if (!open.has(job.id) || seen.get(job.id) === job.state) return;
    seen.set(job.id, job.state);
    if (job.state === 'unsure' && told.delete(job.id)) {
      over(job.id); // said and counted already
      return;
    }
    if (job.state === 'sent' || job.state === 'accepted' || job.state === 'received') sent.add(job.id);
    const result = job.resultId === null ? null : (library.locateResult(job.resultId)?.path ?? null);
    const line = reportOf(job, sourceOf(job), result, develop.balance()?.usd ?? null);
    if (line !== null) emit(line);
    if (job.state === 'failed') failed += 1;
    if (job.state === 'unsure') unsure += 1;
    if (job.state === 'done' || job.state === 'failed' || job.state === 'unsure' || job.state === 'cancelled') over(job.id);
  };

  const look = async (ms: number | null): Promise<void> => {
    await new Promise<void>((resume) => {
      const timer = ms === null ? undefined : setTimeout(resume, ms);
      wake = () => {
        clearTimeout(timer);
        resume();
      };
    });
  };

  /** Which of the jobs that are followed are held, by what holds them. */
  const heldNow = (): { readonly held: HeldJobs; readonly ids: readonly JobId[] }[] =>
    develop
      .held()
      .map((held) => ({ held, ids: develop.heldIds(held.hold).filter((id) => open.has(id)) }))
      .filter(({ ids }) => ids.length > 0);

  const isLookedAt = (): boolean => develop.held().some(({ hold }) => develop.isLookedAt(hold));

  /** Everything that is still followed is held: the others have finished, and a script cannot help these. */
  const onlyHeld = (): FollowEnd | null => {
    if (isLookedAt()) return null; // what the last process held may be free by now
    const all = heldNow();
    if (all.reduce((sum, { ids }) => sum + ids.length, 0) < open.size) return null;
    return {
      type: 'held',
      problems: all.map(({ held, ids }) => {
        const paid = ids.filter((id) => seen.get(id) === 'received' || seen.get(id) === 'sent').length;
        return heldProblem(held, { unsent: ids.length - paid, paid });
      }),
    };
  };

  /** A pause that concerns what is followed and does not end by itself. */
  const stopping = (): NonNullable<Pause> | null => {
    const mine = ({ backend }: NonNullable<Pause>): boolean =>
      backend === undefined || kinds[isSimulatedName(backend) ? 'simulated' : 'real'] > 0;
    return develop.pauses().find((pause) => mine(pause) && stops(pause)) ?? null;
  };

  /** The process that holds the queue has not looked at the work for `SILENCE_MS`: why waiting longer is of no use; null: it looks. */
  const silence = (since: number, mark: number): Problem | null => {
    if (lock.holder()?.takesWork === false || develop.isSeenByHolder(mark) || performance.now() - since < SILENCE_MS) return null;
    return problem('runner-busy', `${describeHolder(lock)} holds this data folder but does not take the work. Close it.`);
  };

  return {
    changed: (changes) => {
      for (const job of changes.jobs ?? []) {
        follow(job);
        if (open.has(job.id) && isHeldUp(job)) leave(job);
      }
      wake();
    },
    add: (jobs, sources) => {
      for (const [id, path] of sources) paths.set(id, path);
      for (const job of jobs) {
        opened(job);
        prices.set(job.id, job.simulated ? 0 : job.priceUsd);
        emit(report('queued', { job: job.id, source: sourceOf(job) }));
        follow(job);
        // Where this process does the work it looks again: the doubt may be settled by now
        if (!lock.isHeld() && isHeldUp(job)) leave(job);
      }
    },
    addDoubts: (jobs) => {
      for (const job of jobs) {
        if (job.state !== 'unsure' || seen.get(job.id) === 'unsure' || told.has(job.id)) continue;
        told.add(job.id);
        unsure += 1;
        const path = job.photoId === null ? null : (library.locatePhoto(job.photoId)?.path ?? null);
        emit(
          report('unsure', { job: job.id, source: path ?? job.photoName, ...problemFacts(job.problem ?? problem('no-answer')) }),
        );
      }
    },
    wait: async () => {
      parts.signal.addEventListener('abort', () => {
        wake();
      });
      if (open.size > 0 && !lock.isHeld()) {
        const takes = lock.holder()?.takesWork !== false;
        parts.note(`${describeHolder(lock)} ${takes ? 'does this work.' : 'works in this data folder; waiting for it to end.'}`);
      }
      const since = performance.now();
      const mark = develop.journalEnd();
      while (open.size > 0) {
        if (parts.signal.aborted) {
          return { type: 'stopped', problem: problem('cancelled', 'Stopped. What was not sent was taken back.') };
        }
        if (!lock.isHeld() && lock.tryAcquire()) develop.takeOver();
        const pause = stopping();
        if (pause !== null) return { type: 'stopped', problem: pause.problem ?? problem('cancelled', 'The queue is paused.') };
        const held = onlyHeld();
        if (held !== null) return held;
        const busy = lock.isHeld() ? null : silence(since, mark);
        if (busy !== null) return { type: 'stopped', problem: busy };
        await look(lock.isHeld() && !isLookedAt() ? null : LOOK_EVERY_MS);
      }
      return { type: 'over' };
    },
    settle: async () => {
      const stored = (): boolean => !develop.pauses().some(({ by }) => by === 'storage');
      const since = performance.now();
      // The disk with the photos may take what the app's own refuses to hear of: those that are being stored get a moment
      const mayStore = (): boolean => stored() || performance.now() - since < STORE_WITHIN_MS;
      const underWay = (state: Job['state'] | undefined): boolean =>
        state === 'sent' || state === 'accepted' || (state === 'preparing' && stored()) || (state === 'received' && mayStore());
      const patience = createPatience(parts, develop);
      const isOut = (): boolean => {
        const held = new Set(heldNow().flatMap(({ ids }) => ids));
        const answered = patience.answered();
        return [...open].some((id) => !held.has(id) && !answered.has(id) && underWay(seen.get(id)));
      };
      parts.cut.addEventListener('abort', () => {
        wake();
      });
      while (!parts.cut.aborted && isOut()) await look(LOOK_EVERY_MS);
      // Where this process does the work, it hears here what becomes of each: "maybe charged", or never sent
      if (parts.cut.aborted && lock.isHeld()) await develop.close(0);
    },
    open: () => [...open],
    heldUp: () => [...heldUp],
    out: () => {
      const ids = [...open].filter((id) => seen.get(id) === 'sent' || seen.get(id) === 'accepted');
      return { count: ids.length, usd: ids.reduce((sum, id) => sum + (prices.get(id) ?? 0), 0) };
    },
    canWrite: () => !develop.pauses().some(({ by }) => by === 'storage'),
    inHandWords: () => {
      const received = [...open]
        .filter((id) => seen.get(id) === 'received')
        .map((id) => ({ id, where: develop.isInSpool(id) ? ('spool' as const) : ('memory' as const) }));
      const isGone = develop.recordProblem() !== null;
      const waiting = develop.inHand().filter(({ id }) => open.has(id) && seen.get(id) !== 'received');
      return inHandWords([...waiting, ...received], { sent: sent.size, usdOf: (id) => prices.get(id) ?? 0, isGone });
    },
    sent: () => sent.size,
    failed: () => failed,
    unsure: () => unsure,
  };
}

function reportOf(job: Job, source: string, result: string | null, remainingCredits: number | null): Report | null {
  const facts = { job: job.id, source };
  switch (job.state) {
    case 'sent':
      return report('sent', facts);
    case 'done': {
      if (job.reused) return report('skipped', { ...facts, result, cost: 0 });
      const ms = job.sentAt === null || job.finishedAt === null ? null : job.finishedAt - job.sentAt;
      return report('done', { ...facts, result, cost: job.costUsd, remainingCredits, ms });
    }
    case 'failed':
      return report('failed', { ...facts, ...problemFacts(job.problem ?? problem('internal')), cost: job.costUsd });
    case 'unsure':
      return report('unsure', { ...facts, ...problemFacts(job.problem ?? problem('no-answer')) });
    case 'cancelled':
      return report('released', { ...facts, ...problemFacts(problem('cancelled', 'Taken back before it was sent.')) });
    case 'queued':
    case 'preparing':
    case 'accepted':
    case 'received':
      return null;
  }
}
