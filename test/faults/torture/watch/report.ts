/** What a run found, in words: what must not be, and the figures. Pure. */
import type { Found } from './torture-watch.ts';

/** What must not be; empty: everything held. */
export function faultsOf(found: Found): string[] {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['paid twice', found.double],
    ['settled and never developed', found.missed],
    ['paid and without a result', found.lost],
    ['stored twice', found.storedTwice],
    ['sent although no rule asked for it', found.unasked],
    ['originals changed', found.changed],
    ['results damaged', found.damaged],
    ['left in the folders', found.litter],
    ['ended badly', found.badEnds],
  ];
  const faults = lists.filter(([, list]) => list.length > 0).map(([what, list]) => `${what}: ${list.join('; ')}`);
  if (found.charges > found.distinct + found.ordered + found.afterLetGo.length)
    faults.push('more was charged than distinct pictures and ordered repeats');
  if (found.sentAskedAgain > 0) faults.push(`started once more with nothing new it sent ${String(found.sentAskedAgain)} photos`);
  return faults;
}

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .sort((a, b) => b[1] - a[1])
    .map(([name, times]) => `${name} ${String(times)}`)
    .join(', ');

const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The table that is printed. */
export function tableOf(found: Found, faults: readonly string[]): string {
  const rows: readonly (readonly [string, string | number])[] = [
    ['seed', found.seed],
    ['operations of other programs', `${String(total(found.operations))} (${listed(found.operations)})`],
    ['pictures made', `${String(found.pictures)} (${listed(found.needs)}); ${String(found.files)} files at the end`],
    ['kills and ends of the program', `${String(total(found.killsBy))} (${listed(found.killsBy)})`],
    ['kills of its watching process', found.watcherKills],
    ['charges', found.charges],
    ['distinct pictures charged', found.distinct],
    ['decisions about what was in doubt', `${listed(found.decisions) || 'none'}; ${String(found.ordered)} sent anew`],
    ['results', `${String(found.results)}; ${String(found.letGo)} let go`],
    ['paid twice', found.double.length],
    ['paid for a copy after it was let go', found.afterLetGo.length],
    ['settled and never developed', found.missed.length],
    ['paid and without a result', found.lost.length],
    ['sent although no rule asked for it', found.unasked.length],
    ['changed originals', found.changed.length],
    ['left in the folders', found.litter.length],
    ['sent when started once more', found.sentAskedAgain],
    ['ended badly', found.badEnds.length],
    ['seconds', found.seconds.toFixed(0)],
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(38)}${String(value)}`);
  const holds = `holds: ${String(found.charges)} charges ≤ ${String(found.distinct)} distinct + ${String(found.ordered)} ordered again, 0 missed, 0 changed`;
  return [...lines, '', faults.length === 0 ? holds : faults.join('\n')].join('\n');
}
