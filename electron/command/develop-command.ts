/** `develop` on the command line: adds the photos, queues them, and reports until each is over or the account needs its owner. */
import { basename, resolve } from 'node:path';
import { DarkslideError, problem, type Problem } from '../contract/errors.ts';
import type { Changes } from '../contract/events.ts';
import type { JobId, PhotoId } from '../contract/ids.ts';
import type { Job, Pause } from '../contract/job.ts';
import type { Model } from '../contract/model.ts';
import type { Develop } from '../develop/develop.ts';
import { recipeProblem } from '../develop/quote.ts';
import type { Library } from '../library/library.ts';
import { recipeFrom, UsageError, type DevelopArguments } from './arguments.ts';
import { problemFacts, report, type Report } from './report.ts';

export interface DevelopCommandParts {
  readonly library: Library;
  readonly develop: Develop;
  readonly models: readonly Model[];
  /** Who holds the queue where this process does not; null: this one does. */
  readonly heldBy: () => string | null;
  readonly emit: (line: Report) => void;
  /** Ends the run early: what is under way is answered, the rest stays queued. */
  readonly signal: AbortSignal;
}

export const EXIT = { done: 0, failed: 1, usage: 2, paused: 3 } as const;

/** Files looked into at once. */
const ADD_AT_ONCE = 16;

interface Run {
  readonly changed: (changes: Changes) => void;
  readonly command: (parts: DevelopCommandParts, typed: DevelopArguments) => Promise<number>;
}

/** Pauses that do not end by themselves within a run; a lost network or a full disk is waited for by the app, not by a script. */
function stops(pause: Pause): pause is NonNullable<Pause> {
  return pause !== null && (pause.by === 'account' || pause.by === 'offline' || pause.by === 'storage' || pause.by === 'user');
}

/** A run listens to changes from before the house is built, so that no fact is missed. */
export function createDevelopRun(): Run {
  let heard: (changes: Changes) => void = () => undefined;
  return {
    changed: (changes) => {
      heard(changes);
    },
    command: async (parts, typed) => {
      const { develop, library, emit } = parts;
      const recipe = recipeFrom(typed, parts.models);
      const wrong = recipeProblem(recipe, parts.models);
      if (wrong !== null) throw new UsageError(wrong.message);
      const holder = parts.heldBy();
      if (holder !== null) {
        emit(
          report(
            'paused',
            problemFacts(
              problem(
                'runner-busy',
                `${holder} is working in this data folder. Close it, or set DARKSLIDE_HOME to another folder.`,
              ),
            ),
          ),
        );
        return EXIT.paused;
      }

      let failed = 0;
      const sources = new Map<PhotoId, string>();
      const fail = (source: string, trouble: Problem): void => {
        failed += 1;
        emit(report('failed', { source, ...problemFacts(trouble) }));
      };
      // Several at a time, so that a long list does not wait for each file in turn; the order stays as typed
      for (let first = 0; first < typed.files.length; first += ADD_AT_ONCE) {
        const paths = typed.files.slice(first, first + ADD_AT_ONCE).map((file) => resolve(file));
        const outcomes = await Promise.all(paths.map(async (path) => ({ path, outcome: await library.add([path]) })));
        for (const { path, outcome } of outcomes) {
          for (const refused of outcome.refused) fail(refused.name === basename(path) ? path : refused.name, refused.problem);
          for (const id of [...outcome.added, ...outcome.known]) sources.set(id, library.locatePhoto(id)?.path ?? path);
        }
      }

      const open = new Set<JobId>();
      const seen = new Map<JobId, Job['state']>();
      let wake: () => void = () => undefined;
      const queue: { pause: Pause } = { pause: null };
      const follow = (job: Job): void => {
        if (!open.has(job.id) || seen.get(job.id) === job.state) return;
        seen.set(job.id, job.state);
        const source = job.photoId === null ? job.photoName : (sources.get(job.photoId) ?? job.photoName);
        const result = job.resultId === null ? null : (library.locateResult(job.resultId)?.path ?? null);
        const line = reportOf(job, source, result, develop.balance()?.usd ?? null);
        if (line !== null) emit(line);
        if (job.state === 'failed' || job.state === 'unsure') failed += 1;
        if (job.state === 'done' || job.state === 'failed' || job.state === 'unsure' || job.state === 'cancelled')
          open.delete(job.id);
        wake();
      };
      heard = (changes) => {
        for (const job of changes.jobs ?? []) follow(job);
        if (changes.queue !== undefined) queue.pause = changes.queue.pause;
        wake();
      };

      const started = await develop.start([...sources.keys()], recipe, {
        folder: typed.folder === null ? null : resolve(typed.folder),
      });
      for (const refused of started.refused) fail(sources.get(refused.photoId) ?? refused.name, refused.problem);
      for (const { photoId, resultId } of started.reused) {
        emit(
          report('skipped', {
            source: (photoId === null ? null : sources.get(photoId)) ?? null,
            result: library.locateResult(resultId)?.path ?? null,
            cost: 0,
          }),
        );
      }
      const mine = [...started.queued, ...started.underWay];
      for (const id of mine) open.add(id);
      const known = new Map(develop.jobs().map((job) => [job.id, job]));
      for (const id of mine) {
        const job = known.get(id);
        if (job === undefined) continue;
        emit(report('queued', { source: job.photoId === null ? job.photoName : (sources.get(job.photoId) ?? job.photoName) }));
        follow(job);
      }

      parts.signal.addEventListener('abort', () => {
        wake();
      });
      while (open.size > 0 && !stops(queue.pause) && !parts.signal.aborted) {
        await new Promise<void>((resume) => {
          wake = resume;
        });
      }
      if (open.size > 0) {
        const trouble =
          stops(queue.pause) && queue.pause.problem !== null
            ? queue.pause.problem
            : problem('cancelled', 'Stopped. What was not sent stays queued.');
        // What this run queued must not go out by itself the next time somebody starts Darkslide
        develop.cancel(started.queued.filter((id) => open.has(id)));
        emit(report('paused', { ...problemFacts(trouble), remainingCredits: develop.balance()?.usd ?? null }));
        return EXIT.paused;
      }
      return failed > 0 ? EXIT.failed : EXIT.done;
    },
  };
}

function reportOf(job: Job, source: string, result: string | null, remainingCredits: number | null): Report | null {
  switch (job.state) {
    case 'sent':
      return report('sent', { source });
    case 'done': {
      if (job.reused) return report('skipped', { source, result, cost: 0 });
      const ms = job.sentAt === null || job.finishedAt === null ? null : job.finishedAt - job.sentAt;
      return report('done', { source, result, cost: job.costUsd, remainingCredits, ms });
    }
    case 'failed':
      return report('failed', { source, ...problemFacts(job.problem ?? problem('internal')), cost: job.costUsd });
    case 'unsure':
      return report('unsure', { source, ...problemFacts(job.problem ?? problem('no-answer')) });
    case 'cancelled':
      return report('failed', { source, ...problemFacts(problem('cancelled')) });
    case 'queued':
    case 'preparing':
    case 'accepted':
    case 'received':
      return null;
  }
}

/** An error of the run itself as a report. */
export function runProblem(error: unknown): Problem {
  return error instanceof DarkslideError ? error.toProblem() : problem('internal');
}
