/** How the grid is sorted and grouped: one menu that says the sorting. */
import {
  groupings,
  shownGrouping,
  sortings,
  useLook,
  usualDirection,
  type Grouping,
  type Look,
  type Sorting,
} from '../../stores/look-store.ts';
import { MenuText, type MenuEntry, type MenuGroups } from '../../ui/menu.tsx';

const sortingWords: Readonly<Record<Sorting, string>> = {
  taken: 'Capture time',
  name: 'Name',
  added: 'Added',
  size: 'File size',
};

/** Both directions of a sorting: ascending, descending. */
const directionWords: Readonly<Record<Sorting, readonly [string, string]>> = {
  taken: ['Oldest first', 'Newest first'],
  name: ['A to Z', 'Z to A'],
  added: ['First added first', 'Last added first'],
  size: ['Smallest first', 'Largest first'],
};

const groupingWords: Readonly<Record<Grouping, string>> = {
  day: 'By day',
  month: 'By month',
  folder: 'By folder',
  none: 'Without groups',
};

/** The menu's entries: sorting, direction, grouping. */
export function sortGroups({ sorting, descending, grouping }: Look, set: (part: Partial<Look>) => void): MenuGroups {
  const shown = shownGrouping({ sorting, grouping });
  const byTime = sorting === 'taken' || sorting === 'added';
  const sortEntry = (one: Sorting): MenuEntry => ({
    id: one,
    label: sortingWords[one],
    checked: one === sorting,
    run: () => {
      if (one !== sorting) set({ sorting: one, descending: usualDirection(one) });
    },
  });
  const directionEntry = (down: boolean): MenuEntry => ({
    id: down ? 'descending' : 'ascending',
    label: directionWords[sorting][down ? 1 : 0],
    checked: down === descending,
    run: () => {
      set({ descending: down });
    },
  });
  const groupEntry = (one: Grouping): MenuEntry => ({
    id: `group-${one}`,
    label: groupingWords[one],
    checked: one === shown,
    // By name or size, neighbours are of any day
    disabled: !byTime && (one === 'day' || one === 'month'),
    run: () => {
      set({ grouping: one });
    },
  });
  return [sortings.map(sortEntry), [directionEntry(true), directionEntry(false)], groupings.map(groupEntry)];
}

/** The button and its menu. */
export function SortMenu() {
  const sorting = useLook((state) => state.sorting);
  return (
    <MenuText
      label="Sort and group"
      text={sortingWords[sorting]}
      groups={() => {
        const look = useLook.getState();
        return sortGroups(look, look.set);
      }}
    />
  );
}
