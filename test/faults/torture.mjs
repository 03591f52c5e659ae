/**
 * `npm run torture`: develops photos with the command line as a process and kills it again and again, against the simulator with
 * random faults; then counts what was charged. Ends with 1 unless no photo was paid for twice, no paid result was lost and no
 * original changed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from '../../electron/launch/install.mjs';
import { command, Explained } from '../../electron/launch/project.mjs';

const USAGE = 'usage: npm run torture -- [--photos N] [--kills N] [--seed N] [--transport v1|v2] [--json] [--keep]';

await command(async () => {
  const wanted = readArguments(process.argv.slice(2));
  await ensureInstalled();
  const { ensureBundles } = await import('../../electron/launch/bundles.mjs');
  await ensureBundles({ only: ['main'] });
  const { torture } = await import('./torture/torture.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'darkslide-torture-'));
  try {
    const found = await torture({ ...wanted, folder, say: wanted.json ? () => undefined : say });
    const faults = faultsOf(found);
    print({ ...found, faults }, wanted.json);
    return faults.length === 0 ? 0 : 1;
  } finally {
    if (wanted.keep) say(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
});

function readArguments(words) {
  let values;
  try {
    const text = { type: 'string' };
    const flag = { type: 'boolean', default: false };
    ({ values } = parseArgs({
      args: words,
      options: { photos: text, kills: text, seed: text, transport: text, json: flag, keep: flag },
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
  return {
    photos: number('photos', values.photos ?? '200', 1000),
    kills: number('kills', values.kills ?? '100', 100_000),
    seed: number('seed', values.seed ?? String(1 + Math.floor(Math.random() * 1_000_000)), 2 ** 31),
    transport,
    json: values.json,
    keep: values.keep,
  };
}

/** What must not be. */
function faultsOf(found) {
  const faults = [];
  if (found.charges > found.distinct + found.ordered) faults.push('more was charged than was ordered');
  if (found.ordered > found.again) faults.push('the journal holds more orders than were given');
  if (found.double.length > 0) faults.push(`paid twice: ${found.double.join('; ')}`);
  if (found.lost.length > 0) faults.push(`lost: ${found.lost.join('; ')}`);
  if (found.changed.length > 0) faults.push(`originals changed: ${found.changed.map((path) => basename(path)).join(', ')}`);
  if (found.damaged.length > 0) faults.push(`results damaged: ${found.damaged.map((path) => basename(path)).join(', ')}`);
  if (found.stray.length > 0) faults.push(`results that the ledger does not know: ${found.stray.join(', ')}`);
  if (found.unfinished > 0) faults.push(`${found.unfinished} photos are neither done nor let go`);
  if (found.chargesAskedAgain > 0) faults.push(`asking for the same again charged ${found.chargesAskedAgain} times`);
  if (found.kills < found.killsWanted)
    faults.push(`only ${found.kills} kills of ${found.killsWanted}: there was no work left to kill`);
  return faults;
}

function print(found, json) {
  if (json) {
    console.log(JSON.stringify(found));
    return;
  }
  const count = (map) =>
    Object.entries(map)
      .sort((a, b) => b[1] - a[1])
      .map(([name, times]) => `${name} ${times}`)
      .join(', ');
  const rows = [
    ['seed', found.seed],
    ['transport', found.transport],
    ['photos', found.photos],
    ['kills', `${found.kills} (${count(found.killsBy)})`],
    ['last journal entry at the kill', count(found.killedAfter)],
    ['runs of the command line', found.runs],
    ['requests that reached the simulator', found.posts],
    ['charges by the simulator’s ledger', found.charges],
    ['distinct (content, recipe) charged', found.distinct],
    ['unsure, told to the person', found.told],
    ['decisions', `${found.again} again (${found.ordered} of them sent anew), ${found.drop} let go`],
    ['stored results', found.done],
    ['lost paid results', found.lost.length],
    ['changed originals', found.changed.length],
    ['results stored twice', found.stray.length],
    ['charges when asked for the same again', found.chargesAskedAgain],
    ['hidden half-written files left by kills', found.halfWritten],
    ['seconds', found.seconds.toFixed(0)],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(42)}${value}`);
  console.log('');
  console.log(
    found.faults.length === 0
      ? `holds: ${found.charges} charges ≤ ${found.distinct} distinct + ${found.ordered} ordered again, 0 lost, 0 changed`
      : found.faults.join('\n'),
  );
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}
