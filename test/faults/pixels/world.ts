/**
 * A photographer's folders and Darkslide over them, for the property of same pixels: keeps its own book of which file shows which picture,
 * and of what was asked for, and compares it with what the service charged.
 */
import { copyFile, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { JobId } from '../../../electron/contract/ids.ts';
import type { Job } from '../../../electron/contract/job.ts';
import type { Recipe } from '../../../electron/contract/recipe.ts';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { pick, type Random } from '../../helpers/random.ts';
import { openWorkshop, recipe, type Workshop } from '../../helpers/workshop.ts';
import { editOf, pathFor, sourceOfSize, type Source } from './sources.ts';

export const recipes: Readonly<Record<string, Recipe>> = {
  A: { ...recipe, title: 'A' },
  B: { ...recipe, title: 'B', parameters: { prompt: 'blue hour', strength: 0.3 } },
};

interface File {
  path: string;
  readonly source: Source;
  format: string;
}

/** Most photos of one run. */
const MOST_ASKED = 8;

export interface World {
  readonly files: readonly File[];
  readonly steps: Readonly<Record<string, () => string | Promise<string>>>;
  /** Asks for everything once more that was ever asked for and is still there, and ends it. */
  readonly finish: () => Promise<void>;
  /** What is wrong; empty: nothing. */
  readonly faults: () => Promise<string[]>;
  readonly figures: () => {
    readonly charged: number;
    readonly expected: number;
    readonly asked: number;
    readonly restarts: number;
  };
  readonly close: () => Promise<void>;
}

/** Writes the pictures into folders and opens Darkslide over them. */
export async function openWorld(folder: string, sources: readonly Source[], random: Random): Promise<World> {
  const folders = ['spring', 'summer', 'autumn'].map((name) => join(folder, name));
  for (const each of folders) await mkdir(each, { recursive: true });
  const simulator = await startSimulator({ latencyMs: 10, startBalanceUsd: 10_000 });
  const home = join(folder, 'home');
  const open = async (): Promise<Workshop> => await openWorkshop({ home, simulator });
  let workshop = await open();
  let serial = 0;
  let restarts = 0;
  const files: File[] = [];
  for (const source of sources) {
    const path = pathFor(pick(folders, random), serial++, source.format);
    await writeFile(path, source.bytes);
    files.push({ path, source, format: source.format });
  }
  const asked = new Set<string>();
  /** Bought once more because a person wanted it, after its result was gone. */
  const boughtAgain = new Map<string, number>();
  let deletedResults = 0;
  const workOf = (source: Source, name: string): string => `${String(source.number)} ${name}`;

  const start = async (some: readonly File[], name: string, again = false): Promise<readonly JobId[]> => {
    const wanted = recipes[name];
    if (wanted === undefined) throw new Error(`no recipe ${name}`);
    const { added, known } = await workshop.library.add(some.map(({ path }) => path));
    for (const { source } of some) asked.add(workOf(source, name));
    const { queued, underWay } = await workshop.develop.start([...added, ...known], wanted, { again });
    return [...queued, ...underWay];
  };
  const rest = async (): Promise<void> => {
    const atRest = (): boolean => {
      const { waiting, running } = workshop.develop.summary();
      return waiting + running === 0;
    };
    await workshop.until(atRest);
  };
  const someFiles = (most: number): File[] => {
    const count = 1 + Math.floor(random() * most);
    return [...new Set(Array.from({ length: count }, () => pick(files, random)))];
  };
  const moved = async (file: File, to: string, format = file.format): Promise<void> => {
    if (file.path !== to) await rename(file.path, to);
    file.path = to;
    file.format = format;
  };
  const idOf = (file: File) =>
    workshop.library.photos().find(({ id }) => workshop.library.locatePhoto(id)?.path === file.path)?.id;

  const steps: Record<string, () => string | Promise<string>> = {
    edit: async () => {
      const file = pick(files, random);
      const edited = await editOf(file.source, await readFile(file.path), file.format, random);
      await writeFile(file.path, edited.bytes);
      const later = new Date(Date.now() + Math.floor(random() * 100_000));
      await utimes(file.path, later, later);
      if (edited.format !== file.format) await moved(file, pathFor(dirname(file.path), serial++, edited.format), edited.format);
      return `${edited.name} of ${basename(file.path)}`;
    },
    rename: async () => {
      const file = pick(files, random);
      await moved(file, pathFor(pick(folders, random), serial++, file.format));
      return basename(file.path);
    },
    copy: async () => {
      const { path, source, format } = pick(files, random);
      const copy = pathFor(pick(folders, random), serial++, format);
      await copyFile(path, copy);
      files.push({ path: copy, source, format });
      return `${basename(path)} as ${basename(copy)}`;
    },
    'remove the file': async () => {
      const file = pick(files, random);
      await rm(file.path);
      files.splice(files.indexOf(file), 1);
      return basename(file.path);
    },
    'remove from the library': async () => {
      const ids = workshop.library.photos().flatMap(({ id }) => (random() < 0.05 ? [id] : []));
      await workshop.develop.takeBack(ids);
      workshop.library.remove(ids);
      return `${String(ids.length)} photos`;
    },
    develop: async () => {
      const name = pick(Object.keys(recipes), random);
      const some = someFiles(MOST_ASKED);
      const jobs = await start(some, name);
      return `${name} of ${String(some.length)}, ${String(jobs.length)} jobs`;
    },
    'develop and wait': async () => {
      const name = pick(Object.keys(recipes), random);
      const some = someFiles(MOST_ASKED);
      await start(some, name);
      await rest();
      return `${name} of ${String(some.length)}`;
    },
    restart: async () => {
      await workshop.close();
      workshop = await open();
      restarts += 1;
      return '';
    },
    'delete a result, and ask': async () => {
      await rest();
      const result = workshop.library.results().find(() => random() < 0.3);
      const path = result === undefined ? null : workshop.library.locateResult(result.id)?.path;
      if (result == null || path == null || !existsSync(path)) return 'none';
      const job = workshop.develop.jobs().find(({ resultId, reused }) => resultId === result.id && !reused);
      const file = files.find((each) => idOf(each) === job?.photoId);
      const name = job === undefined ? undefined : Object.keys(recipes).find((each) => recipes[each]?.title === job.recipe);
      if (job === undefined || file === undefined || name === undefined) return 'none';
      await rm(path);
      deletedResults += 1;
      const before = chargesOf(simulator);
      await start([file], name);
      await rest();
      if (chargesOf(simulator) !== before)
        throw new Error(`a result was bought again that nobody asked to buy again: ${file.path}`);
      if (random() < 0.5) return `${basename(path)}, left as it is`;
      await start([file], name, true);
      await rest();
      const bought = chargesOf(simulator) - before;
      if (bought !== 1) throw new Error(`"again" bought ${String(bought)} results of ${file.path}`);
      boughtAgain.set(workOf(file.source, name), (boughtAgain.get(workOf(file.source, name)) ?? 0) + 1);
      return `${basename(path)}, bought again`;
    },
  };

  const chargedWorks = (): Map<string, number> => {
    const works = new Map<string, number>();
    for (const { charged, pictures, body } of simulator.requests()) {
      if (!charged) continue;
      const source = sourceOfSize(pictures[0]?.width ?? null, pictures[0]?.height ?? null, sources.length);
      const name = Object.keys(recipes).find((each) => recipes[each]?.parameters['prompt'] === body?.['prompt']);
      const work = `${String(source)} ${name ?? '?'}`;
      works.set(work, (works.get(work) ?? 0) + 1);
    }
    return works;
  };
  /** Stored already: its bytes leave the spool right after, and at the latest with the next start. */
  const isTidiedLater = (name: string): boolean =>
    workshop.develop.jobs().some(({ id, state }) => name === `${String(id)}.bin` && state === 'done');
  const expected = (): string[] => [...asked].filter((work) => chargedWorks().has(work) || isThere(work));
  const isThere = (work: string): boolean => files.some(({ source }) => String(source.number) === work.split(' ')[0]);

  return {
    files,
    steps,
    finish: async () => {
      for (const name of Object.keys(recipes)) {
        await start(
          files.filter(({ source }) => asked.has(workOf(source, name))),
          name,
        );
        await rest();
      }
    },
    faults: async () => {
      const found: string[] = [];
      const charged = chargedWorks();
      for (const [work, times] of charged) {
        if (!asked.has(work)) found.push(`charged and never asked for: ${work}`);
        const allowed = 1 + (boughtAgain.get(work) ?? 0);
        if (times !== allowed) found.push(`${work}: charged ${String(times)} times, ${String(allowed)} ordered`);
      }
      for (const work of expected()) if (!charged.has(work)) found.push(`asked for and never developed: ${work}`);
      const results = (await Promise.all(folders.map(async (each) => await namesIn(join(each, 'Darkslide'))))).flat();
      const spooled = (await namesIn(join(home, 'spool'))).filter((name) => !name.endsWith('.json') && !isTidiedLater(name));
      const kept = results.length + spooled.length + deletedResults;
      if (kept !== chargesOf(simulator))
        found.push(
          `${String(chargesOf(simulator))} paid, ${String(kept)} kept: ${String(deletedResults)} deleted, ${[...spooled, ...results].sort().join(' ')}`,
        );
      const bad = workshop.develop.jobs().filter(isBad);
      for (const { photoName, state, problem } of bad) found.push(`${photoName} is ${state}: ${problem?.message ?? ''}`);
      return found;
    },
    figures: () => ({ charged: chargesOf(simulator), expected: expected().length, asked: asked.size, restarts }),
    close: async () => {
      await workshop.close();
      await simulator.close();
    },
  };
}

/** Photos fail here whose file was removed, renamed or written in between, and those whose result was deleted and is not bought again. */
const mayFail = ['file-missing', 'file-changed', 'result-gone'];

function isBad({ state, problem }: Job): boolean {
  if (state === 'done' || state === 'cancelled') return false;
  return !(state === 'failed' && problem !== null && mayFail.includes(problem.code));
}

function chargesOf(simulator: Simulator): number {
  return simulator.requests().filter(({ charged }) => charged).length;
}

async function namesIn(folder: string): Promise<string[]> {
  return existsSync(folder) ? await readdir(folder) : [];
}
