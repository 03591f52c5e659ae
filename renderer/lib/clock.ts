/** Times of the wall clock as time fields write them. Pure. */

/** Minutes since midnight, "07:30". */
export function minuteText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** And back; null where it is no time. */
export function readMinute(text: string): number | null {
  const parts = /^(\d{2}):(\d{2})$/.exec(text);
  if (parts === null) return null;
  const minute = Number(parts[1]) * 60 + Number(parts[2]);
  return minute < 24 * 60 ? minute : null;
}
