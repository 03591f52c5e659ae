/** The end of a run: what was charged and stored beside what the oracle asks for, and the folders beside what the writers left. */
import { readdir } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { readLabel } from '../../../helpers/labelled-pictures.ts';
import type { Need, Oracle } from './oracle.ts';
import { printOf } from './playground.ts';
import { UNKNOWN } from './till.ts';

export interface Facts {
  readonly charges: ReadonlyMap<string, number>;
  /** Label → results that show it. */
  readonly results: ReadonlyMap<string, number>;
  readonly ordered: ReadonlyMap<string, number>;
  readonly letGo: ReadonlySet<string>;
  readonly needs: ReadonlyMap<string, Need>;
}

export interface Verdict {
  readonly double: string[];
  /** The person let it go or counted it as charged, and a copy of it was developed afterwards: no result of it was there. */
  readonly afterLetGo: string[];
  readonly missed: string[];
  /** Charged, without a result, and nobody let it go. */
  readonly lost: string[];
  readonly storedTwice: string[];
  /** Sent although no rule asked for it. */
  readonly unasked: string[];
}

/** Judges every picture. Pure. */
export function judge({ charges, results, ordered, letGo, needs }: Facts): Verdict {
  const found: Verdict = { double: [], afterLetGo: [], missed: [], lost: [], storedTwice: [], unasked: [] };
  for (const [label, times] of charges)
    if (!needs.has(label)) found.unasked.push(`${label === UNKNOWN ? 'no whole picture' : label}: ${String(times)} times`);
  for (const [label, need] of needs) {
    const charged = charges.get(label) ?? 0;
    const stored = results.get(label) ?? 0;
    const orders = ordered.get(label) ?? 0;
    if (charged === 2 + orders && letGo.has(label)) found.afterLetGo.push(label);
    else if (charged > 1 + orders) found.double.push(`${label}: ${String(charged)} charged, ${String(1 + orders)} ordered`);
    if (need.type === 'never' && charged > 0) found.unasked.push(label);
    if (charged > 0 && stored === 0 && !letGo.has(label)) found.lost.push(label);
    if (stored > Math.max(1, charged)) found.storedTwice.push(`${label}: ${String(stored)} results, ${String(charged)} charged`);
    const wanted = need.type === 'once' ? [label] : need.type === 'either' ? need.labels : [];
    if (wanted.length > 0 && !wanted.some((each) => (charges.get(each) ?? 0) > 0 || letGo.has(each)))
      found.missed.push(need.type === 'once' ? label : `${label}, nor ${wanted.slice(1).join(', ')} before it`);
  }
  return found;
}

export interface Ground {
  /** Originals that are gone or are not as they were written. */
  readonly changed: string[];
  /** Files that nobody wrote but the program, results apart. */
  readonly litter: string[];
  /** Results that are no picture of this run. */
  readonly damaged: string[];
  readonly results: Map<string, number>;
}

const RESULTS = 'Darkslide';
/** Start of the names of everything that the program writes for a moment. */
export const OURS = '.darkslide-';

/** Reads everything in these folders. */
export async function readFolders(folders: readonly string[], oracle: Oracle): Promise<Ground> {
  const ground: Ground = { changed: [], litter: [], damaged: [], results: new Map() };
  const seen = new Set<string>();
  for (const folder of folders)
    for (const path of await filesBelow(folder)) {
      seen.add(path);
      if (oracle.at(path) !== undefined) continue;
      if (basename(path).startsWith(OURS) || !path.includes(sep + RESULTS + sep)) {
        ground.litter.push(path);
        continue;
      }
      const label = await readLabel(path, oracle.labels()).catch(() => null);
      if (label === null) ground.damaged.push(path);
      else ground.results.set(label, (ground.results.get(label) ?? 0) + 1);
    }
  for (const { path, print } of oracle.files()) {
    const is = seen.has(path) ? await printOf(path) : 'gone';
    if (is !== print) ground.changed.push(`${path}: ${is === 'gone' ? 'is gone' : `${print} is ${is}`}`);
  }
  return ground;
}

/** All files below a folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry) => (entry.isDirectory() ? await filesBelow(join(folder, entry.name)) : [join(folder, entry.name)])),
  );
  return nested.flat();
}
