/** What tests of `watch` as a process stand on: a folder with photos, a data folder beside it, and processes that end with the test. */
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach } from 'vitest';
import type { Simulator } from '../../electron/simulator/server.ts';
import { readReports, startCommand } from './command.ts';
import { temporaryFolder } from './workshop.ts';

/** Waits of tests whose command has to start first. */
export const patience = { timeout: 40_000, interval: 20 };

/** A command that goes on. */
export interface Begun {
  readonly child: ChildProcess;
  /** The whole lines so far. */
  readonly lines: () => ReturnType<typeof readReports>;
  readonly err: () => string;
  readonly ended: Promise<unknown[]>;
}

export interface WatchCommandGround {
  /** The folder that holds everything. */
  readonly path: string;
  readonly photos: string;
  /** The service of the test; it is closed with it. */
  simulator: Simulator;
  readonly environment: (key?: string) => Record<string, string>;
  /** "watch" over the photos, with more words. */
  readonly words: (...more: string[]) => string[];
  readonly begin: (typed: readonly string[]) => Begun;
}

/** Makes it anew for each test of a file; the test starts the simulator. */
export function useWatchCommand(): WatchCommandGround {
  const children: ChildProcess[] = [];
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let simulator: Simulator | null = null;
  beforeEach(async () => {
    folder = await temporaryFolder();
    await mkdir(join(folder.path, 'photos'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await simulator?.close();
    simulator = null;
    await folder.remove();
  });
  const ground: WatchCommandGround = {
    get path() {
      return folder.path;
    },
    get photos() {
      return join(folder.path, 'photos');
    },
    get simulator() {
      if (simulator === null) throw new Error('The test has started no simulator');
      return simulator;
    },
    set simulator(started) {
      simulator = started;
    },
    environment: (key = 'SG_test') => ({
      ...{ DARKSLIDE_HOME: join(folder.path, 'home'), SEGMIND_BASE_URL: ground.simulator.url, SEGMIND_API_KEY: key },
    }),
    words: (...more) => ['watch', ground.photos, '--prompt', 'winter', '--json', ...more],
    begin: (typed) => {
      const child = startCommand(typed, ground.environment());
      children.push(child);
      let out = '';
      let err = '';
      child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
      return {
        child,
        lines: () => readReports(out.slice(0, out.lastIndexOf('\n') + 1)),
        err: () => err,
        ended: once(child, 'close'),
      };
    },
  };
  return ground;
}
