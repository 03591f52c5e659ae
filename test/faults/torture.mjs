/**
 * `npm run torture`: develops photos with the command line as a process and kills it again and again, against the simulator with
 * random faults; then counts what was charged. Ends with 1 unless no photo was paid for twice, no paid result was lost and no
 * original changed. `-- --watch` does the same to a watching command line, while other programs work in its folders.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from '../../electron/launch/install.mjs';
import { command, Explained, inProject } from '../../electron/launch/project.mjs';
import { cellsOf } from './torture/kill-points.mjs';
import { faultsOf, print } from './torture/report.mjs';

const BUGS = ['requeue', 'forget', 'touch', 'spoil', 'twice', 'unasked', 'stack'];
const USAGE = `usage: npm run torture -- [--photos N] [--kills N] [--seed N] [--transport v1|v2] [--json] [--keep]
  --share K/N     aim only at every N-th of the moments to kill at, from the K-th on, so that N short runs reach all of them
  --at "STEP PLACE"  aim only at this moment, such as "send after" or "spool write inside"
  --short         nobody decides about what is in doubt while there is other work, and what was not begun is left at the end
  --bug NAMES     break the program on purpose (${BUGS.join(',')}): the run must find each of them and end with 1
  --watch         watched folders instead; -- --watch --help says how`;

// An end from outside takes the simulator along
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => process.exit(1));

await command(async () => {
  if (process.argv.includes('--watch')) return await watched(process.argv.slice(2));
  const wanted = readArguments(process.argv.slice(2));
  await ensureInstalled();
  const { ensureBundles } = await import('../../electron/launch/bundles.mjs');
  await ensureBundles({ only: ['main'] });
  const { torture } = await import('./torture/torture.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'darkslide-torture-'));
  try {
    const found = await torture({ ...wanted, folder, say: wanted.json ? () => undefined : say });
    const faults = faultsOf(found);
    if (wanted.json) console.log(JSON.stringify({ ...found, faults }));
    else print(found, faults);
    return faults.length === 0 ? 0 : 1;
  } finally {
    if (wanted.keep) say(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
});

async function watched(words) {
  await ensureInstalled();
  const { ensureBundles } = await import('../../electron/launch/bundles.mjs');
  await ensureBundles({ only: ['main'] });
  const { runnerImport } = await import('vite');
  const file = inProject('test', 'faults', 'torture', 'watch', 'play.ts');
  const { module } = await runnerImport(file, { root: inProject(), logLevel: 'warn' });
  return await module.play(words, inProject('test', 'faults', 'torture', 'strike.mjs'));
}

function readArguments(words) {
  let values;
  try {
    const text = { type: 'string' };
    const flag = { type: 'boolean', default: false };
    ({ values } = parseArgs({
      args: words,
      options: {
        ...{ photos: text, kills: text, seed: text, transport: text, share: text, at: text, bug: text },
        ...{ short: flag, json: flag, keep: flag },
      },
    }));
  } catch (error) {
    throw new Explained(`${error.message}\n${USAGE}`);
  }
  const number = (name, text, most) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most) throw new Explained(`--${name} wants 1 to ${most}\n${USAGE}`);
    return value;
  };
  const transport = values.transport ?? 'v1';
  if (transport !== 'v1' && transport !== 'v2') throw new Explained(USAGE);
  const [part, parts] = (values.share ?? '1/1').split('/').map(Number);
  if (!(part >= 1 && part <= parts)) throw new Explained(USAGE);
  const bugs = values.bug?.split(',') ?? [];
  if (bugs.some((bug) => !BUGS.includes(bug))) throw new Explained(USAGE);
  if (values.at !== undefined && !cellsOf(transport).some((cell) => cell.name === values.at)) throw new Explained(USAGE);
  return {
    photos: number('photos', values.photos ?? '200', 1000),
    kills: number('kills', values.kills ?? '100', 100_000),
    seed: number('seed', values.seed ?? String(1 + Math.floor(Math.random() * 1_000_000)), 2 ** 31),
    transport,
    share: [part, parts],
    at: values.at ?? null,
    bugs,
    isShort: values.short,
    json: values.json,
    keep: values.keep,
  };
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}
