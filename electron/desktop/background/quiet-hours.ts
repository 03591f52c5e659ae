/** Hours of the wall clock in which nothing is said. Pure. */
import type { WatchingPreference } from '../../contract/preferences.ts';

type QuietHours = WatchingPreference['quietHours'];

const MINUTE = 60_000;

/** Milliseconds from `now` (ms since 1970) until it is no longer quiet; 0: it is not quiet now. Local time, clock changes included. */
export function quietFor(hours: QuietHours, now: number): number {
  if (hours === null || hours.from === hours.to) return 0;
  const date = new Date(now);
  const minute = date.getHours() * 60 + date.getMinutes();
  const overnight = hours.from > hours.to;
  const inside = overnight ? minute >= hours.from || minute < hours.to : minute >= hours.from && minute < hours.to;
  if (!inside) return 0;
  const days = overnight && minute >= hours.from ? 1 : 0;
  const end = new Date(date.getFullYear(), date.getMonth(), date.getDate() + days, 0, hours.to).getTime();
  return Math.max(MINUTE, end - now);
}
