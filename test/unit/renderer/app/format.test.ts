/** Words for numbers, times and names. */
import { describe, expect, it } from 'vitest';
import {
  formatAbout,
  formatAgo,
  formatBytes,
  formatCount,
  formatDay,
  formatDimensions,
  formatDuration,
  formatWhen,
  middleCut,
  plural,
  withoutExtension,
} from '../../../../renderer/lib/format.ts';

const now = new Date(2026, 10, 14, 15, 0, 0).getTime();

describe('money', () => {
  it('says about before what is not paid', () => {
    expect(formatAbout(0.96)).toBe('about $0.96');
  });
});

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [200, '1 s'],
    [50_000, '50 s'],
    [89_000, '89 s'],
    [120_000, '2 min'],
    [3_600_000, '1 h'],
    [12_600_000, '3 h 30 min'],
    [3_599_000, '1 h'],
  ])('%d ms is %s', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });
});

describe('when', () => {
  it('names today, yesterday, the day and the year', () => {
    expect(formatWhen(new Date(2026, 10, 14, 14, 11).getTime(), now)).toBe('Today 14:11');
    expect(formatWhen(new Date(2026, 10, 13, 23, 59).getTime(), now)).toBe('Yesterday 23:59');
    expect(formatWhen(new Date(2026, 10, 3).getTime(), now)).toBe('3 Nov');
    expect(formatWhen(new Date(2024, 1, 29).getTime(), now)).toBe('29 Feb 2024');
  });
  it('counts back for a day, then names it', () => {
    expect(formatAgo(now - 1000, now)).toBe('just now');
    expect(formatAgo(now - 8000, now)).toBe('8 s ago');
    expect(formatAgo(now - 125_000, now)).toBe('2 min ago');
    expect(formatAgo(now - 3 * 3_600_000, now)).toBe('3 h ago');
    expect(formatAgo(new Date(2026, 10, 10).getTime(), now)).toBe('10 Nov');
    expect(formatAgo(now + 5000, now)).toBe('just now');
  });
  it('heads a day', () => {
    expect(formatDay('2026-11-14', now)).toBe('Saturday 14 November');
    expect(formatDay('2025-01-01', now)).toBe('Wednesday 1 January 2025');
  });
});

describe('counts, sizes and names', () => {
  it('groups thousands', () => {
    expect(formatCount(104212)).toBe('104,212');
    expect(plural(1, 'photo')).toBe('1 photo');
    expect(plural(1240, 'photo')).toBe('1,240 photos');
    expect(plural(2, 'copy', 'copies')).toBe('2 copies');
  });
  it('shows bytes in decimal units', () => {
    expect(formatBytes(999)).toBe('999 B');
    expect(formatBytes(480_000)).toBe('480 KB');
    expect(formatBytes(12_400_000)).toBe('12.4 MB');
    expect(formatBytes(999_950)).toBe('1.0 MB');
  });
  it('shows pixels with a real multiplication sign', () => {
    expect(formatDimensions(6048, 4032)).toBe('6048 × 4032');
  });
  it('cuts names in the middle and never inside a letter', () => {
    expect(middleCut('DSC_4127.jpg', 20)).toBe('DSC_4127.jpg');
    const cut = middleCut('DSC_4127-golden-evening-1.jpg', 20);
    expect(Array.from(cut)).toHaveLength(20);
    expect(cut).toBe('DSC_412…vening-1.jpg');
    expect(middleCut('🌄🌄🌄🌄🌄🌄', 3)).toBe('…🌄🌄');
  });
  it('takes the ending off', () => {
    expect(withoutExtension('a.b.jpg')).toBe('a.b');
    expect(withoutExtension('.jpg')).toBe('.jpg');
    expect(withoutExtension('none')).toBe('none');
  });
});
