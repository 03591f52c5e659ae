/** What the filter bar says, and what each of its menus does to the filter. Pure. */
import { pictureFormatSchema, type PictureFormat } from '../../../electron/contract/photo.ts';
import { formatCount, formatDay } from '../../lib/format.ts';
import { kindWords } from '../../lib/kinds.ts';
import type { Filter } from '../../stores/look-store.ts';
import type { MenuGroups } from '../../ui/menu.tsx';

type Change = (part: Partial<Filter>) => void;

/** "Any kind", "RAW", "RAW, TIFF", "3 kinds". */
export function kindsText({ kinds }: Filter): string {
  if (kinds.size === 0) return 'Any kind';
  if (kinds.size > 2) return `${formatCount(kinds.size)} kinds`;
  return pictureFormatSchema.options
    .filter((kind) => kinds.has(kind))
    .map((kind) => kindWords[kind])
    .join(', ');
}

/** Kinds that are there, and those that are asked for. */
export function kindGroups(filter: Filter, there: ReadonlySet<PictureFormat>, change: Change): MenuGroups {
  const offered = (Object.keys(kindWords) as PictureFormat[]).filter((kind) => there.has(kind) || filter.kinds.has(kind)); // its keys are the formats
  const toggle = (kind: PictureFormat): void => {
    const kinds = new Set(filter.kinds);
    if (!kinds.delete(kind)) kinds.add(kind);
    change({ kinds });
  };
  return [
    [
      {
        id: 'any',
        label: 'Any kind',
        checked: filter.kinds.size === 0,
        run: () => {
          change({ kinds: new Set() });
        },
      },
    ],
    offered.map((kind) => ({
      id: kind,
      label: kindWords[kind],
      checked: filter.kinds.has(kind),
      alone: true,
      run: () => {
        toggle(kind);
      },
    })),
  ];
}

/** Days from `day` by the calendar, "2026-11-05". */
function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10); // UTC: days of the calendar alone
}

interface Span {
  readonly from: string | null;
  readonly to: string | null;
}

function yearSpan(year: string): Span {
  return { from: `${year}-01-01`, to: `${year}-12-31` };
}

/** "Any date", "2026", "Since 7 November", "Until …", "5 Nov to 14 Nov". `now` in ms since 1970. */
export function dateText({ from, to }: Span, now: number): string {
  if (from === null && to === null) return 'Any date';
  const day = (text: string): string => formatDay(text, now, 'short');
  if (to === null) return `Since ${day(from ?? '')}`;
  if (from === null) return `Until ${day(to)}`;
  const year = from.slice(0, 4);
  if (from === `${year}-01-01` && to === `${year}-12-31`) return year;
  return from === to ? day(from) : `${day(from)} to ${day(to)}`;
}

/** Spans of days to choose from: the last days, the years that are there, and days of one's own. `today`: "2026-11-14". */
export function dateGroups(
  filter: Filter,
  { years, today }: { readonly years: readonly string[]; readonly today: string },
  change: Change,
  chooseDays: () => void,
): MenuGroups {
  const entry = (id: string, label: string, span: Span) => ({
    id,
    label,
    checked: filter.from === span.from && filter.to === span.to,
    run: () => {
      change(span);
    },
  });
  return [
    [
      entry('any', 'Any date', { from: null, to: null }),
      entry('today', 'Today', { from: today, to: today }),
      entry('week', 'Last 7 days', { from: daysBefore(today, 6), to: today }),
      entry('month', 'Last 30 days', { from: daysBefore(today, 29), to: today }),
    ],
    years.map((year) => entry(year, year, yearSpan(year))),
    [{ id: 'days', label: 'From day to day…', run: chooseDays }],
  ];
}

const developedWords: Readonly<Record<Filter['developed'], string>> = {
  any: 'Developed or not',
  yes: 'Developed',
  no: 'Not developed',
};
const missingWords: Readonly<Record<Filter['missing'], string>> = {
  any: 'Reachable or not',
  no: 'Reachable',
  yes: 'Missing',
};

/** What the two menus of one choice say. */
export function stateText(filter: Filter, part: 'developed' | 'missing'): string {
  return part === 'developed' ? developedWords[filter.developed] : missingWords[filter.missing];
}

/** Their entries. */
export function stateGroups(filter: Filter, part: 'developed' | 'missing', change: Change): MenuGroups {
  const words = part === 'developed' ? developedWords : missingWords;
  return [
    (Object.keys(words) as Filter[typeof part][]).map((value) => ({
      // its keys are the values
      id: value,
      label: words[value],
      checked: filter[part] === value,
      run: () => {
        change({ [part]: value });
      },
    })),
  ];
}

/** "214 photos found", "Nothing found". */
export function foundWords(count: number): string {
  if (count === 0) return 'Nothing found';
  return count === 1 ? '1 photo found' : `${formatCount(count)} photos found`;
}
