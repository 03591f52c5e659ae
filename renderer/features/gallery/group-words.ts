/** What headers of groups say, in as much room as they have. Pure. */
import { formatCount, formatDay, formatMonth, middleCut } from '../../lib/format.ts';
import type { Grouping } from '../../stores/look-store.ts';
import { dayWords } from './marks.ts';

/** About how wide a letter of a header and of the words beside it is, pixels. */
const LETTER = 7.2;
const SMALL_LETTER = 6.3;
/** Around the words, and between the two. */
const PADDING = 8;
const GAP = 8;

export interface GroupCount {
  readonly photos: number;
  readonly withResults: number;
  readonly alone: number;
}

export interface HeaderWords {
  readonly title: string;
  /** What it holds; empty where there is no room. */
  readonly count: string;
}

/** The name of a group, longest form first. `now` in ms since 1970. */
export function groupTitles(grouping: Grouping, name: string, now: number): readonly string[] {
  switch (grouping) {
    case 'day':
      return (['whole', 'middle', 'short', 'least'] as const).map((form) => formatDay(name, now, form));
    case 'month':
      return (['whole', 'short'] as const).map((form) => formatMonth(name, form));
    case 'folder':
      return [name.split(' / ').join(' › '), name.split(' / ').at(-1) ?? name];
    case 'none':
      return [''];
  }
}

/** The words that fit `width` pixels: first the long name with its counts, then less and less. */
export function headerWords(titles: readonly string[], count: GroupCount, width: number): HeaderWords {
  const whole = dayWords(count);
  const short = formatCount(count.photos + count.alone);
  const fits = (title: string, words: string): boolean =>
    PADDING + title.length * LETTER + (words === '' ? 0 : GAP + words.length * SMALL_LETTER) <= width;
  for (const title of titles) {
    const words = [whole, short].find((one) => fits(title, one));
    if (words !== undefined) return { title, count: words };
  }
  const bare = titles.find((title) => fits(title, '')) ?? titles.at(-1) ?? '';
  return { title: middleCut(bare, Math.max(6, Math.floor((width - PADDING) / LETTER))), count: '' };
}
