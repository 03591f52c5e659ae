/** The limits of the rule under whose name a job was asked for, and what was charged under each. */
import type { ChargeBook } from '../ledger/charges.ts';
import type { JobRow } from '../ledger/job-row.ts';
import { nextMidnight, type RuleCap } from './budget.ts';

const HOUR_MS = 3_600_000;

/** Those that it has; `now` in ms since 1970. An hour is over when the first charge in it is an hour ago. */
export function ruleCaps(
  { rule, rule_usd: dayUsd, rule_hour_usd: hourUsd, rule_total_usd: totalUsd }: JobRow,
  charges: Pick<ChargeBook, 'ruleSpent'>,
  now: number,
): RuleCap[] {
  if (rule === null) return [];
  const caps: RuleCap[] = [];
  if (dayUsd !== null) {
    const midnight = new Date(now).setHours(0, 0, 0, 0);
    const spentUsd = charges.ruleSpent(rule, midnight).usd;
    caps.push({ window: 'day', allowedUsd: dayUsd, spentUsd, freeAt: nextMidnight(now) });
  }
  if (hourUsd !== null) {
    // A clock that was set back leaves charges in the future: they count, and the wait is never longer than an hour
    const { usd, first } = charges.ruleSpent(rule, now - HOUR_MS + 1);
    caps.push({ window: 'hour', allowedUsd: hourUsd, spentUsd: usd, freeAt: Math.min(first ?? now, now) + HOUR_MS });
  }
  if (totalUsd !== null) {
    caps.push({ window: 'total', allowedUsd: totalUsd, spentUsd: charges.ruleSpent(rule, 0).usd, freeAt: null });
  }
  return caps;
}
