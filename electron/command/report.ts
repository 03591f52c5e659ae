/** What the command line prints: JSON lines for programs, short sentences and a progress line for people. */
import { dollars } from '../contract/dollars.ts';
import type { ErrorCode, Problem } from '../contract/errors.ts';
import { visible } from '../contract/visible.ts';

export interface Report {
  readonly event: 'queued' | 'sent' | 'done' | 'failed' | 'skipped' | 'released' | 'unsure' | 'paused';
  /** Number of the job, for `decide`. */
  readonly job: number | null;
  /** Path of the photo as it was found. */
  readonly source: string | null;
  /** Path of the result. */
  readonly result: string | null;
  readonly code: ErrorCode | null;
  readonly message: string | null;
  /** US dollars. */
  readonly cost: number | null;
  readonly remainingCredits: number | null;
  /** Milliseconds from sending to the answer. */
  readonly ms: number | null;
}

export interface Output {
  readonly print: (line: string) => void;
  readonly fail: (line: string) => void;
  /** Replaces the last progress line on a terminal; null where there is none. */
  readonly progress: ((line: string) => void) | null;
}

/** Writes text as it is given; one for standard output, one for standard error. */
export interface Writers {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Standard error is a terminal, where a line can be replaced. */
  readonly terminal: boolean;
}

/**
 * The only way to the terminal. Each call prints one line: a line break in it came from a name, a prompt or the service, and is written out
 * as what it is, like everything else that a terminal would obey instead of show.
 */
export function createOutput({ out, err, terminal }: Writers): Output {
  return {
    print: (line) => {
      out(`${visible(line)}\n`);
    },
    fail: (line) => {
      err(`${visible(line)}\n`);
    },
    progress: terminal
      ? (line) => {
          err(`\r\u001b[K${visible(line)}`);
        }
      : null,
  };
}

/** Prints a text of ours that has several lines. */
export function printLines(text: string, print: (line: string) => void): void {
  for (const line of text.split('\n')) print(line);
}

/** A report with everything that does not apply left null. */
export function report(event: Report['event'], facts: Partial<Omit<Report, 'event'>>): Report {
  const nothing = {
    ...{ job: null, source: null, result: null, code: null, message: null },
    ...{ cost: null, remainingCredits: null, ms: null },
  };
  return { event, ...nothing, ...facts };
}

/** The code and words of a problem as report facts. */
export function problemFacts(problem: Problem): Pick<Report, 'code' | 'message'> {
  return { code: problem.code, message: problem.message };
}

/** That a failure cost money all the same, as a sentence with a space before it; nothing where it did not. */
export function chargedWords(usd: number | null): string {
  return usd === null || usd === 0 ? '' : ` It was charged: ${dollars(usd)}.`;
}

/** One line for a person; null: not worth a line, the progress shows it. */
export function sentence(line: Report): string | null {
  const source = line.source ?? '';
  switch (line.event) {
    case 'queued':
    case 'sent':
      return null;
    case 'done': {
      const cost = line.cost === null || line.cost === 0 ? '' : `, ${dollars(line.cost)}`;
      return `done     ${source} → ${line.result ?? ''} (${((line.ms ?? 0) / 1000).toFixed(1)} s${cost})`;
    }
    case 'skipped':
      if (line.message !== null) return `skipped  ${source}: ${line.message}`;
      return `skipped  ${source}: developed before as ${line.result ?? 'an earlier result'}, not paid again`;
    case 'released':
      return `released ${source}: ${line.message ?? ''}`;
    case 'failed':
      return `failed   ${source === '' ? '' : `${source}: `}${line.message ?? ''}${chargedWords(line.cost)}`;
    case 'unsure':
      return `unsure   ${source}: maybe charged. ${line.message ?? ''} Decide with "decide ${String(line.job)}".`;
    case 'paused':
      return `paused   ${line.message ?? ''}`;
  }
}
