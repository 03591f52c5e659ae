/** Pools of processes that decode, for tests: a bundle of their own, every process known by its number, and what stands in a decoder's place. */
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { createImagePool, type ImagePool, type ImagePoolOptions } from '../../electron/images/pool/pool.ts';
import { forkNode } from '../../electron/processes/fork-node.ts';
import type { OwnProcess, Spawn } from '../../electron/processes/own-process.ts';

const root = resolve(import.meta.dirname, '../..');

export interface PoolGround {
  /** The bundled process that decodes. */
  readonly file: string;
  /** A further bundle, by its name among `more`. */
  readonly bundle: (name: string) => string;
  readonly open: (options?: Partial<ImagePoolOptions>) => OpenPool;
  /** Closes every pool and removes the bundle. */
  readonly close: () => Promise<void>;
}

export interface OpenPool {
  readonly pool: ImagePool;
  /** All processes that were ever started for it, in order. */
  readonly started: readonly OwnProcess[];
  /** What it told the log. */
  readonly told: readonly string[];
}

/**
 * Builds it.
 * @param name - of the bundle's folder
 * @param more - further entries, paths in the project by name
 */
export async function openPoolGround(name: string, more: Readonly<Record<string, string>> = {}): Promise<PoolGround> {
  // Inside node_modules, so that the bundle finds sharp where the app's own bundle does.
  const folder = join(root, 'node_modules/.cache', `darkslide-${name}`);
  const entries = { 'image-process': 'electron/images/pool/entry.ts', ...more };
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true, external: ['sharp', 'libheif-js'] },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      target: 'node18',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([entry, path]) => [entry, join(root, path)])),
        external: [/^node:/, /^sharp/, /^libheif-js/],
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'shared-[hash].cjs' },
      },
    },
  });
  const file = join(folder, 'image-process.cjs');
  const pools: ImagePool[] = [];
  return {
    file,
    bundle: (entry) => join(folder, `${entry}.cjs`),
    open: (options = {}) => {
      const started: OwnProcess[] = [];
      const told: string[] = [];
      const spawn: Spawn = (plan) => {
        const one = forkNode(plan);
        started.push(one);
        return one;
      };
      const log = (line: string): void => {
        told.push(line);
      };
      const pool = createImagePool({ spawn, file, log, ...options });
      pools.push(pool);
      return { pool, started, told };
    },
    close: async () => {
      await Promise.all(
        pools.map(async (pool) => {
          await pool.close();
        }),
      );
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A program that stands in a decoder's place and misbehaves. `hash` answers 64 times the last character of the path.
 * @param misbehave - JavaScript that sees `path`, `answer(value)` and `count(name)`, how often the name was counted in whatever process
 */
export async function writeRogue(folder: string, misbehave: string, whileLoading = ''): Promise<string> {
  const file = join(folder, `rogue-${String((rogues += 1))}.cjs`);
  await writeFile(
    file,
    `const fs = require('node:fs');
     const count = (name) => { fs.appendFileSync(${JSON.stringify(file)} + '.' + name, 'x'); return fs.statSync(${JSON.stringify(file)} + '.' + name).size; };
     const answer = (value) => process.send({ type: 'done', value, memory: 1 });
     process.on('disconnect', () => process.exit());
     ${whileLoading}
     process.on('message', ({ input: [path] }) => {
       ${misbehave}
       answer(path.at(-1).repeat(64));
     });
     process.send({ type: 'ready' });`,
  );
  return file;
}
let rogues = 0;
