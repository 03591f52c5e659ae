/** The person whom the program asks: reads what may have been charged, and decides it by what the service knows. */
import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import type { Random } from '../../../helpers/random.ts';
import type { Oracle } from './oracle.ts';
import { run, stackIn, type ProgramParts } from './program.ts';
import type { Till } from './till.ts';

const heldSchema = z.object({ scope: z.string(), by: z.string() });
const jobSchema = z.object({
  job: z.number(),
  state: z.string(),
  source: z.string().nullable(),
  held: heldSchema.nullable(),
});
type ListedJob = z.infer<typeof jobSchema>;

/** A decision that sends is done by then, milliseconds. */
const DECIDE_MS = 60_000;

export interface Person {
  /** Label → how often it was sent anew because the person said so. */
  readonly ordered: ReadonlyMap<string, number>;
  /** Pictures whose money or work the person let go: no result is owed. */
  readonly letGo: ReadonlySet<string>;
  /** Decision → how often. */
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
  /** Jobs that may have been charged, now. */
  readonly doubts: () => Promise<readonly ListedJob[]>;
  /** Makes folders again that are waited for with paid results: they were renamed while the answer was out. */
  readonly bringFoldersBack: () => Promise<void>;
  /** Decides this one. `drop`: whatever it is, it is to be over. */
  readonly decide: (job: ListedJob, drop?: boolean) => Promise<void>;
}

export interface PersonParts {
  readonly program: ProgramParts;
  readonly oracle: Oracle;
  readonly till: Till;
  readonly random: Random;
  readonly trace: (line: string) => void;
}

/** Builds it. */
export function createPerson({ program, oracle, till, random, trace }: PersonParts): Person {
  const ordered = new Map<string, number>();
  const letGo = new Set<string>();
  const counts: Record<string, number> = {};
  const faults: string[] = [];

  const listed = async (): Promise<ListedJob[]> => {
    const ended = await run(program, ['jobs', '--json'], DECIDE_MS);
    if (ended?.code !== 0) {
      faults.push(`"jobs" ended with ${String(ended?.code)}: ${ended?.errors.slice(-300) ?? ''}`);
      return [];
    }
    return ended.lines.map((line) => jobSchema.parse(JSON.parse(line)));
  };

  const decide = async ({ job, source }: ListedJob, drop = false): Promise<void> => {
    const labels = [...(source === null ? [] : oracle.labelsEverAt(source))];
    if (labels.length === 0) faults.push(`job ${String(job)} is about ${String(source)}, where no picture ever was`);
    const before = await till.charges();
    const [label] = labels;
    const isCharged = label !== undefined && (before.get(label) ?? 0) > 0;
    const word = wordFor(labels.length, isCharged, drop, random());
    counts[word] = (counts[word] ?? 0) + 1;
    trace(`decide ${String(job)} ${word}: ${labels.join(', ')}, ${isCharged ? '' : 'not '}charged`);
    const ended = await run(program, ['decide', String(job), word, '--json'], DECIDE_MS);
    if (ended === null) faults.push(`"decide ${String(job)} ${word}" did not end`);
    const stack = ended === null ? null : stackIn(ended.errors);
    if (stack !== null) faults.push(`"decide" printed a stack: ${stack}`);
    if (word !== '--again') {
      for (const each of labels) letGo.add(each);
      return;
    }
    const after = await till.charges();
    const sentOf = (each: string): number => (after.get(each) ?? 0) - (before.get(each) ?? 0);
    for (const each of after.keys()) {
      // What it sent beyond the picture that it was asked for is nobody's order
      if (sentOf(each) > 0 && !labels.includes(each)) faults.push(`"decide ${String(job)}" sent "${each}", which is another`);
    }
    // Where its file has another name by now it goes out with the next run, and where it is gone never
    const isSent = labels.some((each) => sentOf(each) > 0);
    for (const each of isSent ? labels.filter((one) => sentOf(one) > 0) : labels) {
      ordered.set(each, (ordered.get(each) ?? 0) + 1);
      if (!isSent && (before.get(each) ?? 0) > 0) letGo.add(each);
    }
    // Another picture lies there by now and went out in its place: nobody asks about the first one any more
    if (isSent) for (const each of labels) if (sentOf(each) === 0 && (before.get(each) ?? 0) > 0) letGo.add(each);
  };

  const bringFoldersBack = async (): Promise<void> => {
    for (const { state, held } of await listed()) {
      if (state !== 'received' || held?.scope !== 'folder') continue;
      trace(`brought back: ${held.by}`);
      counts['folder brought back'] = (counts['folder brought back'] ?? 0) + 1;
      await mkdir(held.by, { recursive: true });
    }
  };

  return {
    ...{ ordered, letGo, counts, faults, bringFoldersBack, decide },
    doubts: async () => (await listed()).filter(({ state }) => state === 'unsure'),
  };
}

/** Where a path had several pictures nobody can be sure which was out: only sending again says it. */
function wordFor(candidates: number, isCharged: boolean, drop: boolean, chance: number): string {
  if (drop) return '--drop';
  if (candidates !== 1) return '--again';
  if (!isCharged) return chance < 0.85 ? '--again' : '--not-charged';
  return chance < 0.4 ? '--again' : chance < 0.8 ? '--charged' : '--drop';
}
