/** How the photos of a source are looked at: sorted, grouped, searched and filtered. Sorting and grouping are remembered on this computer. */
import { create } from 'zustand';
import type { PictureFormat } from '../../electron/contract/photo.ts';

export const sortings = ['taken', 'name', 'added', 'size'] as const;
export type Sorting = (typeof sortings)[number];
export const groupings = ['day', 'month', 'folder', 'none'] as const;
export type Grouping = (typeof groupings)[number];

/** What photos must be like to be shown. */
export interface Filter {
  /** Empty: every kind. */
  readonly kinds: ReadonlySet<PictureFormat>;
  /** First and last day of capture, "2026-11-05", both included; null: no such bound. */
  readonly from: string | null;
  readonly to: string | null;
  readonly developed: 'any' | 'yes' | 'no';
  readonly missing: 'any' | 'yes' | 'no';
}

export const NO_FILTER: Filter = { kinds: new Set(), from: null, to: null, developed: 'any', missing: 'any' };

/** True where a filter leaves out nothing. */
export function isOpenFilter({ kinds, from, to, developed, missing }: Filter): boolean {
  return kinds.size === 0 && from === null && to === null && developed === 'any' && missing === 'any';
}

export interface Look {
  readonly sorting: Sorting;
  /** Newest, last or largest first. */
  readonly descending: boolean;
  readonly grouping: Grouping;
  /** What is searched for; every word must be found. */
  readonly query: string;
  readonly filter: Filter;
}

interface LookState extends Look {
  /** The line with search and filter is shown. */
  readonly barOpen: boolean;
  /** Two fields ask for a first and a last day. */
  readonly daysOpen: boolean;
  /** Somebody wants to type: the field takes the focus as soon as it is there. */
  readonly wantsTyping: boolean;
  readonly set: (part: Partial<Omit<LookState, 'set' | 'clear'>>) => void;
  /** Shows everything again; sorting and grouping stay. */
  readonly clear: () => void;
}

/** Which way a sorting goes when it is chosen: names from A, everything else newest or largest first. */
export function usualDirection(sorting: Sorting): boolean {
  return sorting !== 'name';
}

/** The grouping that has a meaning in this sorting: days and months only where it is by time. */
export function shownGrouping({ sorting, grouping }: Pick<Look, 'sorting' | 'grouping'>): Grouping {
  const byTime = sorting === 'taken' || sorting === 'added';
  return byTime || grouping === 'folder' ? grouping : 'none';
}

const STORED = 'darkslide.look';
type Stored = Pick<Look, 'sorting' | 'descending' | 'grouping'>;
const USUAL: Stored = { sorting: 'taken', descending: true, grouping: 'day' };

export const useLook = create<LookState>()((set, get) => ({
  ...readStored(),
  query: '',
  filter: NO_FILTER,
  barOpen: false,
  daysOpen: false,
  wantsTyping: false,
  set: (part) => {
    set(part);
    if (part.sorting !== undefined || part.descending !== undefined || part.grouping !== undefined) keepStored(get());
  },
  clear: () => {
    set({ query: '', filter: NO_FILTER, daysOpen: false });
  },
}));

/** The look of last time; storage that refuses, or holds something else, only means the usual one. */
function readStored(): Stored {
  try {
    const [sorting, direction, grouping] = (window.localStorage.getItem(STORED) ?? '').split(' ');
    const known = { sorting: sortings.find((one) => one === sorting), grouping: groupings.find((one) => one === grouping) };
    if (known.sorting === undefined || known.grouping === undefined) return USUAL;
    return { sorting: known.sorting, grouping: known.grouping, descending: direction === 'descending' };
  } catch {
    return USUAL;
  }
}

function keepStored({ sorting, descending, grouping }: Stored): void {
  try {
    window.localStorage.setItem(STORED, `${sorting} ${descending ? 'descending' : 'ascending'} ${grouping}`);
  } catch {
    // Next time it is the usual look.
  }
}
