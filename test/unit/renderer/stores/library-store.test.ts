/** The library's cache: what is derived stays true to what main told, and is not worked out again for nothing. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { dayOf, readCameraTime } from '../../../../electron/contract/camera-time.ts';
import { photoIdSchema, resultIdSchema } from '../../../../electron/contract/ids.ts';
import { photoTime, useLibrary } from '../../../../renderer/stores/library-store.ts';
import { inZone, zones } from '../../../helpers/zone.ts';
import { DAY, noIntake, photo, result, shot } from '../gallery/samples.ts';

const library = () => useLibrary.getState();
beforeEach(() => {
  useLibrary.setState(useLibrary.getInitialState(), true);
});

describe('the order of photos', () => {
  const order = () => library().order.map(Number);

  it('stays as it is when photos are only marked', () => {
    library().replace({ photos: [1, 2, 3].map((id) => photo(id)), results: [], intake: noIntake });
    const before = library().order;
    library().apply({ photos: [photo(2, { missing: true }), photo(3, { version: '2' })] });
    expect(library().order).toBe(before);
    expect(library().photos.get(photoIdSchema.parse(2))?.missing).toBe(true);
  });

  it('follows a photo that comes, goes, or gets another time or name', () => {
    library().replace({ photos: [1, 2, 3].map((id) => photo(id)), results: [], intake: noIntake });
    library().apply({ photos: [photo(4, { takenAt: shot(90) })] });
    expect(order()).toEqual([1, 4, 2, 3]);
    library().apply({ photosRemoved: [photoIdSchema.parse(1)] });
    expect(order()).toEqual([4, 2, 3]);
    library().apply({ photos: [photo(3, { takenAt: shot(0) })] });
    expect(order()).toEqual([3, 4, 2]);
    library().apply({ photos: [photo(2, { takenAt: shot(90), name: 'A.jpg' })] });
    expect(order()).toEqual([3, 2, 4]);
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
    const seen = zones.map((zone) =>
      inZone(zone, () => {
        library().replace({ photos: nightOfChange, results: [], intake: noIntake });
        const { photos } = library();
        return { order: order(), days: [...photos.values()].map((one) => dayOf(photoTime(one))) };
      }),
    );
    // 12:00 UTC is the next day already on Kiritimati
    expect(seen.map((one) => one.order)).toEqual([
      [1, 2, 3, 5, 4],
      [1, 2, 3, 5, 4],
      [5, 1, 2, 3, 4],
      [1, 2, 3, 5, 4],
      [1, 2, 3, 5, 4],
    ]);
    expect(new Set(seen.map(({ days }) => days.slice(0, 4).join())).size).toBe(1);
    expect(seen[0]?.days).toEqual(['2026-03-29', '2026-03-29', '2026-03-29', '2026-03-28', '2026-03-29']);
  });
});

describe('the results of each photo', () => {
  it('are those of a new grouping, whatever came, changed or went', () => {
    const anyResult = fc
      .record({
        id: fc.integer({ min: 1, max: 12 }),
        photoId: fc.integer({ min: 1, max: 4 }),
        late: fc.nat(3),
        alone: fc.boolean(),
      })
      .map(({ id, photoId, late, alone }) => result(id, photoId, { createdAt: DAY + late, ...(alone ? { photoId: null } : {}) }));
    const change = fc.record({ results: fc.array(anyResult, { maxLength: 3 }), gone: fc.array(fc.integer({ min: 1, max: 12 })) });
    fc.assert(
      fc.property(fc.uniqueArray(anyResult, { selector: ({ id }) => id }), fc.array(change), (start, changes) => {
        library().replace({ photos: [], results: start, intake: noIntake });
        for (const { results, gone } of changes) {
          library().apply({ results, resultsRemoved: gone.map((id) => resultIdSchema.parse(id)) });
        }
        const told = library();
        library().replace({ photos: [], results: [...told.results.values()], intake: noIntake });
        expect(told.resultsByPhoto).toEqual(library().resultsByPhoto);
      }),
    );
  });
});
