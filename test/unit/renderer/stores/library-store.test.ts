/** The library's cache: what is derived stays true to what main told, and is not worked out again for nothing. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { photoIdSchema, resultIdSchema } from '../../../../electron/contract/ids.ts';
import { ROWS_HELD } from '../../../../electron/contract/view.ts';
import { useLibrary } from '../../../../renderer/stores/library-store.ts';
import { DAY, noIntake, photo, result } from '../gallery/samples.ts';

const library = () => useLibrary.getState();
beforeEach(() => {
  useLibrary.setState(useLibrary.getInitialState(), true);
});

describe('what is held of photos', () => {
  it('is what was asked for last, and no more than a bounded number', () => {
    const many = Array.from({ length: ROWS_HELD + 5 }, (_, index) => photo(index + 1));
    library().hold(many.slice(0, 10));
    library().hold(many.slice(10, ROWS_HELD));
    library().hold([photo(1)]);
    library().hold(many.slice(ROWS_HELD));
    expect(library().photos.size).toBe(ROWS_HELD);
    expect(library().photos.has(photoIdSchema.parse(1))).toBe(true);
    expect([2, 3, 4, 5, 6].some((id) => library().photos.has(photoIdSchema.parse(id)))).toBe(false);
  });

  it('follows main, and what is not held stays so', () => {
    library().hold([photo(1), photo(2)]);
    library().apply({ photos: [photo(2, { missing: true }), photo(3)], photosRemoved: [photoIdSchema.parse(1)] });
    expect([...library().photos.values()].map(({ id, missing }) => [id, missing])).toEqual([[2, true]]);
  });

  it('is asked for again after a gap in what main told', () => {
    library().hold([photo(1)]);
    library().replace({ results: [], intake: noIntake });
    expect(library().photos.size).toBe(0);
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
        library().replace({ results: start, intake: noIntake });
        for (const { results, gone } of changes) {
          library().apply({ results, resultsRemoved: gone.map((id) => resultIdSchema.parse(id)) });
        }
        const told = library();
        library().replace({ results: [...told.results.values()], intake: noIntake });
        expect(told.resultsByPhoto).toEqual(library().resultsByPhoto);
      }),
    );
  });
});
