/** `npm run state-matrix`: every file that guards money, broken in every way, alone and by twos; what command line and app say of it and what is charged, as a table. Ends with 1 where a cell has a fault. */
import { parseArgs } from 'node:util';
import { ensureInstalled } from '../../electron/launch/install.mjs';
import { command, Explained, inProject } from '../../electron/launch/project.mjs';

const USAGE = `usage: npm run state-matrix -- [--pairs] [--sample N] [--seed N] [--only TEXT] [--side NAME] [--at-once N]
  --pairs      two things at once as well: about an hour on two cores
  --sample N   so many cells, drawn by --seed
  --only TEXT  cells whose name has this in it, such as "settings cut"
  --side NAME  "app" or "command line" alone`;

await command(async () => {
  const wanted = readArguments(process.argv.slice(2));
  await ensureInstalled();
  const { ensureBundles } = await import('../../electron/launch/bundles.mjs');
  await ensureBundles({ only: ['main'] });
  const { runnerImport } = await import('vite');
  const load = async (...file) =>
    (await runnerImport(inProject('test', 'faults', ...file), { root: inProject(), logLevel: 'warn' })).module;
  const { draw, nameOf, pairCells, singleCells, sound } = await load('state', 'cells.ts');
  const { runStates, summaryOf, tableOf } = await load('state', 'matrix.ts');
  const { randomFrom } = await load('..', '..', 'electron', 'simulator', 'random.ts');
  const all = [sound, ...singleCells(), ...(wanted.pairs ? pairCells() : [])].filter((cell) =>
    nameOf(cell).includes(wanted.only),
  );
  const cells = wanted.sample === null ? all : draw(all, wanted.sample, randomFrom(wanted.seed));
  const started = performance.now();
  console.error(`seed ${wanted.seed}: ${cells.length} of ${all.length} cells`);
  let done = 0;
  const run = await runStates({
    cells,
    sides: wanted.sides,
    atOnce: wanted.atOnce,
    told: ({ cell, side, faults }) => {
      done += 1;
      for (const fault of faults) console.error(`FAULT ${nameOf(cell)}, ${side}: ${fault}`);
      if (done % 20 === 0) console.error(`${done} of ${cells.length * wanted.sides.length}`);
    },
  });
  console.log(tableOf(run.findings));
  console.log('');
  console.log(`${summaryOf(run)}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return run.findings.every((finding) => finding.faults.length === 0) ? 0 : 1;
});

function readArguments(words) {
  const text = { type: 'string' };
  let values;
  try {
    const options = {
      pairs: { type: 'boolean', default: false },
      sample: text,
      seed: text,
      only: text,
      side: text,
      'at-once': text,
    };
    ({ values } = parseArgs({ args: words, options }));
  } catch (error) {
    throw new Explained(`${error.message}\n${USAGE}`);
  }
  const both = ['command line', 'app'];
  if (values.side !== undefined && !both.includes(values.side)) throw new Explained(USAGE);
  return {
    pairs: values.pairs,
    sample: values.sample === undefined ? null : Number(values.sample),
    seed: Number(values.seed ?? 1 + Math.floor(Math.random() * 1_000_000)),
    only: values.only ?? '',
    atOnce: Number(values['at-once'] ?? 2),
    sides: values.side === undefined ? both : [values.side],
  };
}
