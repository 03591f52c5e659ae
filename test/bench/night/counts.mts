/** What is counted while the night goes on, and the figures at its end. */
import { basename } from 'node:path';
import type { StoryLine } from '../../../electron/contract/rule.ts';
import type { HandedOver } from '../../../electron/watch/engine/parts.ts';
import { watchTimes } from '../../../electron/watch/engine/times.ts';
import { readSpelling, spelling } from '../../helpers/labelled-pictures.ts';
import { away, type Frame } from './plan.mts';

/** Prints a figure with what it is about. */
export function say(name: string, figure: string, remark = ''): void {
  console.log(`${name.padEnd(40)}${figure.padEnd(14)}${remark}`.trimEnd());
}

export interface End {
  /** What was charged, in the order of arrival. */
  readonly uploads: readonly Buffer[];
  /** Ordered again by a person, because the service never charged for it. */
  readonly again: number;
  readonly results: number;
}

interface NightFacts {
  readonly frames: readonly Frame[];
  /** ms since 1970. */
  readonly begins: number;
  readonly scale: number;
}

/** Counts by what the service saw and by what the rule handed over. */
export function createCounts({ frames, begins, scale }: NightFacts) {
  const byName = new Map(frames.map((frame) => [frame.name, frame]));
  const writtenAt = new Map<string, number>();
  const queuedAt = new Map<string, number>();
  /** In the order in which they were queued. */
  const queued: Frame[] = [];
  const labels = new Map<number, string>();
  let queuedTwice = 0;

  const isAway = ({ written }: Frame): boolean => away.some(([from, to]) => written >= from && written < to);

  const catchUps = (): { readonly count: number; readonly isOrdered: boolean }[] =>
    away.map(([from, to]) => {
      const taken = queued.filter(({ written }) => written >= from && written < to).map((frame) => frame.taken);
      return { count: taken.length, isOrdered: taken.every((each, index) => index === 0 || each >= (taken[index - 1] ?? 0)) };
    });

  /** From the last byte to the queue, beyond the time for which a file has to be still; sorted, ms of real time. */
  const delays = (): number[] =>
    frames
      .filter((frame) => !isAway(frame))
      .flatMap(({ name }) => {
        const [from, to] = [writtenAt.get(name), queuedAt.get(name)];
        return from === undefined || to === undefined ? [] : [to - from];
      })
      .sort((a, b) => a - b);

  return {
    written: ({ name }: Frame): void => {
      writtenAt.set(name, performance.now());
    },
    handedOver: ({ jobs, sources }: HandedOver): void => {
      for (const { id, photoId } of jobs) {
        const path = photoId === null ? undefined : sources.get(photoId);
        const frame = path === undefined ? undefined : byName.get(basename(path));
        if (frame === undefined) continue;
        labels.set(id, frame.label);
        if (queuedAt.has(frame.name)) queuedTwice += 1;
        else queued.push(frame);
        queuedAt.set(frame.name, performance.now());
      }
    },
    /** What a job's photo shows. */
    labelOf: (job: number): string => labels.get(job) ?? '?',

    /** Prints the figures. True: every frame was developed, and paid for once. */
    tell: async ({ uploads, again, results }: End): Promise<boolean> => {
      const charged = new Map<string, number>();
      for (const upload of uploads) {
        const spelled = await readSpelling(upload);
        charged.set(spelled, (charged.get(spelled) ?? 0) + 1);
      }
      const missed = frames.filter(({ label }) => !charged.has(spelling(label))).length;
      const doubled = [...charged.values()].filter((times) => times > 1).length;
      const order = catchUps();
      const times = delays();
      say('missed', String(missed), 'goal 0');
      say('doubled', `${String(queuedTwice)} / ${String(doubled)}`, 'queued twice / paid twice; goal 0 / 0');
      say('charged', String(uploads.length), `${String(charged.size)} different frames, ${String(results)} results`);
      say('without an answer, sent again', String(again), 'by a person, because the service never charged for them');
      for (const { count, isOrdered } of order) {
        say('caught up after the drive was away', String(count), isOrdered ? 'in order of capture' : 'NOT in order of capture');
      }
      const median = times[Math.floor(times.length / 2)] ?? NaN;
      say(
        'last byte to queued: median',
        `${median.toFixed(0)} ms`,
        `of real time; still for ${(watchTimes.stillMs / scale).toFixed(0)} ms`,
      );
      return (
        missed === 0 &&
        doubled === 0 &&
        queuedTwice === 0 &&
        uploads.length === frames.length &&
        results === frames.length &&
        order.every(({ isOrdered }) => isOrdered)
      );
    },

    /** Prints when work stood still, and why. `lines`: the oldest first. */
    tellStory: (lines: readonly StoryLine[]): void => {
      say('lines of the story', String(lines.length));
      for (const { at, until, kind, count, reason, detail } of lines) {
        const moments = [at, until ?? at].map((ms) => new Date(ms).toTimeString().slice(0, 5));
        say(`  ${[...new Set(moments)].join('–')} ${kind}`, count === 0 ? '' : String(count), detail ?? reason ?? '');
      }
      if (lines.some(({ at }) => at < begins - 1000)) say('  lines before the night', 'wrong');
    },
  };
}
