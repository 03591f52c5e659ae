/** Views: what they are of, in which order and groups, whatever the clock and the letters. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCameraTime } from '../../../../electron/contract/camera-time.ts';
import type { ViewQuery } from '../../../../electron/contract/view.ts';
import { folderKeyOf } from '../../../../electron/library/labels.ts';
import { fold, wordsOf } from '../../../../electron/contract/search.ts';
import { countingKey } from '../../../../electron/library/views/counting-key.ts';
import { heldOf, overviewAnswer, viewAnswer } from '../../../helpers/held-library.ts';
import { inZone, zones } from '../../../helpers/zone.ts';
import { DAY, photo, result, shot } from '../../renderer/gallery/samples.ts';

const whole: ViewQuery = { source: { kind: 'all' }, sort: 'taken', reversed: true, group: 'day' };
const ids = (query: Partial<ViewQuery>, ...given: Parameters<typeof heldOf>): number[] => [
  ...viewAnswer({ ...whole, ...query }, ...given).ids,
];

describe('the order of photos', () => {
  it('is the newest day first, in time order within a day, then by name as people count', () => {
    const photos = [
      photo(1, { takenAt: shot(90), name: 'IMG_10.jpg' }),
      photo(2, { takenAt: shot(90), name: 'IMG_9.jpg' }),
      photo(3, { takenAt: shot(30) }),
      photo(4, { takenAt: readCameraTime('2026:11:15 00:00:01') }),
      photo(5, { takenAt: readCameraTime('2025:11:15 00:00:01') }),
    ];
    expect(ids({}, photos)).toEqual([4, 3, 2, 1, 5]);
    expect(ids({ reversed: false }, photos)).toEqual([5, 3, 2, 1, 4]);
  });

  it('is the same in every zone, and takes the clock of this computer only for files without a capture time', () => {
    const time = (text: string) => readCameraTime(text);
    const nightOfChange = [
      photo(1, { takenAt: time('2026:03:29 01:59:00') }),
      photo(2, { takenAt: time('2026:03:29 02:30:00') }),
      photo(3, { takenAt: time('2026-03-29T03:10:00+02:00') }),
      photo(4, { takenAt: time('2026-03-28T23:59:59.900-10:00') }),
      photo(5, { takenAt: null, modifiedAt: Date.UTC(2026, 2, 29, 12) }),
    ];
    const seen = zones.map((zone) => inZone(zone, () => viewAnswer(whole, nightOfChange)));
    // 12:00 UTC is the next day already on Kiritimati
    expect(seen.map((view) => [...view.ids])).toEqual([
      [1, 2, 3, 5, 4],
      [1, 2, 3, 5, 4],
      [5, 1, 2, 3, 4],
      [1, 2, 3, 5, 4],
      [1, 2, 3, 5, 4],
    ]);
    expect(seen[0]?.groups).toEqual(['2026-03-29', '2026-03-28']);
    expect([...(seen[0]?.starts ?? [])]).toEqual([0, 4]);
  });

  it('can be by name, by when it was added and by size', () => {
    const photos = [
      photo(1, { name: 'b10.jpg', addedAt: DAY + 2, bytes: 5 }),
      photo(2, { name: 'B9.jpg', addedAt: DAY + 3, bytes: 1 }),
      photo(3, { name: 'äpfel.jpg', addedAt: DAY + 1, bytes: 9 }),
    ];
    expect(ids({ sort: 'name', reversed: false }, photos)).toEqual([3, 2, 1]);
    expect(ids({ sort: 'added', reversed: true }, photos)).toEqual([2, 1, 3]);
    expect(ids({ sort: 'size', reversed: false }, photos)).toEqual([2, 1, 3]);
    expect(viewAnswer({ ...whole, sort: 'size' }, photos).groups).toEqual(['']);
  });
});

describe('groups', () => {
  it('hold every photo once and in the order of the view, whatever is grouped by', () => {
    const some = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 400 }),
        day: fc.integer({ min: 0, max: 40 }),
        folder: fc.integer({ min: 0, max: 3 }),
      }),
      { selector: ({ id }) => id, maxLength: 60 },
    );
    fc.assert(
      fc.property(some, fc.constantFrom('day', 'month', 'folder', 'none'), (list, group) => {
        const photos = list.map(({ id, day, folder }) =>
          photo(id, {
            takenAt: readCameraTime(new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 19)),
            folder: `Trip / ${String(folder)}`,
          }),
        );
        const view = viewAnswer({ ...whole, group }, photos);
        expect([...view.ids].sort((a, b) => a - b)).toEqual(photos.map(({ id }) => id).sort((a, b) => a - b));
        expect(view.starts.length).toBe(view.groups.length);
        expect([...view.starts]).toEqual([...new Set(view.starts)].sort((a, b) => a - b));
        expect(new Set(view.groups).size).toBe(view.groups.length);
        expect(view.starts[0] ?? 0).toBe(0);
      }),
    );
  });
});

describe('what a view is of', () => {
  const photos = [
    photo(1, { folder: 'Trip / Coast', name: 'Straße am Übersee.jpg' }),
    photo(2, { folder: 'Trip / Coast', format: 'raw', missing: true }),
    photo(3, { folder: 'Trip / Town' }),
    photo(4, { folder: 'Coast', takenAt: readCameraTime('2025:01:02 10:00:00') }),
  ];
  const results = [result(7, 3, { recipe: 'Golden évening' })];

  it.each<[string, Partial<ViewQuery>, number[]]>([
    ['a folder', { source: { kind: 'folder', folder: folderKeyOf('/Trip/Coast'), subfolders: false } }, [1, 2]],
    ['a folder with what is below it', { source: { kind: 'folder', folder: folderKeyOf('/Coast'), subfolders: true } }, [4]],
    ['a folder that holds no photo any more', { source: { kind: 'folder', folder: folderKeyOf('/gone'), subfolders: true } }, []],
    ['results', { source: { kind: 'results' } }, [3]],
    ['results of later', { source: { kind: 'results', since: DAY + 8 } }, []],
    ['words without case and accents', { text: 'strasse UBERSEE' }, [1]],
    ['words of folder and name', { text: 'town dsc' }, [3]],
    ['words of a recipe', { text: 'evening' }, [3]],
    ['words that are nowhere', { text: 'evening coast' }, []],
    ['a format', { formats: ['raw'] }, [2]],
    ['what is missing', { missing: true }, [2]],
    ['what was developed', { developed: true }, [3]],
    ['what was not', { developed: false, missing: false }, [1, 4]],
    ['days', { from: '2025-01-01', to: '2025-12-31' }, [4]],
  ])('%s', (_, query, expected) => {
    expect(ids(query, photos, results)).toEqual(expected);
  });

  it('is counted by folder, with what is below', () => {
    const nested = [
      photo(1, { folder: 'A' }),
      photo(2, { folder: 'A / B' }),
      photo(3, { folder: 'A / B' }),
      photo(4, { folder: 'AB' }),
    ];
    const { total, folders } = overviewAnswer(nested);
    expect(total).toBe(4);
    expect(folders.map(({ label, count, countBelow }) => [label, count, countBelow])).toEqual([
      ['A', 1, 3],
      ['A / B', 2, 2],
      ['AB', 1, 1],
    ]);
  });
});

describe('texts', () => {
  it('are the same without case and accents, composed or not', () => {
    expect(fold('Übersée'.normalize('NFC'))).toBe(fold('u\u0308BERSEE\u0301'.toLowerCase()));
    expect(wordsOf('  Größe  ÇA ')).toEqual(['grosse', 'ca']);
  });
  it('sort numbers by their value', () => {
    const names = ['IMG_10', 'IMG_9', 'img_009b', 'IMG_100000000000000000'];
    expect([...names].sort((a, b) => (countingKey(a) < countingKey(b) ? -1 : 1))).toEqual([
      'IMG_9',
      'img_009b',
      'IMG_10',
      'IMG_100000000000000000',
    ]);
  });
});
