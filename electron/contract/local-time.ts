/**
 * Instants on the wall clock of this computer: the only place where a moment that a file system or a program noted becomes a time of day
 * to stand beside camera times. Pure but for the computer's time zone.
 */
import { dayOf, wallOf, type CameraTime, type WallTime } from './camera-time.ts';

/** Years of four digits: file systems can hold other ones, which no clock ever showed. ms since 1970. */
const FIRST_MS = Date.UTC(1000, 0, 1);
const LAST_MS = Date.UTC(9999, 11, 30);

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

/** Very many times are written when a library is read, and most of their numbers are these. */
const twoDigits: readonly string[] = Array.from({ length: 60 }, (_, value) => digits(value, 2));
function two(value: number): string {
  return twoDigits[value] ?? digits(value, 2);
}

/** What the clock of this computer showed at an instant; ms since 1970. */
export function localWall(ms: number): WallTime {
  const date = new Date(Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, FIRST_MS), LAST_MS));
  const day = `${digits(date.getFullYear(), 4)}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day}T${time}.${digits(date.getMilliseconds(), 3)}` as WallTime; // of that form by the lines above; parsed it would be slow for large libraries
}

/** The day of an instant by the calendar of this computer, "2026-11-05"; ms since 1970. */
export function localDay(ms: number): string {
  return dayOf(localWall(ms));
}

/**
 * The time a photo is sorted, grouped and named by: the camera's, and where the file has none the moment it was last written, on the clock
 * of this computer. Both are what a clock on the wall showed, so they can stand in one row.
 * @param modifiedMs - ms since 1970
 */
export function timeOfPhoto(takenAt: CameraTime | null, modifiedMs: number): WallTime {
  return takenAt === null ? localWall(modifiedMs) : wallOf(takenAt);
}
