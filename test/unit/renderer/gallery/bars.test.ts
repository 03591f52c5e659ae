/** Words of headers, of the filter bar and of the sort menu, and what their entries do. */
import { describe, expect, it } from 'vitest';
import {
  dateGroups,
  dateText,
  foundWords,
  kindGroups,
  kindsText,
  stateGroups,
  stateText,
} from '../../../../renderer/features/gallery/filter-words.ts';
import { groupTitles, headerWords } from '../../../../renderer/features/gallery/group-words.ts';
import { sortGroups } from '../../../../renderer/features/gallery/sort-menu.tsx';
import { NO_FILTER, shownGrouping, type Filter, type Look } from '../../../../renderer/stores/look-store.ts';
import type { MenuGroups } from '../../../../renderer/ui/menu.tsx';

const NOW = new Date(2026, 10, 20).getTime();

/** Does what an entry does. */
function run(groups: MenuGroups, id: string): void {
  const entry = groups.flat().find((one) => one.id === id);
  if (entry === undefined) throw new Error(`no entry ${id}`);
  entry.run();
}
const checked = (groups: MenuGroups): string[] =>
  groups
    .flat()
    .filter((entry) => entry.checked === true)
    .map((entry) => entry.id);

describe('headers', () => {
  const titles = groupTitles('day', '2026-11-14', NOW);
  const count = { photos: 74, withResults: 9, alone: 0 };

  it('say a day in four forms, a month in two, a folder with or without the one around it', () => {
    expect(titles).toEqual(['Saturday 14 November', 'Sat 14 Nov', '14 Nov', '14 Nov']);
    expect(groupTitles('day', '2024-03-01', NOW)).toEqual(['Friday 1 March 2024', 'Fri 1 Mar 2024', '1 Mar 2024', '1 Mar']);
    expect(groupTitles('month', '2024-03', NOW)).toEqual(['March 2024', 'Mar 2024']);
    expect(groupTitles('folder', 'Trip / Day 1\nxyz', NOW)).toEqual(['Trip › Day 1', 'Day 1']);
  });

  it.each([
    [400, 'Saturday 14 November', '74 photos, 9 with results'],
    [190, 'Saturday 14 November', '74'],
    [110, 'Sat 14 Nov', '74'],
    [60, '14 Nov', ''],
    [30, '14 Nov', ''],
  ])('in %i pixels', (width, title, words) => {
    expect(headerWords([{ titles, count, width }])).toEqual([{ title, count: words }]);
  });

  it('have one form in a row, and count no single photo beside others', () => {
    const one = { photos: 1, withResults: 0, alone: 0 };
    const row = headerWords([
      { titles, count: one, width: 110 },
      { titles: groupTitles('day', '2026-11-12', NOW), count: one, width: 400 },
    ]);
    expect(row).toEqual([
      { title: 'Sat 14 Nov', count: '' },
      { title: 'Thu 12 Nov', count: '' },
    ]);
    const wide = headerWords([
      { titles, count, width: 800 },
      { titles, count, width: 800 },
    ]);
    expect(wide[0]).toEqual({ title: 'Sat 14 Nov', count: '74' });
    expect(headerWords([])).toEqual([]);
  });
});

describe('the filter bar', () => {
  let filter: Filter = NO_FILTER;
  const change = (part: Partial<Filter>): void => {
    filter = { ...filter, ...part };
  };

  it('offers the kinds that are there, several at a time', () => {
    const there = new Set(['raw', 'jpeg'] as const);
    filter = NO_FILTER;
    expect(kindGroups(filter, there, change)[1]?.map(({ label }) => label)).toEqual(['JPEG', 'RAW']);
    run(kindGroups(filter, there, change), 'raw');
    run(kindGroups(filter, there, change), 'jpeg');
    expect(kindsText(filter)).toBe('JPEG, RAW');
    expect(checked(kindGroups(filter, there, change))).toEqual(['jpeg', 'raw']);
    run(kindGroups(filter, there, change), 'jpeg');
    expect(kindsText(filter)).toBe('RAW');
    // Asked for, and nothing of it is left
    expect(checked(kindGroups(filter, new Set(['jpeg']), change))).toEqual(['raw']);
    run(kindGroups(filter, there, change), 'any');
    expect(kindsText(filter)).toBe('Any kind');
  });

  it('offers the last days, the years that are there, and days of one’s own', () => {
    filter = NO_FILTER;
    let own = 0;
    const groups = () => dateGroups(filter, { years: ['2026', '2024'], today: '2026-11-14' }, change, () => (own += 1));
    run(groups(), 'week');
    expect(filter).toMatchObject({ from: '2026-11-08', to: '2026-11-14' });
    run(groups(), '2024');
    expect(filter).toMatchObject({ from: '2024-01-01', to: '2024-12-31' });
    expect(checked(groups())).toEqual(['2024']);
    run(groups(), 'days');
    expect(own).toBe(1);
  });

  it.each([
    [null, null, 'Any date'],
    ['2024-01-01', '2024-12-31', '2024'],
    ['2026-11-07', null, 'Since 7 Nov'],
    [null, '2024-03-01', 'Until 1 Mar 2024'],
    ['2026-11-05', '2026-11-14', '5 Nov to 14 Nov'],
    ['2026-11-05', '2026-11-05', '5 Nov'],
  ])('says %s to %s as %s', (from, to, words) => {
    expect(dateText({ from, to }, NOW)).toBe(words);
  });

  it('asks for results and for files', () => {
    filter = NO_FILTER;
    run(stateGroups(filter, 'developed', change), 'no');
    run(stateGroups(filter, 'missing', change), 'yes');
    expect([stateText(filter, 'developed'), stateText(filter, 'missing')]).toEqual(['Not developed', 'Missing']);
    expect([foundWords(0), foundWords(1), foundWords(1240)]).toEqual(['Nothing found', '1 photo found', '1,240 photos found']);
  });
});

describe('the sort menu', () => {
  let look: Look = { sorting: 'taken', descending: true, grouping: 'day', query: '', filter: NO_FILTER };
  const set = (part: Partial<Look>): void => {
    look = { ...look, ...part };
  };

  it('takes the usual direction of a sorting, and turns it round', () => {
    run(sortGroups(look, set), 'name');
    expect(look).toMatchObject({ sorting: 'name', descending: false });
    run(sortGroups(look, set), 'descending');
    expect(look.descending).toBe(true);
    // Chosen again, it stays as it is
    run(sortGroups(look, set), 'name');
    expect(look.descending).toBe(true);
  });

  it('groups by days only where neighbours are of one time', () => {
    const groups = sortGroups(look, set);
    expect(groups[2]?.filter((entry) => entry.disabled === true).map(({ id }) => id)).toEqual(['group-day', 'group-month']);
    expect(checked(groups)).toContain('group-none');
    expect(shownGrouping(look)).toBe('none');
    run(groups, 'taken');
    expect(checked(sortGroups(look, set))).toEqual(['taken', 'descending', 'group-day']);
  });
});
