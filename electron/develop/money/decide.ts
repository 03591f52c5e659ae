/** A person's word on a job that may have been charged, written into the ledger. */
import { problem } from '../../contract/errors.ts';
import type { Decision } from '../../contract/job.ts';
import type { JobEvent } from '../ledger/job.ts';
import type { JobFacts, JobRow } from '../ledger/job-row.ts';

const words: Record<Decision, string> = {
  again: 'To be sent again.',
  'again-v2': 'To be sent again, by number.',
  charged: 'Counted as charged.',
  'not-charged': 'Counted as not charged.',
  drop: 'Let go; it may have been charged.',
};

/**
 * What to apply for a decision. `again-v2` sends under a number, so that a lost connection is no doubt any more. `charged` books the expected price. `drop` ends the job without a booking: it stays "maybe charged",
 * is not asked about again, and today's budget goes on counting it.
 */
export function decisionOn(row: JobRow, decision: Decision): { readonly event: JobEvent; readonly facts: JobFacts } {
  return {
    event: { type: 'decide', decision, problem: problem('no-answer', words[decision]) },
    facts: decision === 'charged' ? { costUsd: row.price_usd } : decision === 'again-v2' ? { transport: 'v2' } : {},
  };
}
