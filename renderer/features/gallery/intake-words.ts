/** What is said after pictures were added: counts, and why some were refused. Pure. */
import type { CallOutput } from '../../../electron/contract/calls.ts';
import type { AddOutcome } from '../../../electron/contract/photo.ts';
import { formatCount, middleCut, plural, stillPaidWords } from '../../lib/format.ts';

export type Refusal = AddOutcome['refused'][number];

/** "3 refused: NAME. Reason." */
export function refusedWords(refused: readonly Refusal[]): string {
  const first = refused[0];
  if (first === undefined) return '';
  return `${formatCount(refused.length)} refused: ${middleCut(first.name, 32)}. ${first.problem.message}`;
}

/** One line for the whole outcome; empty where there is nothing to say. */
export function outcomeWords(outcome: AddOutcome): string {
  const parts: string[] = [];
  if (outcome.added.length > 0) parts.push(`${plural(outcome.added.length, 'photo')} added.`);
  if (outcome.known.length > 0) {
    const already =
      outcome.known.length === 1 ? '1 was here already.' : `${formatCount(outcome.known.length)} were here already.`;
    parts.push(already);
  }
  if (outcome.paired.length > 0) {
    const belong = outcome.paired.length === 1 ? '1 file belongs' : `${formatCount(outcome.paired.length)} files belong`;
    parts.push(`${belong} to a photo of the same shot.`);
  }
  if (outcome.refused.length > 0) parts.push(refusedWords(outcome.refused));
  if (outcome.results.length > 0) {
    const passed = outcome.results.length === 1 ? '1 is a result' : `${formatCount(outcome.results.length)} are results`;
    parts.push(`${passed} of Darkslide, passed over.`);
  }
  if (parts.length === 0) parts.push('No pictures in there.');
  return parts.join(' ');
}

/** What was removed, and what became of its jobs: nothing may be paid for unsaid. */
export function removedWords(photos: number, { takenBack, stillPaid }: CallOutput<'library.remove'>): string {
  const parts = [`${plural(photos, 'photo')} removed from the library. The files stay where they are.`];
  if (takenBack > 0) parts.push(`${formatCount(takenBack)} taken out of the queue.`);
  if (stillPaid > 0) parts.push(stillPaidWords(stillPaid));
  return parts.join(' ');
}

/** Refusals with the same reason together, most frequent first: what the list shows. */
export function byReason(refused: readonly Refusal[]): { reason: string; names: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { name, problem } of refused) {
    const names = groups.get(problem.message);
    if (names === undefined) groups.set(problem.message, [name]);
    else names.push(name);
  }
  return [...groups].map(([reason, names]) => ({ reason, names })).sort((a, b) => b.names.length - a.names.length);
}
