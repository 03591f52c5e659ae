/**
 * `npm test`: from a clean clone to one line that says how many tests passed. Layers: build, format, lint, types, types-25,
 * unit, integration, e2e. `--only NAME` and `--without NAME` choose among them (repeat, or separate names by commas).
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from '../electron/launch/install.mjs';
import { command, Explained, inProject } from '../electron/launch/project.mjs';
import { countPlaywright, countVitest, sum } from './helpers/counts.mjs';
import { resultsFolder, runPackage, runStep, tail } from './helpers/run-step.mjs';

const layers = {
  build,
  format: async () => oneCheck('format', 'prettier/bin/prettier.cjs', ['--check', '.']),
  lint: async () => oneCheck('lint', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
  types: async () => oneCheck('types', 'typescript/bin/tsc', ['--noEmit']),
  'types-25': typesOf25,
  unit: async () => vitest('unit'),
  integration,
  e2e,
};

/** Lint keeps one core busy for about as long as these together: they run beside it. */
const besideLint = ['format', 'types', 'types-25'];

/** The specs in halves side by side, each on a ground of its own: a window waits for most of its time, and has the keyboard of its screen to itself. */
const E2E_SHARDS = 2;

await command(async () => {
  const names = chosen(process.argv.slice(2));
  await ensureInstalled();
  const rows = new Map();
  const run = async (name) => rows.set(name, await runLayer(name));
  const inTurn = async (some) => {
    for (const name of some) await run(name);
  };
  const checks = names.filter((name) => besideLint.includes(name));
  const before = names.slice(0, names.indexOf('build') + 1);
  const after = names.filter((name) => !before.includes(name) && !checks.includes(name) && name !== 'lint');
  await inTurn(before);
  await Promise.all([inTurn(checks), inTurn(names.filter((name) => name === 'lint'))]);
  await inTurn(after);
  return report(names.map((name) => rows.get(name)));
});

/** @returns {Promise<{ name: string, seconds: number, passed: number, failed: number, skipped: number }>} */
async function runLayer(name) {
  const started = performance.now();
  console.log(`${name} …`);
  const { log, notices = [], ...counts } = await layers[name]();
  const seconds = (performance.now() - started) / 1000;
  console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds.toFixed(1)} s`);
  if (counts.failed > 0 && log) console.log(`${tail(log)}\n  the whole log: ${log}`);
  for (const notice of notices) shout(`${name}: ${notice}`);
  return { name, seconds, notices, ...counts };
}

/** What integration and e2e run is what is built from these sources. */
async function build() {
  const { ensureBundles } = await import('../electron/launch/bundles.mjs');
  try {
    await ensureBundles();
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    if (!(error instanceof Explained)) throw error;
    console.log(error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** A program that only passes or fails. */
async function oneCheck(name, script, args) {
  const { code, log } = await runPackage(name, script, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, log };
}

/** The oldest Electron that runs this code lacks calls that the newest has. */
async function typesOf25() {
  const { copyFileSync, mkdirSync } = await import('node:fs');
  const { ensureElectron25Types } = await import('../electron/launch/electron25.mjs');
  const declarations = await ensureElectron25Types();
  if (declarations === null) {
    const notice = 'SKIPPED: the types of Electron 25.1.1 could not be fetched from the npm registry (npm pack electron@25.1.1).';
    return { passed: 0, failed: 0, skipped: 1, notices: [notice] };
  }
  const folder = inProject('node_modules', '.cache', 'darkslide', 'electron25');
  mkdirSync(folder, { recursive: true });
  copyFileSync(declarations, join(folder, 'electron.d.ts'));
  return oneCheck('types-25', 'typescript/bin/tsc', ['-p', 'tsconfig.electron25.json']);
}

async function vitest(project) {
  const file = freshReport(project);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code, log } = await runPackage(project, 'vitest/vitest.mjs', args);
  return { ...countVitest(code, readReport(file)), log };
}

/** Its judges of decoders ask programs of the system. */
async function integration() {
  const { decoderPackages, ensureDebianPackages } = await import('./helpers/debian.mjs');
  const missing = await ensureDebianPackages(decoderPackages);
  return { ...(await vitest('integration')), notices: missing === null ? [] : [missing] };
}

async function e2e() {
  const { prepareGround } = await import('./helpers/e2e-ground.mjs');
  const ground = await prepareGround();
  const playwright = [inProject('node_modules', '@playwright', 'test', 'cli.js'), 'test', '-c', 'test/e2e/playwright.config.ts'];
  if (ground.impossible !== null) {
    const skipped = await countSpecs(playwright);
    return { passed: 0, failed: 0, skipped, notices: [...ground.notices, `ALL ${skipped} SKIPPED. ${ground.impossible}`] };
  }
  const count = ground.virtualScreen ? E2E_SHARDS : 1; // a person's own screen has one keyboard
  const shards = await Promise.all(
    Array.from({ length: count }, async (_, index) => e2eShard(ground, playwright, { index: index + 1, count })),
  );
  const log = shards.find(({ failed }) => failed > 0)?.log ?? shards[0].log;
  return { ...sum(shards), log, notices: ground.notices };
}

async function e2eShard(ground, playwright, { index, count }) {
  const { onGround } = await import('./helpers/e2e-ground.mjs');
  const name = `e2e-${index}`;
  const file = freshReport(name);
  const words = [...playwright, '--reporter=list,json', `--shard=${index}/${count}`, '--output', join(resultsFolder, name)];
  const { program, args, env, tidy } = onGround(ground, process.execPath, words, { screen: 90 + index * 10 });
  try {
    const { code, log } = await runStep(name, program, args, { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file });
    return { ...countPlaywright(code, readReport(file)), log };
  } finally {
    tidy();
  }
}

async function countSpecs(playwright) {
  const { log } = await runStep('e2e-list', process.execPath, [...playwright, '--list']);
  return Number(/Total: (\d+) test/.exec(readFileSync(log, 'utf8'))?.[1] ?? 0);
}

function freshReport(name) {
  const file = join(resultsFolder, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

/** The names of the layers to run, in their order. */
function chosen(words) {
  const only = [];
  const without = [];
  for (let i = 0; i < words.length; i += 2) {
    const list = { '--only': only, '--without': without }[words[i]];
    const names = (words[i + 1] ?? '').split(',');
    const unknown = names.filter((name) => !Object.hasOwn(layers, name));
    if (list === undefined || unknown.length > 0) {
      throw new Explained(`usage: npm test [-- --only LAYER] [--without LAYER]   layers: ${Object.keys(layers).join(', ')}`);
    }
    list.push(...names);
  }
  return Object.keys(layers).filter((name) => (only.length === 0 || only.includes(name)) && !without.includes(name));
}

/** The table, then the sum alone on the last line; returns the exit code. */
function report(rows) {
  console.log('');
  console.log(`${'layer'.padEnd(14)}${['passed', 'failed', 'skipped', 'seconds'].map((word) => word.padStart(9)).join('')}`);
  for (const { name, passed, failed, skipped, seconds } of rows) {
    const numbers = [passed, failed, skipped, seconds.toFixed(1)];
    console.log(`${name.padEnd(14)}${numbers.map((number) => String(number).padStart(9)).join('')}`);
  }
  for (const { name, notices } of rows) for (const notice of notices) shout(`${name}: ${notice}`);
  const total = sum(rows);
  console.log('');
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 ? 0 : 1;
}

function shout(text) {
  const frame = '!'.repeat(100);
  console.log(`${frame}\n!! ${text.split('\n').join('\n!! ')}\n${frame}`);
}
