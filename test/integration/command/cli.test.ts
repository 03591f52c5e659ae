/** The built command line as a process: what it prints, how it ends, and that it never pays twice. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRunnerLock } from '../../../electron/develop/queue/runner-lock.ts';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { makePicture } from '../../fixtures/pictures.ts';
import { bytesOf, charges, temporaryFolder, writePhotos } from '../../helpers/workshop.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const program = join(root, 'dist', 'main', 'cli.cjs');
const lineSchema = z.object({
  event: z.string(),
  source: z.string().nullable(),
  result: z.string().nullable(),
  code: z.string().nullable(),
});

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let simulator: Simulator;

beforeAll(async () => {
  if (!existsSync(program)) throw new Error('dist/main/cli.cjs is missing: run "npm run build" first');
  simulator = await startSimulator({ latencyMs: 0 });
});
afterAll(async () => {
  await simulator.close();
});
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder.remove();
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly lines: z.infer<typeof lineSchema>[];
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      ...process.env,
      DARKSLIDE_HOME: join(folder.path, 'home'),
      SEGMIND_BASE_URL: simulator.url,
      SEGMIND_API_KEY: 'SG_test',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const lines = args.includes('--json')
    ? out
        .split('\n')
        .filter((line) => line.startsWith('{"event"'))
        .map((line) => lineSchema.parse(JSON.parse(line)))
    : [];
  return { code, out, err, lines };
}

describe('develop', () => {
  it('does not wait for ever behind a copy that is in doubt, and takes what the copy brings once a person has decided', async () => {
    const silent = await startSimulator({ latencyMs: 0, script: [{ request: 1, reset: 'after-charge' }] });
    try {
      const [photo = ''] = await writePhotos(join(folder.path, 'photos'), 1);
      const copy = join(folder.path, 'photos', 'copy.jpg');
      await copyFile(photo, copy);
      const env = { SEGMIND_BASE_URL: silent.url };
      const develop = async (path: string) => run(['develop', path, '--prompt', 'winter', '--strength', '0.5', '--json'], env);
      expect((await develop(photo)).code).toBe(4);
      const held = await develop(copy);
      expect(held.code).toBe(4);
      expect(held.lines.map(({ event, code }) => [event, code])).toEqual([
        ['queued', null],
        ['unsure', 'copy-in-doubt'],
      ]);
      expect(charges(silent)).toBe(1);

      expect((await run(['decide', '1', '--again', '--json'], env)).code).toBe(0);
      const after = await develop(copy);
      expect(after.lines.map((line) => line.event)).toEqual(['skipped']);
      expect(charges(silent)).toBe(2); // the doubt, and the person's "again"
    } finally {
      await silent.close();
    }
  });

  it('stores results, leaves originals alone, and skips what was done before', async () => {
    const paths = await writePhotos(join(folder.path, 'photos'), 2);
    const before = await Promise.all(paths.map(async (path) => [await bytesOf(path), (await stat(path)).mtimeMs]));
    const paid = charges(simulator);
    const args = ['develop', ...paths, '--prompt', 'winter', '--strength', '0.5', '--json'];
    const first = await run(args);
    expect(first.lines.map((line) => line.event).sort()).toEqual(['done', 'done', 'queued', 'queued', 'sent', 'sent']);
    expect(first.code).toBe(0);
    expect(await readdir(join(folder.path, 'photos', 'Darkslide'))).toHaveLength(2);
    const second = await run(args);
    expect(second.lines.map((line) => line.event)).toEqual(['skipped', 'skipped']);
    expect(second.lines.map((line) => line.result)).toEqual(
      expect.arrayContaining(first.lines.flatMap((line) => line.result ?? [])),
    );
    expect(second.code).toBe(0);
    expect(charges(simulator) - paid).toBe(2);
    expect(await Promise.all(paths.map(async (path) => [await bytesOf(path), (await stat(path)).mtimeMs]))).toEqual(before);
  });

  it('fails each broken file with its own code and does the rest', async () => {
    const files = [
      await makePicture('jpeg', folder.path),
      await makePicture('truncated', folder.path),
      await makePicture('panorama', folder.path),
      await makePicture('empty', folder.path),
    ];
    const ran = await run([
      'develop',
      ...files,
      '--prompt',
      'x',
      '--demo',
      '--json',
      '--out',
      join(folder.path, 'out'),
      '--name',
      '{name}',
    ]);
    const ends = ran.lines.filter((line) => line.event === 'done' || line.event === 'failed');
    expect(Object.fromEntries(ends.map((line) => [line.source?.split(/[\\/]/).pop(), line.code ?? line.event]))).toEqual({
      'jpeg.jpg': 'done',
      'truncated.jpg': 'picture-truncated',
      'panorama.jpg': 'picture-too-long',
      'empty.jpg': 'file-empty',
    });
    expect(ran.code).toBe(1);
    expect(await readdir(join(folder.path, 'out'))).toEqual(['jpeg.jpg']);
  });

  it('does the photos of other folders, then names the folder that cannot be used and ends with exit status 3', async () => {
    const bad = await writePhotos(join(folder.path, 'bad'), 2, 60);
    const good = await writePhotos(join(folder.path, 'good'), 3, 80);
    await writeFile(join(folder.path, 'bad', 'Darkslide'), 'in the way');
    const paid = charges(simulator);
    const ran = await run(['develop', ...bad, ...good, '--prompt', 'held', '--strength', '0.5', '--json']);
    expect(ran.code).toBe(3);
    expect(
      ran.lines
        .filter((line) => line.event === 'done')
        .map((line) => line.source)
        .sort(),
    ).toEqual(good);
    const said = ran.out.split('\n').find((line) => line.includes('"paused"')) ?? '';
    expect(said).toContain(join(folder.path, 'bad', 'Darkslide'));
    expect(said).toContain('2 photos were not sent.');
    expect(charges(simulator) - paid).toBe(3);
    // What a script left behind must not go out by itself
    expect((await run(['jobs'])).out).toContain('Nothing waits');
  });

  it('stops for the account with exit status 3, and keeps nothing waiting', async () => {
    const [path = ''] = await writePhotos(folder.path, 1);
    const ran = await run(['develop', path, '--prompt', 'x', '--json'], { SEGMIND_API_KEY: 'bad-key' });
    expect(ran.code).toBe(3);
    expect(ran.lines.at(-1)).toMatchObject({ event: 'paused', code: 'key-rejected' });
    expect(ran.out + ran.err).not.toContain('bad-key');
    expect((await run(['develop', path, '--prompt', 'x', '--json'], { SEGMIND_API_KEY: '' })).lines.at(-1)).toMatchObject({
      code: 'key-missing',
    });
  });

  it('does not hand photos to a runner that would send them elsewhere', async () => {
    const [path = ''] = await writePhotos(join(folder.path, 'photos'), 1);
    await mkdir(join(folder.path, 'home'));
    const lock = createRunnerLock(join(folder.path, 'home'), { name: 'the app', host: 'elsewhere.example', takesWork: true });
    lock.tryAcquire();
    const ran = await run(['develop', path, '--prompt', 'x', '--json']);
    lock.release();
    expect(ran.code).toBe(3);
    expect(ran.lines.at(-1)).toMatchObject({ event: 'paused', code: 'runner-busy' });
  });
});

describe('the models that are not photo → photo', () => {
  it.each<[string, string[], string[]]>([
    ['stable-diffusion-3-turbo-img2img', ['--prompt', 'warm'], ['photo']],
    ['sd3-med-img2img', ['--prompt', 'warm'], ['photo']],
    ['codeformer', [], ['photo']],
    ['sd2.1-faceswapper', [], ['photo', 'face']],
    ['sdxl1.0-txt2img', ['--prompt', 'a harbour'], []],
    ['fooocus', ['--prompt', 'a harbour'], []],
  ])('%s leaves a result on disk', async (model, words, inputs) => {
    const paths = await writePhotos(join(folder.path, 'photos'), inputs.length);
    const face = paths[1] === undefined ? [] : ['--with', paths[1]];
    const out = join(folder.path, 'out');
    const ran = await run([
      'develop',
      ...paths.slice(0, 1),
      ...face,
      '--model',
      model,
      ...words,
      '--out',
      out,
      '--demo',
      '--json',
    ]);
    expect(ran.lines.at(-1), ran.err + ran.out).toMatchObject({ event: 'done' });
    expect(ran.code).toBe(0);
    expect(await readdir(out)).toHaveLength(1);
  });
});

describe('the other commands', () => {
  it('list the models and the balance', async () => {
    const models = await run(['models']);
    expect(models.out).toContain('stable-diffusion-3-turbo-img2img');
    expect(models.code).toBe(0);
    const credits = await run(['credits', '--json']);
    expect(credits.code).toBe(0);
    expect(z.object({ credits: z.number(), host: z.string() }).parse(JSON.parse(credits.out)).credits).toBeGreaterThan(0);
  });

  it.each([[[]], [['develop']], [['nonsense']], [['develop', 'a.jpg', '--prompt', 'x', '--strength', '2']]])(
    '%j is not understood',
    async (args) => {
      const ran = await run(args);
      expect(ran.code).toBe(2);
      expect(ran.err).toContain('Usage');
    },
  );
});
