/** RAW and JPEG of one shot. */
import { describe, expect, it } from 'vitest';
import { choosePair, shotPrefix } from '../../../../electron/watch/rules/pairs.ts';

const jpeg = { format: 'jpeg', isTaken: false } as const;
const raw = { format: 'raw', isTaken: false } as const;
const taken = <T extends object>(sibling: T) => ({ ...sibling, isTaken: true });

describe('a shot', () => {
  it('is known by folder and name', () => {
    expect(shotPrefix('day/IMG_1.CR3')).toBe(shotPrefix('day/IMG_1.JPG'));
    expect(shotPrefix('day/IMG_1.CR3')).not.toBe(shotPrefix('IMG_1.JPG'));
    expect(shotPrefix('IMG_1.edit.jpg')).not.toBe(shotPrefix('IMG_1.jpg'));
    expect(shotPrefix('a.b/IMG_1')).toBe('a.b/IMG_1.');
  });

  it('is one photo: the one that the rule prefers', () => {
    expect(choosePair('jpeg', 'jpeg', [raw], false)).toBe('take');
    expect(choosePair('raw', 'jpeg', [jpeg], false)).toBe('pair');
    expect(choosePair('jpeg', 'raw', [raw], false)).toBe('pair');
    expect(choosePair('raw', 'raw', [jpeg], false)).toBe('take');
    expect(choosePair('raw', 'both', [jpeg], false)).toBe('take');
  });

  it('waits for the preferred one, not for ever', () => {
    expect(choosePair('raw', 'jpeg', [], false)).toBe('wait');
    expect(choosePair('raw', 'jpeg', [], true)).toBe('take');
    expect(choosePair('jpeg', 'raw', [], false)).toBe('wait');
    expect(choosePair('jpeg', 'jpeg', [], false)).toBe('take');
  });

  it('is not paid for twice where the preferred one came too late', () => {
    expect(choosePair('jpeg', 'jpeg', [taken(raw)], false)).toBe('pair');
    expect(choosePair('raw', 'raw', [taken(jpeg)], false)).toBe('pair');
  });

  it('has nothing to do with other formats', () => {
    expect(choosePair('tiff', 'jpeg', [taken(jpeg), raw], false)).toBe('take');
    expect(choosePair('jpeg', 'jpeg', [taken({ format: 'png' as const })], false)).toBe('take');
  });
});
