/** Builds what is out of date: each of the three bundles is remembered by the content of everything that goes into it. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Explained, inProject, say } from './project.mjs';

/** Bundle → the files it must have with the entry of each, and the files and folders that go into it. */
const bundles = {
  main: {
    entries: {
      main: 'electron/main.ts',
      cli: 'electron/cli.ts',
      'image-process': 'electron/images/pool/entry.ts',
      'simulator-worker': 'electron/simulator/worker.ts',
      'view-thread': 'electron/library/views/view-thread.ts',
      'walk-thread': 'electron/library/intake/walk-thread.ts',
      'watch-process': 'electron/watch/process/entry.ts',
    },
    extension: 'cjs',
    sources: ['electron', 'resources/models'],
  },
  preload: {
    entries: { preload: 'electron/preload.ts' },
    extension: 'cjs',
    sources: ['electron/preload.ts', 'electron/contract'],
  },
  renderer: { entries: { index: 'renderer/index.html' }, extension: 'html', sources: ['renderer', 'electron/contract'] },
};
const inEveryBundle = ['package.json', 'package-lock.json', 'tsconfig.json'];

/**
 * Builds the bundles whose sources changed; returns the names of those that were built.
 * `force` builds all, `only` names those that matter. A bundle whose entry does not exist is left out with a sentence, and the others are built.
 */
export async function ensureBundles({ force = false, only = Object.keys(bundles) } = {}) {
  const stale = [];
  for (const name of only) {
    const print = await fingerprint(name);
    if (force || !(await isCurrent(name, print))) stale.push({ name, print });
  }
  if (stale.length === 0) return [];
  const started = Date.now();
  const { build } = await import('vite');
  const built = [];
  // vite sets this for the whole process, and what is started after the build (tests) must not inherit it
  const mode = process.env.NODE_ENV;
  try {
    for (const { name, print } of stale) {
      if (!hasEntries(name)) continue;
      await buildOne(build, name, print);
      built.push(name);
    }
  } finally {
    if (mode === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = mode;
  }
  if (built.length > 0) say(`built ${built.join(', ')} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return built;
}

/** Says which entries are missing; false where none is there. The configs leave out what is missing. */
function hasEntries(name) {
  const entries = Object.values(bundles[name].entries);
  const missing = entries.filter((entry) => !existsSync(inProject(entry)));
  for (const entry of missing) say(`build: ${entry} does not exist, so dist/${name} is built without it`);
  return missing.length < entries.length;
}

/** Builds beside the place and swaps it in, so that two commands started at once never see half a bundle. */
async function buildOne(build, name, print) {
  const making = inProject('dist', `.making-${name}-${process.pid}`);
  try {
    await build({
      configFile: inProject(`vite.${name}.config.mts`),
      logLevel: 'warn',
      build: { outDir: making },
    });
    await writeFile(join(making, '.sources'), print);
    await mkdir(inProject('dist'), { recursive: true });
    await swap(making, inProject('dist', name));
  } catch (error) {
    throw new Explained(`build: ${name} failed\n${error?.message ?? error}`);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function swap(fresh, place) {
  const old = `${place}.old-${process.pid}`;
  await rename(place, old).catch(ignoreMissing);
  try {
    await rename(fresh, place);
  } catch (error) {
    // Someone else put the same bundle there between the two renames: theirs is as good as ours.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  }
  await rm(old, { recursive: true, force: true });
}

async function isCurrent(name, print) {
  const { entries, extension } = bundles[name];
  const made = Object.keys(entries).filter((entry) => existsSync(inProject(entries[entry])));
  if (made.length === 0 || !made.every((entry) => existsSync(inProject('dist', name, `${entry}.${extension}`)))) return false;
  const known = await readFile(inProject('dist', name, '.sources'), 'utf8').catch(ignoreMissing);
  return known === print;
}

/** SHA-256 over names and contents of everything that goes into a bundle. */
async function fingerprint(name) {
  const hash = createHash('sha256');
  const config = `vite.${name}.config.mts`;
  const files = [];
  for (const source of [...bundles[name].sources, config, ...inEveryBundle]) files.push(...(await filesUnder(source)));
  for (const file of files.sort()) {
    hash.update(`${file}\0`).update(await readFile(inProject(file)));
  }
  return hash.digest('hex');
}

async function filesUnder(path) {
  // The launch scripts run the builds and are in none of them.
  if (path === 'electron/launch' || path.endsWith('.md')) return [];
  const entries = await readdir(inProject(path), { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOTDIR') return null;
    return ignoreMissing(error) ?? [];
  });
  if (entries === null) return [path];
  const nested = await Promise.all(entries.map((entry) => filesUnder(`${path}/${entry.name}`)));
  return nested.flat();
}

function ignoreMissing(error) {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
