/** Hours on the wall clock, in nights when it changes too. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closedBy, opensAt } from '../../../../electron/watch/rules/schedule.ts';

const hours = (from: number, to: number) => ({ hours: { from: from * 60, to: to * 60 }, mainsOnly: false });
const at = (text: string): number => new Date(text).getTime();
const clock = (moment: number | null): string | null => (moment === null ? null : new Date(moment).toString().slice(4, 21));

let zone: string | undefined;
beforeEach(() => {
  zone = process.env['TZ'];
  process.env['TZ'] = 'Europe/Berlin';
});
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe('a schedule', () => {
  it('is open within its hours', () => {
    const day = hours(9, 17);
    expect(closedBy(day, at('2026-03-10T08:59:59'), true)).toBe('hours');
    expect(closedBy(day, at('2026-03-10T09:00:00'), true)).toBeNull();
    expect(closedBy(day, at('2026-03-10T16:59:59'), true)).toBeNull();
    expect(closedBy(day, at('2026-03-10T17:00:00'), true)).toBe('hours');
  });

  it('goes over midnight', () => {
    const night = hours(22, 6);
    for (const open of ['2026-03-10T22:00', '2026-03-10T23:59', '2026-03-11T00:00', '2026-03-11T05:59'])
      expect(closedBy(night, at(open), true)).toBeNull();
    for (const closed of ['2026-03-11T06:00', '2026-03-11T21:59']) expect(closedBy(night, at(closed), true)).toBe('hours');
  });

  it('is open all day from six to six, and always without hours', () => {
    expect(closedBy(hours(6, 6), at('2026-03-10T03:00'), true)).toBeNull();
    expect(closedBy({ hours: null, mainsOnly: false }, at('2026-03-10T03:00'), false)).toBeNull();
  });

  it('waits for mains power where it has to', () => {
    const mains = { hours: null, mainsOnly: true };
    expect(closedBy(mains, 0, false)).toBe('battery');
    expect(closedBy(mains, 0, true)).toBeNull();
  });

  it('says when it opens', () => {
    expect(clock(opensAt(hours(9, 17), at('2026-03-10T18:30')))).toBe('Mar 11 2026 09:00');
    expect(clock(opensAt(hours(22, 6), at('2026-03-10T06:00:01')))).toBe('Mar 10 2026 22:00');
    expect(opensAt(hours(9, 17), at('2026-03-10T10:00'))).toBeNull();
  });

  it('is an hour shorter in the night of spring, and opens although its time does not exist', () => {
    // 02:00 becomes 03:00 on March 29
    const night = hours(1, 4);
    expect(at('2026-03-29T04:00') - at('2026-03-29T01:00')).toBe(2 * 3_600_000);
    expect(closedBy(night, at('2026-03-29T01:59:59'), true)).toBeNull();
    expect(closedBy(night, at('2026-03-29T01:59:59') + 1_000, true)).toBeNull();
    expect(closedBy(night, at('2026-03-29T04:00'), true)).toBe('hours');
    const missing = { hours: { from: 150, to: 300 }, mainsOnly: false };
    expect(clock(opensAt(missing, at('2026-03-29T01:30')))).toBe('Mar 29 2026 03:00');
  });

  it('is an hour longer in the night of autumn', () => {
    // 03:00 becomes 02:00 on October 25: half past two comes twice
    const night = hours(1, 4);
    let open = 0;
    for (let moment = at('2026-10-25T00:00'); moment < at('2026-10-25T06:00'); moment += 60_000)
      if (closedBy(night, moment, true) === null) open += 1;
    expect(open).toBe(4 * 60);
  });
});
