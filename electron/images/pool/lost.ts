/** What a task says of its picture when the process that did it never answered. Pure. */
import { DarkslideError, type ErrorCode } from '../../contract/errors.ts';
import type { TaskName } from './protocol.ts';

/** late: over its time. memory: it ended itself, over its memory. ended: a crash, a signal from anybody, or words that nobody understands. */
export type Loss =
  | { readonly kind: 'late'; readonly limitMs: number }
  | { readonly kind: 'memory'; readonly limitBytes: number }
  | { readonly kind: 'ended'; readonly why: string };

export interface LostTask {
  readonly task: TaskName;
  /** How many processes it took along, this one counted. */
  readonly losses: number;
  /** The process had done nothing before it. */
  readonly wasFresh: boolean;
}

const lostCodes: Readonly<Record<TaskName, ErrorCode>> = {
  // The bytes are paid and kept: they are finished again, not given up
  finish: 'store-failed',
  prepare: 'picture-corrupt',
  fullSize: 'picture-corrupt',
  rendition: 'picture-corrupt',
  inspect: 'picture-corrupt',
  verify: 'picture-corrupt',
  details: 'file-unreadable',
  hash: 'file-unreadable',
  words: 'file-unreadable',
};

/** The first end may be anybody's doing (the system's, short of memory; a person's); one that comes again in a process of its own is the picture's. */
const MOST_LOSSES = 2;

/** Another try in a fresh process, or what is wrong with the picture. */
export function judge(loss: Loss, { task, losses, wasFresh }: LostTask): 'again' | DarkslideError {
  const code = lostCodes[task];
  switch (loss.kind) {
    case 'late':
      return new DarkslideError(
        code,
        task === 'finish' ? undefined : `Reading this picture took more than ${seconds(loss.limitMs)} s.`,
      );
    case 'memory':
      // What pictures before it left behind counted too
      if (!wasFresh && losses < MOST_LOSSES) return 'again';
      if (code !== 'picture-corrupt') return new DarkslideError(code);
      return new DarkslideError(
        'picture-too-large',
        `Reading this picture took more than ${gigabytes(loss.limitBytes)} GB of memory.`,
      );
    case 'ended':
      if (losses < MOST_LOSSES) return 'again';
      return new DarkslideError(code, task === 'finish' ? undefined : 'The decoder broke down over this picture, twice.', {
        cause: new Error(loss.why),
      });
  }
}

/** The process could not even be started, whatever the picture. */
export function notStarted(task: TaskName, why: string): DarkslideError {
  return new DarkslideError(task === 'finish' ? lostCodes.finish : 'internal', undefined, { cause: new Error(why) });
}

function seconds(limitMs: number): string {
  return String(Math.round(limitMs / 1000));
}

function gigabytes(limitBytes: number): string {
  return String(Math.round((limitBytes / 1024 ** 3) * 10) / 10);
}
