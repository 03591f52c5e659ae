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
    case 'folder': {
      const [label = ''] = name.split('\n');
      return [label.split(' / ').join(' › '), label.split(' / ').at(-1) ?? label];
    }
    case 'none':
      return [''];
  }
}

export interface WantedHeader {
  /** See `groupTitles`. */
  readonly titles: readonly string[];
  readonly count: GroupCount;
  /** Pixels. */
  readonly width: number;
}

/** One photo needs no count where several groups share a row. */
function shortCount({ photos, alone }: GroupCount): string {
  return photos + alone > 1 ? formatCount(photos + alone) : '';
}

function fits(title: string, words: string, width: number): boolean {
  return PADDING + title.length * LETTER + (words === '' ? 0 : GAP + words.length * SMALL_LETTER) <= width;
}

/**
 * The words of the headers of one row, all in the same form: first the longest names with their counts, then less and less. Several in a row
 * are short whatever the room, so that rows of small groups look alike.
 */
export function headerWords(headers: readonly WantedHeader[]): HeaderWords[] {
  const forms = Math.max(0, ...headers.map(({ titles }) => titles.length));
  const titleIn = ({ titles }: WantedHeader, form: number): string => titles[Math.min(form, titles.length - 1)] ?? '';
  const isAlone = headers.length === 1;
  const short = ({ count }: WantedHeader): string => shortCount(count);
  const countings = isAlone ? [({ count }: WantedHeader) => dayWords(count), short] : [short];
  for (let form = isAlone ? 0 : 1; form < forms; form += 1) {
    for (const counting of countings) {
      if (headers.every((header) => fits(titleIn(header, form), counting(header), header.width)))
        return headers.map((header) => ({ title: titleIn(header, form), count: counting(header) }));
    }
  }
  return headers.map((header) => {
    const letters = Math.max(6, Math.floor((header.width - PADDING) / LETTER));
    return { title: middleCut(titleIn(header, forms - 1), letters), count: '' };
  });
}
