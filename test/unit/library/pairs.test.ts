/** RAW and JPEG of one shot. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCameraTime } from '../../../electron/contract/camera-time.ts';
import { byShot, choosePair, pairUp, shotKey, shotPrefix, type ShotFile } from '../../../electron/library/pairs.ts';

const jpeg = { format: 'jpeg', isTaken: false } as const;
const raw = { format: 'raw', isTaken: false } as const;
const taken = <T extends object>(sibling: T) => ({ ...sibling, isTaken: true });

describe('a shot', () => {
  it('is known by folder and name', () => {
    expect(shotPrefix('day/IMG_1.CR3')).toBe(shotPrefix('day/IMG_1.JPG'));
    expect(shotPrefix('day/IMG_1.CR3')).not.toBe(shotPrefix('IMG_1.JPG'));
    expect(shotPrefix('IMG_1.edit.jpg')).not.toBe(shotPrefix('IMG_1.jpg'));
    expect(shotPrefix('a.b/IMG_1')).toBe('a.b/IMG_1.');
    expect(shotKey('Day/IMG_1.cr3')).toBe(shotKey('day/img_1.JPG'));
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

const file = (path: string, more: Partial<ShotFile> = {}): ShotFile => ({
  path,
  format: /jpe?g$/i.test(path) ? 'jpeg' : /tif$/.test(path) ? 'tiff' : 'raw',
  takenAt: null,
  hasWork: false,
  canStand: true,
  ...more,
});
const pairs = (files: readonly ShotFile[], preferred: 'jpeg' | 'raw' | 'both' = 'jpeg') => [...pairUp(files, preferred)];
const at = (text: string) => ({ takenAt: readCameraTime(text) });

describe('files that are added together', () => {
  it('belong to the one that is preferred', () => {
    const shot = [file('/a/IMG_1.CR3'), file('/a/img_1.jpg'), file('/a/IMG_2.JPG'), file('/b/IMG_2.CR3')];
    expect(pairs(shot)).toEqual([['/a/IMG_1.CR3', '/a/img_1.jpg']]);
    expect(pairs(shot, 'raw')).toEqual([['/a/img_1.jpg', '/a/IMG_1.CR3']]);
    expect(pairs(shot, 'both')).toEqual([]);
  });

  it('belong together only where they were taken at the same moment, by the clock on the wall', () => {
    const raw = file('/IMG_1.CR3', at('2026:03:29 02:30:00'));
    expect(pairs([raw, file('/IMG_1.JPG', at('2026-03-29T02:30:02+02:00'))])).toHaveLength(1);
    expect(pairs([raw, file('/IMG_1.JPG', at('2026-03-29T02:30:02.100'))])).toEqual([]);
    expect(pairs([raw, file('/IMG_1.JPG', at('2024-03-29T02:30:00'))])).toEqual([]);
    expect(pairs([raw, file('/IMG_1.JPG')])).toHaveLength(1);
  });

  it('belong to the one that was developed, whatever is preferred', () => {
    const developed = file('/IMG_1.CR3', { hasWork: true });
    expect(pairs([developed, file('/IMG_1.JPG')])).toEqual([['/IMG_1.JPG', '/IMG_1.CR3']]);
    expect(pairs([developed, file('/IMG_1.JPG', { hasWork: true })])).toEqual([['/IMG_1.CR3', '/IMG_1.JPG']]);
    expect(pairs([file('/IMG_1.CR3'), file('/IMG_1.JPG', { hasWork: true })], 'raw')).toEqual([['/IMG_1.CR3', '/IMG_1.JPG']]);
  });

  it('never belong to one that cannot be opened, nor to another format', () => {
    const later = file('/IMG_1.CR3', { canStand: false });
    expect(pairs([later, file('/IMG_1.JPG')])).toEqual([['/IMG_1.CR3', '/IMG_1.JPG']]);
    expect(pairs([later, file('/IMG_1.JPG')], 'raw')).toEqual([]);
    expect(pairs([file('/IMG_1.CR3'), file('/IMG_1.tif')])).toEqual([]);
  });

  it('are several of one shot', () => {
    const shot = [file('/IMG_1.CR3'), file('/IMG_1.DNG'), file('/IMG_1.JPG')];
    expect(pairs(shot)).toEqual([
      ['/IMG_1.CR3', '/IMG_1.JPG'],
      ['/IMG_1.DNG', '/IMG_1.JPG'],
    ]);
    expect(pairs([file('/IMG_1.CR3', { hasWork: true }), ...shot.slice(1)])).toContainEqual(['/IMG_1.JPG', '/IMG_1.CR3']);
  });

  it('of each shot leave one that stands for itself, and belong to nobody who belongs to another', () => {
    const any = fc
      .record({
        stem: fc.constantFrom('/a', '/A', '/b'),
        kind: fc.constantFrom('JPG', 'jpeg', 'CR3', 'DNG', 'tif'),
        second: fc.option(fc.nat(5)),
        hasWork: fc.boolean(),
        canStand: fc.boolean(),
      })
      .map(({ stem, kind, second, hasWork, canStand }) =>
        file(`${stem}.${kind}`, {
          ...(second === null ? {} : at(`2026:01:01 00:00:0${String(second)}`)),
          ...{ hasWork, canStand: canStand || kind !== 'CR3' },
        }),
      );
    fc.assert(
      fc.property(
        fc.uniqueArray(any, { selector: ({ path }) => path }),
        fc.constantFrom('jpeg', 'raw', 'both'),
        (files, preferred) => {
          const leaders = pairUp(files, preferred);
          for (const [path, leader] of leaders) {
            expect(leaders.has(leader)).toBe(false);
            expect(shotKey(path)).toBe(shotKey(leader));
            expect(files.find((one) => one.path === leader)?.canStand).toBe(true);
          }
        },
      ),
    );
  });

  it('lie together, and the others keep their order', () => {
    expect(byShot(['/c.jpg', '/IMG_1.CR3', '/b.jpg', '/img_1.JPG'])).toEqual([
      ['/c.jpg'],
      ['/IMG_1.CR3', '/img_1.JPG'],
      ['/b.jpg'],
    ]);
  });
});
