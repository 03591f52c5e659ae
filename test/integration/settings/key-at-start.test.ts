/** How the key comes to a start, and that nothing begun by it finds the key again. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { takeKey } from '../../../electron/settings/key-at-start.ts';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';

const KEY = 'SG_4f1d8c0b9a7e6352';
const program = join(process.cwd(), 'dist', 'main', 'cli.cjs');

let simulator: Simulator;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'darkslide-key-'));
  simulator = await startSimulator({ validKeys: [KEY] });
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await simulator.close();
  await rm(home, { recursive: true });
});

describe('a program that is begun after the start', () => {
  it('looks for the key in its environment and finds none', () => {
    vi.stubEnv('SEGMIND_API_KEY', KEY);
    expect(takeKey(process.env)).toBe(KEY);
    const child = spawnSync(process.execPath, ['-p', 'JSON.stringify(process.env)'], { encoding: 'utf8' });
    expect(child.stdout).toContain('PATH');
    expect(child.stdout).not.toContain(KEY);
    expect(takeKey(process.env)).toBeUndefined();
  });
});

/** Asks the command line for the balance: it says it only where the key arrived. */
async function credits(variables: Record<string, string>, piped: string | null): Promise<string> {
  const child = spawn(process.execPath, [program, 'credits', '--json'], {
    env: { ...process.env, DARKSLIDE_HOME: home, SEGMIND_BASE_URL: simulator.url, ...variables },
    stdio: ['ignore', 'pipe', 'inherit', piped === null ? 'ignore' : 'pipe'],
  });
  let out = '';
  child.stdout?.on('data', (part: Buffer) => (out += part.toString()));
  const pipe = child.stdio[3];
  if (piped !== null && pipe !== null && pipe !== undefined && 'end' in pipe) pipe.end(piped);
  await new Promise((resolve) => child.once('close', resolve));
  return out;
}

describe('a key that is handed over by a pipe', () => {
  it('arrives, and goes before one in a variable', async () => {
    expect(await credits({ DARKSLIDE_KEY_PIPE: '3', SEGMIND_API_KEY: 'bad' }, KEY)).toContain('5');
  });
  it('a variable that names a pipe where there is none keeps nobody from starting', async () => {
    expect(await credits({ DARKSLIDE_KEY_PIPE: '3', SEGMIND_API_KEY: KEY }, null)).toContain('5');
    expect(await credits({ DARKSLIDE_KEY_PIPE: '0', SEGMIND_API_KEY: KEY }, null)).toContain('5');
  });
});
