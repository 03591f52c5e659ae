/** Numbers, times and names as the user reads them: one way everywhere. */

import { dollars } from '../../electron/contract/dollars.ts';

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A price not yet paid: "about $0.96". */
export function formatAbout(usd: number): string {
  return `about ${dollars(usd)}`;
}

/** "50 s", "2 min", "3 h 30 min" from milliseconds; anything above nothing is at least a second. */
export function formatDuration(ms: number): string {
  const seconds = ms <= 0 ? 0 : Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return `${String(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min`;
  const rest = minutes % 60;
  const hours = counts.format(Math.floor(minutes / 60));
  return rest === 0 ? `${hours} h` : `${hours} h ${String(rest)} min`;
}

/** "1,240". */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** "480 KB", "12.4 MB"; decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const shown = unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1);
  return `${shown} ${units[unit] ?? 'TB'}`;
}

/** "6048 × 4032". Pixels. */
export function formatDimensions(width: number, height: number): string {
  return `${String(width)} × ${String(height)}`;
}

/** "14:11" in local time. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** "Today 14:11", "Yesterday 14:11", "13 Nov", "13 Nov 2024". Both in ms since 1970. */
export function formatWhen(ms: number, now: number): string {
  const days = daysBetween(ms, now);
  if (days === 0) return `Today ${formatTime(ms)}`;
  if (days === 1) return `Yesterday ${formatTime(ms)}`;
  const date = new Date(ms);
  const day = `${String(date.getDate())} ${months[date.getMonth()] ?? ''}`;
  return date.getFullYear() === new Date(now).getFullYear() ? day : `${day} ${String(date.getFullYear())}`;
}

/** "just now", "8 s ago", "2 min ago", "3 h ago", then the day. Both in ms since 1970. */
export function formatAgo(ms: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - ms) / 1000));
  if (seconds < 3) return 'just now';
  if (seconds < 60) return `${String(seconds)} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${String(hours)} h ago` : formatWhen(ms, now);
}

/** How much of a day is said: "Saturday 14 November 2026", "Sat 14 Nov 2026", "14 Nov 2026", "14 Nov". */
export type DayForm = 'whole' | 'middle' | 'short' | 'least';

/** "Saturday 14 November", with the year where it is not this one. `day`: "2026-11-14"; `now` in ms since 1970. */
export function formatDay(day: string, now: number, form: DayForm = 'whole'): string {
  const date = new Date(`${day}T00:00:00Z`); // a day of the calendar, wherever: UTC knows no other
  const words = (options: Intl.DateTimeFormatOptions): string =>
    date.toLocaleDateString('en-GB', { ...options, timeZone: 'UTC' });
  const weekday =
    form === 'whole' ? `${words({ weekday: 'long' })} ` : form === 'middle' ? `${words({ weekday: 'short' })} ` : '';
  const month = form === 'whole' ? words({ month: 'long' }) : (months[date.getUTCMonth()] ?? '');
  const written = `${weekday}${String(date.getUTCDate())} ${month}`;
  const year = date.getUTCFullYear();
  return year === new Date(now).getFullYear() || form === 'least' ? written : `${written} ${String(year)}`;
}

/** "November 2026", "Nov 2026". `month`: "2026-11", or a day in it. */
export function formatMonth(month: string, form: 'whole' | 'short' = 'whole'): string {
  const date = new Date(`${month.slice(0, 7)}-01T00:00:00Z`); // as above
  const name =
    form === 'whole' ? date.toLocaleDateString('en-GB', { month: 'long', timeZone: 'UTC' }) : months[date.getUTCMonth()];
  return `${name ?? ''} ${String(date.getUTCFullYear())}`;
}

/** Cuts a long name in the middle, so that its start, its number and its ending stay: "DSC_41…-golden-1.jpg". */
export function middleCut(name: string, max: number): string {
  const letters = Array.from(name);
  if (letters.length <= max) return name;
  if (max <= 1) return '…';
  const tail = Math.ceil((max - 1) * 0.6);
  const head = max - 1 - tail;
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - tail).join('')}`;
}

/** "1 photo", "1,240 photos"; `many` where the plural is not the word with an s. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** The name without its ending: "DSC_4127". Names that are only an ending keep it. */
export function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Whole calendar days from `ms` to `now`, in local time; the same day is 0. */
function daysBetween(ms: number, now: number): number {
  const midnight = (time: number): number => new Date(time).setHours(0, 0, 0, 0);
  // A day with a clock change has 23 or 25 hours.
  return Math.round((midnight(now) - midnight(ms)) / 86_400_000);
}

/** "2 are already sent and will still be paid." */
export function stillPaidWords(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'is' : 'are'} already sent and will still be paid.`;
}
