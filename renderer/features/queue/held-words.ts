/** What is passed over while the queue goes on, in words, and the one button that helps. */
import type { Held } from '../../../electron/contract/job.ts';
import { formatAbout, formatDuration, plural } from '../../lib/format.ts';
import { holdWords } from './job-words.ts';

export type HeldAction = 'try-now' | 'open-budget' | 'develop-left-over';

/** "3 photos wait for the folder “Coast / Darkslide”". */
export function heldTitle(held: Held): string {
  if (held.scope === 'left-over') {
    return `${plural(held.count, 'photo')} ${held.count === 1 ? 'was' : 'were'} left over`;
  }
  return `${plural(held.count, 'photo')} ${held.count === 1 ? 'waits' : 'wait'} for ${holdWords(held)}`;
}

/** Why, what is paid already, and how it goes on. */
export function heldNote(held: Held, now: number): string {
  const parts = held.problem === null ? [] : [held.problem.message];
  if (held.paid > 0) parts.push(`${plural(held.paid, 'result')} ${held.paid === 1 ? 'is' : 'are'} paid and safe.`);
  if (held.usd > 0 && held.scope !== 'left-over')
    parts.push(
      `${held.count - held.paid === 1 ? 'It costs' : 'They cost'} ${formatAbout(held.usd)} when ${held.count - held.paid === 1 ? 'it goes' : 'they go'} out.`,
    );
  const again = held.scope === 'folder' || held.scope === 'source' ? 'Looked at again' : 'Goes on';
  if (held.until !== null) parts.push(`${again} by itself in ${formatDuration(Math.max(1000, held.until - now))}.`);
  return parts.join(' ');
}

/** The one button. */
export function heldStep(held: Held): { readonly action: HeldAction; readonly label: string } {
  switch (held.scope) {
    case 'folder':
    case 'source':
    case 'rule':
      return { action: 'try-now', label: 'Try now' };
    case 'schedule':
      return { action: 'try-now', label: 'Send now' };
    case 'account':
      return { action: 'open-budget', label: 'Change the budget' };
    case 'left-over':
      return { action: 'develop-left-over', label: held.usd > 0 ? `Develop (${formatAbout(held.usd)})` : 'Develop' };
  }
}

/** How many photos are passed over. */
export function heldCount(held: readonly Held[]): number {
  return held.reduce((sum, each) => sum + each.count, 0);
}
