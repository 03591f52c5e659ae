/** The command `npm run torture -- --watch`: reads what was typed, runs, prints, and says by its code whether everything held. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { faultsOf, tableOf } from './report.ts';
import { BUGS, tidy, tortureWatch } from './torture-watch.ts';

export const USAGE = `usage: npm run torture -- --watch [--minutes N] [--seed N] [--json] [--keep] [--bug NAMES]
  --minutes N     how long the folders are worked in and the program is killed; finishing and counting come on top (3)
  --bug NAMES     break something on purpose (${BUGS.join(',')}): the run must find it and end with 1`;

const typedSchema = z.object({
  minutes: z.coerce.number().positive().max(600).default(3),
  seed: z.coerce
    .number()
    .int()
    .positive()
    .max(2 ** 31)
    .optional(),
  bug: z
    .string()
    .optional()
    .transform((names) => names?.split(',') ?? [])
    .pipe(z.array(z.enum(BUGS))),
  json: z.boolean().default(false),
  keep: z.boolean().default(false),
});

/** What was typed; null: it was not understood. */
function read(words: readonly string[]): z.infer<typeof typedSchema> | null {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const options = { watch: flag, minutes: text, seed: text, bug: text, json: flag, keep: flag };
    return typedSchema.parse(parseArgs({ args: [...words], options }).values);
  } catch {
    return null;
  }
}

/** Runs the command; returns the exit code. `strikePreload`: path of the code that breaks the program. */
export async function play(words: readonly string[], strikePreload: string): Promise<number> {
  const typed = read(words);
  if (typed === null) {
    console.error(USAGE);
    return 2;
  }
  const say = (sentence: string): void => {
    if (!typed.json) process.stderr.write(`${sentence}\n`);
  };
  const seed = typed.seed ?? 1 + Math.floor(Math.random() * 1_000_000);
  const folder = await mkdtemp(join(tmpdir(), 'darkslide-torture-watch-'));
  say(`seed ${String(seed)}: ${String(typed.minutes)} minutes`);
  try {
    const found = await tortureWatch({ minutes: typed.minutes, seed, bugs: typed.bug, folder, strikePreload, say });
    const faults = faultsOf(found);
    console.log(typed.json ? JSON.stringify({ ...found, faults }) : tableOf(found, faults));
    return faults.length === 0 ? 0 : 1;
  } finally {
    if (typed.keep) say(`kept: ${folder}`);
    else await tidy(folder);
  }
}
