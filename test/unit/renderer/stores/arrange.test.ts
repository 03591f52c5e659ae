/** Which photos are shown, in which order and groups. */
import { describe, expect, it } from 'vitest';
import { readCameraTime } from '../../../../electron/contract/camera-time.ts';
import { photoIdSchema, type ResultId } from '../../../../electron/contract/ids.ts';
import type { Photo, Result } from '../../../../electron/contract/photo.ts';
import { arrange, type Arranged } from '../../../../renderer/stores/arrange.ts';
import { isOpenFilter, NO_FILTER, type Filter, type Look } from '../../../../renderer/stores/look-store.ts';
import { viewQueryOf } from '../../../../renderer/stores/view-query.ts';
import type { Source } from '../../../../renderer/stores/view-store.ts';
import { viewAnswer } from '../../../helpers/held-library.ts';
import { DAY, folderKey, photo, result } from '../gallery/samples.ts';

const at = (text: string): Photo['takenAt'] => readCameraTime(text);
const photos: readonly Photo[] = [
  photo(1, { name: 'DSC_10.jpg', takenAt: at('2026:11:14 09:00:00'), bytes: 300, addedAt: DAY + 3, folder: 'Trip / Zürich' }),
  photo(2, { name: 'DSC_2.jpg', takenAt: at('2026:11:14 08:00:00'), bytes: 100, addedAt: DAY + 1, folder: 'Trip / Zürich' }),
  photo(3, { name: 'dsc_1.NEF', format: 'raw', takenAt: at('2026:10:02 12:00:00'), bytes: 900, addedAt: DAY - 86_400_000 }),
  photo(4, { name: 'Ægir.jpg', takenAt: at('2025:11:14 07:00:00'), bytes: 200, addedAt: DAY + 2, missing: true }),
];
const results: readonly Result[] = [
  result(7, 3, { recipe: 'Golden evening', parameters: { prompt: 'Low sun, Ödland' } }),
  result(9, 1, { photoId: null, createdAt: new Date(2026, 10, 14, 12).getTime(), parameters: { prompt: 'a harbour' } }),
];

/** As the page asks, main answers, and the grid takes it. */
function show(part: Partial<Look> = {}, source: Source = { kind: 'all' }): Arranged {
  const look: Look = { sorting: 'taken', descending: true, grouping: 'day', query: '', filter: NO_FILTER, ...part };
  const query = viewQueryOf(source, look);
  const view = viewAnswer(query, photos, results);
  const order = [...view.ids].map((id) => photoIdSchema.parse(id));
  return arrange({
    order,
    view: { ...view, query },
    results: new Map<ResultId, Result>(results.map((one) => [one.id, one])),
    source,
    look,
  });
}
const ids = (look: Partial<Look> = {}, source?: Source): number[] => show(look, source).photoIds.map(Number);
const filtered = (filter: Partial<Filter>): number[] => ids({ filter: { ...NO_FILTER, ...filter } });

describe('sorting', () => {
  it.each([
    ['days newest first, each read forwards', {}, [2, 1, 3, 4]],
    ['the oldest first', { descending: false }, [4, 3, 2, 1]],
    ['strictly the newest first, where days are no groups', { grouping: 'none' }, [1, 2, 3, 4]],
    ['names as people count', { sorting: 'name', descending: false }, [4, 3, 2, 1]],
    ['names backwards', { sorting: 'name', descending: true }, [1, 2, 3, 4]],
    ['what was added last', { sorting: 'added', descending: true }, [1, 4, 2, 3]],
    ['the largest', { sorting: 'size', descending: true }, [3, 1, 4, 2]],
  ] as const)('%s', (_, look, wanted) => {
    expect(ids(look)).toEqual(wanted);
  });
});

describe('grouping', () => {
  it.each([
    [{ grouping: 'day' }, ['2026-11-14', '2026-11-14', '2026-10-02', '2025-11-14']],
    [{ grouping: 'month' }, ['2026-11', '2026-11', '2026-10', '2025-11']],
    [{ grouping: 'none' }, null],
    // By size, neighbours are of any day
    [{ grouping: 'day', sorting: 'size' }, null],
    [{ grouping: 'day', sorting: 'added' }, ['2026-11-14', '2026-11-14', '2026-11-14', '2026-11-13']],
  ] as const)('%o', (look, wanted) => {
    expect(show(look).groups).toEqual(wanted);
  });

  it('keeps folders together whatever they are sorted by', () => {
    const { photoIds, groups, grouping } = show({ grouping: 'folder', sorting: 'size' });
    expect([...photoIds]).toEqual([3, 4, 1, 2]);
    expect(groups?.[3]).toBe('Trip / Zürich\n1');
    expect(grouping).toBe('folder');
  });
});

describe('searching', () => {
  it.each([
    ['zurich', [2, 1]],
    ['ZÜRICH dsc_10', [1]],
    ['aegir', [4]],
    ['golden', [3]],
    ['odland', [3]],
    ['dsc_1 sun', [3]],
    ['nothing of the kind', []],
    ['   ', [2, 1, 3, 4]],
  ])('%s', (query, wanted) => {
    expect(ids({ query })).toEqual(wanted);
  });
});

describe('filtering', () => {
  it.each([
    [{ kinds: new Set(['raw' as const]) }, [3]],
    [{ kinds: new Set(['raw' as const, 'jpeg' as const]) }, [2, 1, 3, 4]],
    [{ from: '2026-10-02' }, [2, 1, 3]],
    [{ to: '2026-10-02' }, [3, 4]],
    [{ from: '2026-10-02', to: '2026-10-31' }, [3]],
    [{ developed: 'yes' }, [3]],
    [{ developed: 'no' }, [2, 1, 4]],
    [{ missing: 'yes' }, [4]],
    [{ missing: 'no', developed: 'no' }, [2, 1]],
  ] as const)('%o', (filter, wanted) => {
    expect(filtered(filter)).toEqual(wanted);
    expect(isOpenFilter({ ...NO_FILTER, ...filter })).toBe(false);
  });
});

describe('sources', () => {
  it('are searched within', () => {
    expect(ids({ query: 'dsc' }, { kind: 'folder', folder: folderKey('Trip / Zürich'), label: 'Trip / Zürich' })).toEqual([2, 1]);
  });

  it('put pictures without a photo at the end of their day, before those of another', () => {
    const both = show({}, { kind: 'results' });
    expect([...both.photoIds]).toEqual([3]);
    expect(both.alone).toEqual([{ resultId: 9, before: photoIdSchema.parse(3), group: '2026-11-14' }]);
    expect(show({ descending: false }, { kind: 'results' }).alone[0]?.before).toBeNull();
    expect(show({ query: 'harbour' }, { kind: 'results' }).alone).toHaveLength(1);
    expect(show({ query: 'sun' }, { kind: 'results' }).alone).toEqual([]);
    // What only photos have, these cannot have
    expect(show({ filter: { ...NO_FILTER, missing: 'no' } }, { kind: 'results' }).alone).toEqual([]);
    expect(show({}, { kind: 'all' }).alone).toEqual([]);
  });
});
