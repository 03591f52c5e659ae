/** Times of cameras: what is read, what is refused, and that no time zone has a say in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cameraTimeSchema,
  dayOf,
  offsetOf,
  readCameraTime,
  wallDifference,
  wallOf,
  wallTimeSchema,
} from '../../../electron/contract/camera-time.ts';
import { localWall, timeOfPhoto } from '../../../electron/contract/local-time.ts';
import { inZone, zones } from '../../helpers/zone.ts';

const wall = (text: string) => wallTimeSchema.parse(text);

describe('a time as a file writes it', () => {
  it.each([
    ['2026:11:05 14:30:15', '2026-11-05T14:30:15'],
    ['2026-11-05T14:30:15', '2026-11-05T14:30:15'],
    ['2026-11-05T14:30:15.25', '2026-11-05T14:30:15.250'],
    ['2026-11-05T14:30:15.000', '2026-11-05T14:30:15'],
    ['2026-11-05T14:30:15Z', '2026-11-05T14:30:15+00:00'],
    ['2026-11-05T14:30:15-00:00', '2026-11-05T14:30:15+00:00'],
    ['2026-11-05T14:30:15.123456-05:30', '2026-11-05T14:30:15.123-05:30'],
    ['2026-11-05T14:30:15+14:00', '2026-11-05T14:30:15+14:00'],
    ['2026-11-05T14:30', '2026-11-05T14:30:00'],
    ['1931-06-14', '1931-06-14T00:00:00'],
    [' 2024:02:29 00:00:00 ', '2024-02-29T00:00:00'],
    ['2000:02:29 23:59:59', '2000-02-29T23:59:59'],
    // The night in which the clocks of Berlin and New York go forward: a camera does not know
    ['2026:03:29 02:30:00', '2026-03-29T02:30:00'],
    ['2026:03:08 02:30:00', '2026-03-08T02:30:00'],
  ])('%s is %s', (written, read) => {
    expect(readCameraTime(written)).toBe(read);
  });

  it.each([
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '2026:13:01 10:00:00',
    '2026:00:10 10:00:00',
    '2026:02:30 10:00:00',
    '2023:02:29 10:00:00',
    '1900:02:29 10:00:00',
    '2026:11:00 10:00:00',
    '2026:11:05 24:00:00',
    '2026:11:05 10:60:00',
    '2026:11:05 10:00:60',
    '1970:01:01 00:00:00',
    '1980:01:01 03:12:44',
    '1904:01:01 00:00:00',
    '1969:12:31 19:00:00',
    '0001:01:01 00:00:00',
    'yesterday',
    '2026',
    '',
  ])('%j is none', (written) => {
    expect(readCameraTime(written)).toBeNull();
  });

  it('takes fraction and offset from fields of their own', () => {
    expect(readCameraTime('2026:11:05 14:30:15', '07', '+09:00')).toBe('2026-11-05T14:30:15.070+09:00');
    expect(readCameraTime('2026:11:05 14:30:15', '   ', '   :  ')).toBe('2026-11-05T14:30:15');
    expect(readCameraTime('2026:11:05 14:30:15', 'x', '+19:00')).toBe('2026-11-05T14:30:15');
    expect(readCameraTime('2026:11:05 14:30:15', null, 'Z')).toBe('2026-11-05T14:30:15+00:00');
  });

  it('is parted into wall clock, day and offset', () => {
    const time = cameraTimeSchema.parse('2026-11-05T14:30:15.250-03:30');
    expect([wallOf(time), offsetOf(time), dayOf(wallOf(time))]).toEqual(['2026-11-05T14:30:15.250', '-03:30', '2026-11-05']);
    expect(offsetOf(cameraTimeSchema.parse('2026-11-05T14:30:15'))).toBeNull();
  });

  it('sorts as a text by its wall clock', () => {
    const times = ['2026-11-05T14:30:15', '2026-11-05T14:30:15.001', '2026-11-05T14:30:16', '2026-12-01T00:00:00'];
    expect([...times].reverse().sort()).toEqual(times);
    expect(wallDifference(wall('2026-11-05T14:30:15'), wall('2026-11-05T14:30:16.500'))).toBe(1500);
    expect(wallDifference(wall('2026-03-29T01:59:59'), wall('2026-03-29T03:00:00'))).toBe(3_601_000);
  });

  it('never throws, and what it reads it would write again', () => {
    const digits = fc.stringMatching(
      /^[0-9]{4}[:/-][0-9]{2}[:/-][0-9]{2}([ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{1,9})?)?$/,
    );
    fc.assert(
      fc.property(fc.oneof(digits, fc.string()), fc.option(fc.string()), fc.option(fc.string()), (written, fraction, offset) => {
        const read = readCameraTime(written, fraction, offset);
        if (read !== null) expect(readCameraTime(read)).toBe(read);
      }),
    );
  });
});

describe('time zones', () => {
  it('have no say in camera times, only in instants', () => {
    const written = [
      '2024:01:01 00:30:00',
      '2026:03:29 02:30:00',
      '2026:03:08 02:30:00',
      '2026:10:25 02:30:00',
      '2026:11:01 01:30:00',
    ];
    const said = zones.map((zone) =>
      inZone(zone, () => {
        const times = written.flatMap((text) => readCameraTime(text, '25', '+09:00') ?? []);
        const walls = times.map((time) => timeOfPhoto(time, 0));
        return { cameras: [times, walls, walls.map(dayOf)], instant: timeOfPhoto(null, Date.UTC(2024, 0, 1, 0, 30)) };
      }),
    );
    expect(new Set(said.map(({ cameras }) => JSON.stringify(cameras))).size).toBe(1);
    expect(said[0]?.cameras[1]?.[1]).toBe('2026-03-29T02:30:00.250');
    expect(said.map(({ instant }) => instant)).toEqual([
      '2024-01-01T00:30:00.000',
      '2023-12-31T19:30:00.000',
      '2024-01-01T14:30:00.000',
      '2024-01-01T09:30:00.000',
      '2024-01-01T01:30:00.000',
    ]);
  });

  it('are no trouble for moments that no clock ever showed', () => {
    for (const ms of [Number.NaN, -1e300, 1e300, -8.64e15, 8.64e15]) expect(localWall(ms)).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('cannot be asked by the rules of camera time', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../electron/contract/camera-time.ts'), 'utf8');
    expect(source).not.toMatch(/new Date|\.(get|set|toLocale)[A-Z]|Intl\.|getTimezone/);
  });
});
