/** This process in another time zone, for as long as something is asked. */

/** What `work` gives while the computer's zone is this one. Node takes a change of TZ at once; that it did is made sure of by the zone's name. */
export function inZone<T>(zone: string, work: () => T): T {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    const now = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (now !== zone) throw new Error(`The zone is ${now} and not ${zone}`);
    return work();
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
}

/** West and east of Greenwich, with and without summer time, and the first to see a day. */
export const zones = ['UTC', 'America/New_York', 'Pacific/Kiritimati', 'Asia/Tokyo', 'Europe/Berlin'] as const;
