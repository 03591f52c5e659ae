/**
 * `npm run bench -- --list` names the benchmarks, `-- NAME` runs one. Each benchmark is one file in this folder, NAME.mjs or
 * NAME.mts: its first comment says what it measures, its `bench(words)` prints the figures.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from '../../electron/launch/install.mjs';
import { command, Explained, inProject } from '../../electron/launch/project.mjs';

const folder = dirname(fileURLToPath(import.meta.url));

await command(async () => {
  const [name, ...words] = process.argv.slice(2);
  const files = benchmarks();
  if (name === '--list') {
    for (const [known, file] of files) console.log(`${known.padEnd(14)}${describe(file)}`);
    return 0;
  }
  const file = files.get(name);
  if (file === undefined) throw new Explained(`usage: npm run bench -- --list | NAME   names: ${[...files.keys()].join(', ')}`);
  await ensureInstalled();
  const { ensureBundles } = await import('../../electron/launch/bundles.mjs');
  await ensureBundles();
  const { bench } = await load(file);
  return bench(words);
});

/** Name → file. */
function benchmarks() {
  const files = readdirSync(folder).filter((file) => /\.m[jt]s$/.test(file) && file !== 'run.mjs');
  return new Map(files.sort().map((file) => [basename(file, extname(file)), join(folder, file)]));
}

/** The first sentence of the file's first comment. */
function describe(file) {
  const comment = /\/\*\*\s*([\s\S]*?)\*\//.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  const text = comment.replace(/\s*\n?\s*\*\s+/g, ' ').trim();
  return /^[^.]*\./.exec(text)?.[0] ?? text;
}

/** TypeScript goes through vite, which the build uses too. */
async function load(file) {
  if (extname(file) === '.mjs') return import(pathToFileURL(file).href);
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport(file, { root: inProject(), logLevel: 'warn' });
  return module;
}
