/** What `npm run mutate` prints: format × mutation × outcome, the faults, time and memory. */
import type { Kind } from '../../helpers/decoders/kinds.ts';
import { MOST_MEMORY, type Play, type Played } from './play.ts';

/** Outcomes in the words of this judge, in the order of the columns. */
const columns = ['refused', 'same pixels', 'odd', 'disagree', 'unjudged', 'refused though whole', 'FAULT'] as const;
type Column = (typeof columns)[number];

function columnOf({ judged, fault }: Played): Column {
  if (fault !== null) return 'FAULT';
  if (judged.outcome === 'REFUSED though whole' || judged.outcome === 'REFUSED with an untrue sentence')
    return 'refused though whole';
  if (judged.outcome === 'not judged') return judged.code === null ? 'unjudged' : 'refused';
  if (judged.code !== null) return 'refused';
  if (judged.outcome.startsWith('DIFFERENT')) return 'disagree';
  return judged.reference?.verdict === 'odd' ? 'odd' : 'same pixels';
}

const formatOf = (seed: string): string => (/\.(\w+)$/.exec(seed)?.[1] ?? '').toLowerCase();
const aliases: Readonly<Record<string, Kind>> = {
  jpg: 'jpeg',
  tif: 'tiff',
  heif: 'heic',
  cr2: 'raw',
  cr3: 'raw',
  nef: 'raw',
  dng: 'raw',
  raf: 'raw',
  rw2: 'raw',
};

/** Prints everything; the number of faults. */
export function printReport({ played, memory }: Play): number {
  table('format', played, ({ seed }) => aliases[formatOf(seed)] ?? formatOf(seed));
  table('mutation', played, ({ mutation }) => mutation);
  printCodes(played);
  for (const one of played.filter((each) => ['disagree', 'refused though whole'].includes(columnOf(each)))) {
    const { number, seed, mutation, note, judged } = one;
    console.log(`${columnOf(one)} ${String(number)}: ${seed}, ${mutation} ${note}: ${judged.remark.slice(0, 160)}`);
  }
  const faults = played.filter(({ fault }) => fault !== null);
  for (const { number, seed, mutation, note, judged, fault } of faults) {
    console.log(`FAULT ${String(number)}: ${seed}, ${mutation} ${note}: ${fault ?? ''} (${judged.remark.slice(0, 160)})`);
  }
  const slowest = Math.max(0, ...played.map(({ judged }) => judged.tookMs));
  console.log(`\nslowest task ${(slowest / 1000).toFixed(1)} s`);
  const { own, largestChild, together, during } = memory;
  console.log(
    `peak memory: the app's process ${String(own)} MB, its largest child ${String(largestChild)} MB, together ${String(together)} MB (bound ${String(MOST_MEMORY)} MB), most at ${during}`,
  );
  const tooMuch = together > MOST_MEMORY ? 1 : 0;
  console.log(`${String(played.length)} mutants, ${String(faults.length + tooMuch)} faults`);
  return faults.length + tooMuch;
}

function table(title: string, played: readonly Played[], groupOf: (one: Played) => string): void {
  const groups = [...new Set(played.map(groupOf))].sort();
  console.log(`\n${title.padEnd(20)}${columns.map((column) => column.padStart(21)).join('')}${'all'.padStart(8)}`);
  for (const group of groups) {
    const ones = played.filter((one) => groupOf(one) === group);
    const cells = columns.map((column) => String(ones.filter((one) => columnOf(one) === column).length).padStart(21));
    console.log(`${group.padEnd(20)}${cells.join('')}${String(ones.length).padStart(8)}`);
  }
}

function printCodes(played: readonly Played[]): void {
  const counts = new Map<string, number>();
  for (const { judged } of played) counts.set(judged.code ?? 'developed', (counts.get(judged.code ?? 'developed') ?? 0) + 1);
  const parts = [...counts].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${String(count)}`);
  console.log(`\n${parts.join(', ')}`);
}
