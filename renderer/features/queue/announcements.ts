/** What a screen reader hears of the queue: money and pauses at once, the rest politely. */
import type { QueueSummary } from '../../../electron/contract/job.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { heldTitle } from './held-words.ts';
import { pauseSpoken } from './pause-words.ts';

export interface Announcement {
  readonly text: string;
  readonly urgent: boolean;
}

function pauseChange(before: QueueSummary, after: QueueSummary): Announcement | null {
  const was = before.pause;
  const now = after.pause;
  if (now === null) return was === null ? null : { text: 'The queue goes on', urgent: false };
  if (was !== null && was.by === now.by && was.problem?.code === now.problem?.code) return null;
  return { text: pauseSpoken(now), urgent: now.by !== 'user' };
}

/** What is worth saying about a change of the queue; null: nothing. What costs money goes before what does not. */
export function queueAnnouncement(before: QueueSummary, after: QueueSummary): Announcement | null {
  if (after.unsure > before.unsure) {
    const count = after.unsure;
    const text = `${formatCount(count)} maybe charged. Sent, but no answer came. ${count === 1 ? 'It waits' : 'They wait'} for your decision`;
    return { text, urgent: true };
  }
  const pause = pauseChange(before, after);
  if (pause !== null) return pause;
  const fresh = after.held.find(({ id }) => !before.held.some((known) => known.id === id));
  if (fresh !== undefined) return { text: heldTitle(fresh), urgent: false };
  if (after.failed > before.failed) return { text: `${formatCount(after.failed)} failed`, urgent: false };
  const worked = before.running + before.waiting > 0;
  if (worked && after.running + after.waiting === 0 && after.runDone > 0) {
    return { text: `${plural(after.runDone, 'photo')} developed`, urgent: false };
  }
  return null;
}
