/** What the decoders' benchmark prints: counts by outcome and by kind, how near the same ones are, and each difference. */
import { outcomes, type Judged, type Outcome } from './judge.ts';

const all = Object.keys(outcomes) as Outcome[]; // Object.keys forgets the key type

/** Prints everything; the number of differences. */
export function report(found: readonly Judged[], nameOf: (path: string) => string, withRefusals: boolean): number {
  printTable(found);
  printNearness(found);
  const bad = found.filter(({ outcome }) => outcomes[outcome] === 'bad');
  const isListed = ({ outcome }: Judged): boolean => outcomes[outcome] === 'bad' || (withRefusals && outcome !== 'same');
  for (const outcome of all) {
    const listed = found.filter((one) => one.outcome === outcome && isListed(one));
    if (listed.length === 0) continue;
    console.log(`\n${outcome}`);
    for (const { path, reference, remark } of listed.sort((a, b) => nameOf(a.path).localeCompare(nameOf(b.path)))) {
      console.log(`  ${nameOf(path)} [${reference?.by ?? ''}, ${reference?.verdict ?? ''}] ${remark}`);
    }
  }
  const silent = bad.filter(({ outcome }) => /^DIFFERENT|^DEVELOPED/.test(outcome)).length;
  console.log(`\n${String(silent)} silent differences, ${String(bad.length - silent)} refusals that are wrong or untrue`);
  return bad.length;
}

function printTable(found: readonly Judged[]): void {
  const kinds = [...new Set(found.map(({ reference }) => reference?.kind ?? 'other'))].sort();
  console.log(`${''.padEnd(58)}${kinds.map((kind) => kind.padStart(6)).join('')}   all`);
  for (const outcome of all) {
    const ones = found.filter((one) => one.outcome === outcome);
    if (ones.length === 0) continue;
    const cells = kinds.map((kind) => String(ones.filter(({ reference }) => reference?.kind === kind).length).padStart(6));
    console.log(`${outcome.padEnd(58)}${cells.join('')}${String(ones.length).padStart(6)}`);
  }
}

function printNearness(found: readonly Judged[]): void {
  const same = found.filter(({ outcome, likeness }) => outcome === 'same' && likeness !== null);
  if (same.length === 0) return;
  const part = (values: readonly number[], share: number): string => {
    const sorted = [...values].sort((a, b) => a - b);
    return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
  };
  const line = (name: string, values: readonly number[]): void => {
    console.log(
      `${name.padEnd(44)}half under ${part(values, 0.5)}, 95 % under ${part(values, 0.95)}, 99 % under ${part(values, 0.99)}`,
    );
  };
  line(
    '\nmean difference of the same ones, of 255',
    same.map(({ likeness }) => Math.max(...(likeness?.mean ?? []))),
  );
  line(
    'their worst cell',
    same.map(({ likeness }) => likeness?.worstCell ?? 0),
  );
  const slowest = Math.max(...found.map(({ tookMs }) => tookMs));
  console.log(`slowest task: ${(slowest / 1000).toFixed(1)} s`);
}
