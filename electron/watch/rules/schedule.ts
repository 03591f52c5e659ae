/** When a rule may send: hours of the wall clock and the power supply. Pure; asked again and again, so that a clock that is set does no harm. */
import type { RuleSchedule } from '../../contract/rule.ts';

const MINUTE_MS = 60_000;
const TWO_DAYS_MINUTES = 2 * 24 * 60;

export type Closed = 'hours' | 'battery';

/** Minutes since midnight on the wall clock of this computer. */
export function minuteOfDay(now: number): number {
  const date = new Date(now);
  return date.getHours() * 60 + date.getMinutes();
}

function isInHours({ hours }: RuleSchedule, now: number): boolean {
  if (hours === null || hours.from === hours.to) return true; // from six to six: the whole day
  const minute = minuteOfDay(now);
  return hours.from < hours.to ? minute >= hours.from && minute < hours.to : minute >= hours.from || minute < hours.to; // over midnight
}

/** Why nothing may be sent now; null: it may. */
export function closedBy(schedule: RuleSchedule, now: number, onMains: boolean): Closed | null {
  if (!isInHours(schedule, now)) return 'hours';
  return schedule.mainsOnly && !onMains ? 'battery' : null;
}

/**
 * When the hours open, ms since 1970; null: they are open, or never will be. Found minute by minute on the wall clock, because in the night
 * when the clocks change a day has 23 or 25 hours and some times do not exist.
 */
export function opensAt(schedule: RuleSchedule, now: number): number | null {
  if (isInHours(schedule, now)) return null;
  const start = Math.ceil(now / MINUTE_MS) * MINUTE_MS;
  for (let step = 0; step <= TWO_DAYS_MINUTES; step += 1) {
    const moment = start + step * MINUTE_MS;
    if (isInHours(schedule, moment)) return moment;
  }
  return null;
}
