/** What watched folders had developed since the app started: counted for the notifications, and the latest kept for the tray. */
import type { Changes } from '../../contract/events.ts';
import type { JobId, ResultId } from '../../contract/ids.ts';

/** Results named in the tray's menu. */
const LATEST = 5;
/** Jobs remembered as counted: one that is told again is not counted again. */
const MOST_KNOWN = 20_000;

export interface LatestResult {
  readonly resultId: ResultId;
  /** Name of the photo. */
  readonly name: string;
}

/** New results of one moment. */
export interface NewResults {
  readonly count: number;
  /** Names of the watched folders, each once. */
  readonly rules: readonly string[];
}

export interface Developed {
  /** Reads changes as they are told to the page. */
  readonly take: (changes: Changes) => NewResults;
  /** The newest first. */
  readonly latest: () => readonly LatestResult[];
}

/** @param since - results from before are none of this start's, ms since 1970 */
export function createDeveloped(since: number): Developed {
  const known = new Set<JobId>();
  let latest: readonly LatestResult[] = [];
  return {
    take: ({ jobs = [] }) => {
      const rules = new Set<string>();
      let count = 0;
      for (const job of jobs) {
        if (job.state !== 'done' || job.rule === null || job.reused || job.resultId === null || known.has(job.id)) continue;
        if ((job.finishedAt ?? 0) < since) continue;
        known.add(job.id);
        const [oldest] = known;
        if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
        latest = [{ resultId: job.resultId, name: job.photoName }, ...latest].slice(0, LATEST);
        rules.add(job.rule);
        count += 1;
      }
      return { count, rules: [...rules] };
    },
    latest: () => latest,
  };
}
