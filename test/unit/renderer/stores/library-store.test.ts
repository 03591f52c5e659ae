/** The library's cache: what is derived stays true to what main told, and is not worked out again for nothing. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { photoIdSchema, resultIdSchema } from '../../../../electron/contract/ids.ts';
import { useLibrary } from '../../../../renderer/stores/library-store.ts';
import { DAY, photo, result } from '../gallery/samples.ts';

const library = () => useLibrary.getState();
beforeEach(() => {
  useLibrary.setState(useLibrary.getInitialState(), true);
});

describe('the order of photos', () => {
  const order = () => library().order.map(Number);

  it('stays as it is when photos are only marked', () => {
    library().replace({ photos: [1, 2, 3].map((id) => photo(id)), results: [] });
    const before = library().order;
    library().apply({ photos: [photo(2, { missing: true }), photo(3, { version: '2' })] });
    expect(library().order).toBe(before);
    expect(library().photos.get(photoIdSchema.parse(2))?.missing).toBe(true);
  });

  it('follows a photo that comes, goes, or gets another time or name', () => {
    library().replace({ photos: [1, 2, 3].map((id) => photo(id)), results: [] });
    library().apply({ photos: [photo(4, { takenAt: DAY + 90_000 })] });
    expect(order()).toEqual([1, 4, 2, 3]);
    library().apply({ photosRemoved: [photoIdSchema.parse(1)] });
    expect(order()).toEqual([4, 2, 3]);
    library().apply({ photos: [photo(3, { takenAt: DAY })] });
    expect(order()).toEqual([3, 4, 2]);
    library().apply({ photos: [photo(2, { takenAt: DAY + 90_000, name: 'A.jpg' })] });
    expect(order()).toEqual([3, 2, 4]);
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
        library().replace({ photos: [], results: start });
        for (const { results, gone } of changes) {
          library().apply({ results, resultsRemoved: gone.map((id) => resultIdSchema.parse(id)) });
        }
        const told = library();
        library().replace({ photos: [], results: [...told.results.values()] });
        expect(told.resultsByPhoto).toEqual(library().resultsByPhoto);
      }),
    );
  });
});
