/** Hands finished pictures to the library and the queue, in the order in which they were taken, and writes down what became of each. */
import { basename } from 'node:path';
import { toProblem, type ErrorCode, type Problem } from '../../contract/errors.ts';
import { timeOfPhoto } from '../../contract/local-time.ts';
import type { JobId, PhotoId } from '../../contract/ids.ts';
import type { Job, StartOutcome } from '../../contract/job.ts';
import type { AddOutcome } from '../../contract/photo.ts';
import type { Rule, SkipReason } from '../../contract/rule.ts';
import type { Outcome } from './book/book.ts';
import type { Candidate, Group } from './looking/candidates.ts';
import type { VerifiedPicture, WatchParts } from './parts.ts';
import type { SeenRow } from '../../library/roots/seen-row.ts';
import type { Happening } from './book/story.ts';
import type { Sieve } from '../rules/filters.ts';

/** The most that is handed over at once. */
const SLICE = 2_000;

export type Finished = Candidate & { readonly file: SeenRow; readonly picture: VerifiedPicture };

export interface HandOverParts {
  readonly parts: Pick<WatchParts, 'library' | 'develop' | 'catalogue' | 'elapsed' | 'times' | 'log'>;
  readonly rule: () => Rule;
  readonly sieve: () => Sieve;
  readonly absolute: (path: string) => string;
  /** May anything be handed over now? */
  readonly isOpen: () => boolean;
  readonly write: (outcomes: readonly Outcome[], happenings: readonly Happening[]) => void;
  /** Jobs that now belong to the rule, with their files. */
  readonly queued: (jobs: readonly Job[], sources: ReadonlyMap<PhotoId, string>) => void;
  /** Null: it works. */
  readonly trouble: (problem: Problem | null) => void;
  /** Nothing waits here any more. */
  readonly over: () => void;
}

export interface HandOver {
  readonly offer: (finished: Finished) => void;
  readonly groupOver: (group: Group) => void;
  /** What became of jobs. */
  readonly heard: (jobs: readonly Job[]) => void;
  /** Goes on where it may. */
  readonly pump: () => void;
  readonly waiting: () => number;
  /** Is nothing on its way that may go? */
  readonly isIdle: () => boolean;
  readonly has: (seenId: number) => boolean;
  readonly close: () => Promise<void>;
}

/** What is needed of a file to put it in order. */
interface Timed {
  readonly path: string;
  readonly file: Pick<SeenRow, 'modifiedMs'>;
  readonly picture: Pick<VerifiedPicture, 'takenAt'>;
}

/** As they were taken, by the clock in the camera; what has no capture time by the one of this computer when it was written. */
export function inOrder<T extends Timed>(finished: readonly T[]): T[] {
  const timed = finished.map((one) => ({ one, time: timeOfPhoto(one.picture.takenAt, one.file.modifiedMs) }));
  timed.sort((a, b) => (a.time === b.time ? (a.one.path < b.one.path ? -1 : 1) : a.time < b.time ? -1 : 1));
  return timed.map(({ one }) => one);
}

/** Builds it. */
export function createHandOver({ parts, rule, sieve, absolute, ...hooks }: HandOverParts): HandOver {
  let released: Finished[] = [];
  const grouped = new Map<Group, Finished[]>();
  /**
   * Photos that had a job when they were handed over: it may be about what lay under the name before. Only its end tells, so they have
   * no outcome until then.
   */
  const behind = new Map<JobId, Finished>();
  let running: Promise<void> | null = null;
  let retryAt = -Infinity;
  let retry: ReturnType<typeof setTimeout> | null = null;
  let closed = false;

  const run = async (): Promise<void> => {
    while (released.length > 0 && !closed && hooks.isOpen() && parts.elapsed() >= retryAt) {
      const ordered = inOrder(released);
      const batch = ordered.slice(0, SLICE);
      released = ordered.slice(SLICE);
      try {
        await handOver(batch);
        hooks.trouble(null);
      } catch (error) {
        parts.log('Photos of a watched folder could not be queued', error);
        released = [...batch, ...released];
        hooks.trouble(toProblem(error));
        retryAt = parts.elapsed() + parts.times.reachMs;
        retry = setTimeout(pump, parts.times.reachMs);
      }
    }
  };

  const pump = (): void => {
    if (running !== null || closed || released.length === 0) return;
    running = run().finally(() => {
      running = null;
      if (released.length > 0 && parts.elapsed() >= retryAt && hooks.isOpen()) pump();
      else hooks.over();
    });
  };

  const handOver = async (batch: readonly Finished[]): Promise<void> => {
    const added = await parts.library.addVerified(new Map(batch.map(({ path, picture }) => [absolute(path), picture])));
    const outcomes: Outcome[] = [];
    const happenings: Happening[] = [];
    const photos = new Map<PhotoId, Finished>();
    for (const finished of batch) {
      const photo = parts.catalogue.photoAt(absolute(finished.path));
      const reason = photo === null ? null : sieve().byKind(photo.format);
      if (photo !== null && reason === null) photos.set(photo.id, finished);
      else {
        const passed = photo === null ? passedOver(finished, added) : { reason, detail: null };
        if (passed === null) continue; // it is met again where it still is
        outcomes.push({ ...fileOf(finished), outcome: 'skipped', reason: passed.reason, photoId: null });
        happenings.push({ kind: 'skipped', name: basename(finished.path), path: finished.path, ...passed });
      }
    }
    const { recipe, output, name, caps } = rule();
    const started =
      photos.size === 0
        ? noStart
        : await parts.develop.start([...photos.keys()], recipe, { folder: output, rule: { name, ...caps } });
    const jobs = parts.develop.jobsOf([...started.queued, ...started.underWay]);
    const withJob = new Set(jobs.map(({ photoId }) => photoId));
    const underWay = new Set(started.underWay);
    const earlier = new Map(jobs.flatMap(({ id, photoId }) => (underWay.has(id) ? [[photoId, id] as const] : [])));
    const refused = new Map(started.refused.map(({ photoId, problem }) => [photoId, problem]));
    for (const [photoId, finished] of photos) {
      const trouble = refused.get(photoId);
      const facts = { ...fileOf(finished), photoId };
      const named = { name: basename(finished.path), path: finished.path };
      if (trouble !== undefined && passing.has(trouble.code)) continue;
      if (trouble !== undefined) {
        outcomes.push({ ...facts, outcome: 'skipped', reason: 'refused' });
        happenings.push({ kind: 'skipped', ...named, reason: 'refused', detail: trouble.message });
      } else if (earlier.has(photoId)) {
        const job = earlier.get(photoId);
        if (job !== undefined) behind.set(job, finished);
      } else if (withJob.has(photoId)) {
        outcomes.push({ ...facts, outcome: 'queued', reason: null });
        happenings.push({ kind: 'queued', ...named });
      } else {
        outcomes.push({ ...facts, outcome: 'known', reason: 'developed-before' });
        happenings.push({ kind: 'skipped', ...named, reason: 'developed-before' });
      }
    }
    hooks.queued(jobs, new Map([...photos].map(([id, { path }]) => [id, absolute(path)])));
    hooks.write(outcomes, happenings);
    heard(parts.develop.jobsOf([...behind.keys()])); // some may be over already
  };

  const heard = (jobs: readonly Job[]): void => {
    const outcomes: Outcome[] = [];
    for (const job of jobs) {
      const finished = behind.get(job.id);
      const isSame = job.receipt?.contentHash === finished?.picture.contentHash;
      // While one is in doubt, nothing of its photo goes out before a person decides
      if (finished === undefined || isOpen(job) || (job.state === 'unsure' && !isSame)) continue;
      behind.delete(job.id);
      if (isSame) outcomes.push({ ...fileOf(finished), outcome: 'queued', reason: null, photoId: job.photoId });
      else released.push(finished);
    }
    if (outcomes.length > 0) hooks.write(outcomes, []);
    pump();
  };

  return {
    heard,
    offer: (finished) => {
      const { group } = finished;
      if (group === null || group.open === 0) released.push(finished);
      else {
        const list = grouped.get(group);
        if (list === undefined) grouped.set(group, [finished]);
        else list.push(finished);
      }
      pump();
    },
    groupOver: (group) => {
      released.push(...(grouped.get(group) ?? []));
      grouped.delete(group);
      pump();
    },
    pump,
    waiting: () => released.length + [...grouped.values()].reduce((sum, list) => sum + list.length, 0),
    isIdle: () =>
      running === null && grouped.size === 0 && (released.length === 0 || !hooks.isOpen() || parts.elapsed() < retryAt),
    has: (seenId) =>
      [released, [...behind.values()], ...grouped.values()].some((list) => list.some(({ file }) => file.id === seenId)),
    close: async () => {
      closed = true;
      if (retry !== null) clearTimeout(retry);
      await running;
    },
  };
}

/** What says nothing of the picture itself: such a file is still to be judged. */
const passing: ReadonlySet<ErrorCode> = new Set(['file-missing', 'file-unreadable', 'file-changed', 'cancelled', 'internal']);

const noStart: StartOutcome = { queued: [], underWay: [], reused: [], refused: [] };

function isOpen({ state }: Job): boolean {
  return state === 'queued' || state === 'preparing' || state === 'sent' || state === 'accepted' || state === 'received';
}

function fileOf({ file }: Finished): Pick<Outcome, 'seenId' | 'version'> {
  return { seenId: file.id, version: file.version };
}

/** Why the library did not take a file. It names files by their last name only; two of one name in a batch share what is said. */
function passedOver(
  { path }: Finished,
  added: AddOutcome,
): { readonly reason: SkipReason; readonly detail: string | null } | null {
  const name = basename(path);
  if (added.results.some((result) => result.name === name)) return { reason: 'own-result', detail: null };
  const trouble = added.refused.find((refused) => refused.name === name)?.problem;
  if (trouble !== undefined && passing.has(trouble.code)) return null;
  return { reason: 'refused', detail: trouble?.message ?? null };
}
