/** What a rule would do with the files that are there now: counted by names and sizes, as fast as a listing. Sends and writes nothing. */
import { basename, dirname, join } from 'node:path';
import { pathLabel } from '../../library/labels.ts';
import { isIgnoredPath, mayBePicture } from '../../library/roots/names.ts';
import type { FileEntry } from '../../library/roots/entry.ts';
import { localWall } from '../../contract/local-time.ts';
import { problem } from '../../contract/errors.ts';
import { SKIPPED_NAMES, type DryRun, type Rule, type SkipReason } from '../../contract/rule.ts';
import { RESULTS_FOLDER } from '../../develop/results/result.ts';
import { variantName } from '../../develop/results/naming.ts';
import type { Eyes } from '../eyes.ts';
import type { WatchParts } from '../engine/parts.ts';
import type { Checked } from './checks.ts';
import { createSieve } from './filters.ts';
import { choosePair, shotPrefix, type Sibling } from '../../library/pairs.ts';

const NAMES = 5;
const WEEK_MS = 7 * 24 * 60 * 60_000;

export interface DryRunParts {
  readonly rule: Rule;
  readonly checked: Checked;
  readonly parts: Pick<WatchParts, 'develop' | 'catalogue' | 'formatOfName' | 'now'>;
  readonly eyes: Pick<Eyes, 'open' | 'close' | 'list'>;
  readonly eyesRoot: number;
  readonly excluded: readonly string[];
}

/** Lists the folder and says what would become of each file. What is inside the files is not looked at. */
export async function dryRun(run: DryRunParts): Promise<DryRun> {
  const { rule, checked, parts } = run;
  const problems = [...checked.problems];
  const { entries, complete } = problems.length === 0 ? await listed(run) : { entries: [], complete: true };
  if (!complete) problems.push(problem('rule-impossible', 'The folder cannot be listed. See to its drive or network.'));
  const { matches, skipped } = sortOut(rule, entries, parts);
  matches.sort((a, b) => a.modifiedMs - b.modifiedMs);
  const newest = parts.now() - WEEK_MS;
  const { priceUsd, durationMs } = parts.develop.estimate(rule.recipe, matches.length);
  const first = matches[0];
  const beside = first === undefined ? rule.folder : dirname(join(rule.folder, first.path));
  return {
    matches: matches.length,
    lastWeek: matches.filter(({ modifiedMs }) => modifiedMs >= newest).length,
    skipped: [...skipped].map(([reason, names]) => ({ reason, count: names.length, names: names.slice(0, SKIPPED_NAMES) })),
    names: matches.slice(0, NAMES).map((entry, index) => nameOf(rule, entry, index + 1)),
    outputLabel: pathLabel(rule.output ?? join(beside, RESULTS_FOLDER)),
    priceUsd,
    durationMs,
    problems,
    remarks: [...checked.remarks],
  };
}

/** Absolute paths of the files that match, the oldest first: those that a person may choose from. */
export async function matching(run: DryRunParts): Promise<string[]> {
  const { entries } = await listed(run);
  const { matches } = sortOut(run.rule, entries, run.parts);
  return matches.sort((a, b) => a.modifiedMs - b.modifiedMs).map(({ path }) => join(run.rule.folder, path));
}

async function listed({ rule, eyes, eyesRoot, excluded }: DryRunParts): Promise<{ entries: FileEntry[]; complete: boolean }> {
  const entries: FileEntry[] = [];
  eyes.open({ id: eyesRoot, path: rule.folder, subfolders: rule.filters.subfolders, excluded, polling: true });
  try {
    const { complete } = await eyes.list(eyesRoot, '', (batch) => entries.push(...batch));
    return { entries: entries.filter(isPicture), complete };
  } finally {
    eyes.close(eyesRoot);
  }
}

function isPicture({ path }: FileEntry): boolean {
  return mayBePicture(basename(path)) && !isIgnoredPath(path);
}

function sortOut(
  rule: Rule,
  entries: readonly FileEntry[],
  { catalogue, formatOfName }: DryRunParts['parts'],
): { readonly matches: FileEntry[]; readonly skipped: Map<SkipReason, string[]> } {
  const sieve = createSieve(rule.filters, formatOfName);
  const shots = new Map<string, Sibling[]>();
  for (const { path } of entries) {
    const shot = shotPrefix(path);
    shots.set(shot, [...(shots.get(shot) ?? []), { format: formatOfName(path), isTaken: false }]);
  }
  const matches: FileEntry[] = [];
  const skipped = new Map<SkipReason, string[]>();
  for (const entry of entries) {
    const format = formatOfName(entry.path);
    const isResult = catalogue.resultAt(join(rule.folder, entry.path)) !== null;
    const isPaired = choosePair(format, rule.pairs, shots.get(shotPrefix(entry.path)) ?? [], true) === 'pair';
    const reason = isResult ? 'own-result' : (sieve.byName(entry.path) ?? sieve.byFile(entry) ?? (isPaired ? 'pair' : null));
    if (reason === null) matches.push(entry);
    else {
      const names = skipped.get(reason);
      if (names === undefined) skipped.set(reason, [basename(entry.path)]);
      else names.push(basename(entry.path));
    }
  }
  return { matches, skipped };
}

function nameOf({ recipe, folder }: Rule, { path, modifiedMs }: FileEntry, sequence: number): string {
  const place = join(folder, path);
  return variantName({
    ...{ fileName: basename(place), folderName: basename(dirname(place)), time: localWall(modifiedMs) },
    ...{ recipe, contentHash: '', sequence, variant: 1 },
  });
}
