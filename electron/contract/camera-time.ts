/**
 * Camera time: what the clock in the camera showed, with the offset from UTC where the file says it. It is a wall clock and never an
 * instant: nothing here knows the time zone of this computer, so that a photo has the same day and the same name everywhere, and a time
 * that this computer's zone skips (02:30 in the night the clocks go forward) stays as it was written. Pure.
 */
import { z } from 'zod';

/** A wall clock, "2026-11-05T14:30:15" or "2026-11-05T14:30:15.250". Texts of this form sort by time. */
const WALL = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?`;

/** A wall clock without an offset. */
export const wallTimeSchema = z
  .string()
  .regex(new RegExp(`^${WALL}$`))
  .brand<'WallTime'>();
export type WallTime = z.infer<typeof wallTimeSchema>;

/** A wall clock, with its offset from UTC where it is known: "2026-11-05T14:30:15+09:00". */
export const cameraTimeSchema = z
  .string()
  .regex(new RegExp(`^${WALL}(?:[+-]\\d{2}:\\d{2})?$`))
  .brand<'CameraTime'>();
export type CameraTime = z.infer<typeof cameraTimeSchema>;

/** No photograph is older. */
const FIRST_YEAR = 1826;
/**
 * Days on which clocks begin that were never set or lost their battery; 31 December 1969 is the first one as seen from the west of Greenwich.
 * What is dated so says nothing.
 */
const UNSET_DAYS: ReadonlySet<string> = new Set(['1904-01-01', '1969-12-31', '1970-01-01', '1980-01-01']);
/** The widest offset in use is 14 hours. */
const MOST_OFFSET_MINUTES = 14 * 60;

/**
 * Day, time, fraction, offset, as EXIF ("2026:11:05 14:30:15"), XMP ("2026-11-05T14:30:15.25Z") and programs that mix the two write them.
 * XMP allows a time without seconds, and a day alone.
 */
const WRITTEN =
  /^(\d{4})[:\-/.](\d{2})[:\-/.](\d{2})(?:[T ]+(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Reads a time as a file writes it. The wall clock stays as written whatever its offset says.
 * @param fraction - digits behind the second that stand in a field of their own
 * @param offset - "+09:00" in a field of its own; what is no offset is left out
 * @returns null: no such day or hour, or a clock that was never set
 */
export function readCameraTime(written: string, fraction: string | null = null, offset: string | null = null): CameraTime | null {
  const match = WRITTEN.exec(written.trim());
  if (match === null) return null;
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', own, ownOffset] = match;
  if (!isCalendarDay(Number(year), Number(month), Number(day)) || UNSET_DAYS.has(`${year}-${month}-${day}`)) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}${fractionOf(own ?? fraction)}`;
  return cameraTimeSchema.parse(`${wall}${readOffset(ownOffset ?? offset)}`);
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  const isLeapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return year >= FIRST_YEAR && days !== undefined && day >= 1 && day <= days;
}

/** ".250" for "25"; nothing where there are none, or only zeros: most cameras write them without measuring. */
function fractionOf(digits: string | null): string {
  const whole = /^\d{1,9}$/.exec(digits?.trim() ?? '')?.[0] ?? '';
  const milliseconds = whole.padEnd(3, '0').slice(0, 3);
  return milliseconds === '000' ? '' : `.${milliseconds}`;
}

function readOffset(written: string | null): string {
  const text = written?.trim() ?? '';
  if (text === 'Z') return '+00:00';
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (match === null) return '';
  const [, sign = '+', hours = '', minutes = ''] = match;
  const total = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || total > MOST_OFFSET_MINUTES) return '';
  return `${total === 0 ? '+' : sign}${hours}:${minutes}`;
}

/** The wall clock without its offset: what is sorted, grouped and named by. */
export function wallOf(time: CameraTime): WallTime {
  return time.replace(/[+-]\d{2}:\d{2}$/, '') as WallTime; // by the form of a camera time; sorting asks for many
}

/** "+09:00"; null: the file does not say it. */
export function offsetOf(time: CameraTime): string | null {
  return /[+-]\d{2}:\d{2}$/.exec(time)?.[0] ?? null;
}

/** "2026-11-05": days sort like texts. */
export function dayOf(wall: WallTime): string {
  return wall.slice(0, 10);
}

/** Milliseconds from one wall clock to another, as if both hung in the same place and were never changed. */
export function wallDifference(from: WallTime, to: WallTime): number {
  // UTC has neither zone nor summer time, so that only the calendar counts
  return Date.parse(`${to}Z`) - Date.parse(`${from}Z`);
}
