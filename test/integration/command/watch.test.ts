/** `watch` as a process: until all is done, until it is ended, and after it was killed. Real files, the simulator's own ledger. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { randomFrom } from '../../../electron/simulator/random.ts';
import { startSimulator } from '../../../electron/simulator/server.ts';
import { readReports, runCommand } from '../../helpers/command.ts';
import { patience, useWatchCommand } from '../../helpers/watch-command.ts';
import { charges, writePhotos } from '../../helpers/workshop.ts';

const ground = useWatchCommand();
const { environment, words, begin } = ground;
const results = async (): Promise<string[]> => {
  const place = join(ground.photos, 'Darkslide');
  return existsSync(place) ? (await readdir(place)).filter((name) => !name.startsWith('.')).sort() : [];
};

describe('watch --until-idle', { timeout: 90_000 }, () => {
  it('leaves alone what is there unless told, develops it once, and goes on where it was', async () => {
    ground.simulator = await startSimulator({ latencyMs: 0 });
    await writePhotos(ground.photos, 3);
    const first = await runCommand(words('--until-idle'), environment());
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(charges(ground.simulator)).toBe(0);
    const second = await runCommand(words('--until-idle', '--existing'), environment());
    expect(second.code).toBe(0);
    expect(second.lines.filter(({ event }) => event === 'done').map(({ source }) => source)).toHaveLength(3);
    await writePhotos(ground.photos, 1, 50);
    const third = await runCommand(words('--until-idle'), environment());
    expect(third.lines.filter(({ event }) => event === 'done')).toMatchObject([{ source: join(ground.photos, 'photo-050.jpg') }]);
    const fourth = await runCommand(words('--until-idle', '--existing'), environment());
    expect(fourth.lines.filter(({ event }) => event === 'done')).toEqual([]);
    expect(charges(ground.simulator)).toBe(4);
    expect(await results()).toHaveLength(4);
  });

  it('says what cannot be, and does not hang on a folder that is not there', async () => {
    ground.simulator = await startSimulator({ latencyMs: 0 });
    const none = await runCommand(
      ['watch', join(ground.path, 'none'), '--prompt', 'winter', '--until-idle', '--json'],
      environment(),
    );
    expect(none).toMatchObject({ code: 3, lines: [{ event: 'paused', code: 'root-missing' }] });
    const nothing = await runCommand(['watch', '--prompt', 'winter'], environment());
    expect(nothing).toMatchObject({ code: 2 });
    const again = await runCommand(words('--again'), environment());
    expect(again.err).toContain('--again');
  });

  it('stops at the limit of its rule with status 3, and takes the rest up another time', async () => {
    ground.simulator = await startSimulator({ latencyMs: 0 });
    await writePhotos(ground.photos, 4);
    const limited = words('--until-idle', '--existing', '--rule', 'Export', '--rule-credits', '0.2');
    const ran = await runCommand(limited, environment());
    expect(ran.code).toBe(3);
    expect(ran.lines.filter(({ event }) => event === 'paused')).toMatchObject([{ code: 'budget-reached' }]);
    expect(charges(ground.simulator)).toBe(2);
    const more = await runCommand(words('--until-idle', '--rule', 'Export', '--rule-credits', '1'), environment());
    expect(more.code).toBe(0);
    expect(charges(ground.simulator)).toBe(4);
  });
});

describe('watch', { timeout: 90_000 }, () => {
  it('goes on until it is ended, and then answers what is out and leaves the rest for the next start', async () => {
    ground.simulator = await startSimulator({ latencyMs: 1_500 });
    const begun = begin(words('--rate', '4'));
    await vi.waitFor(() => {
      expect(begun.err()).toContain('Watching photos');
    }, patience);
    await writePhotos(ground.photos, 8);
    await vi.waitFor(() => {
      expect(ground.simulator.requests().filter(({ method }) => method === 'POST').length).toBeGreaterThan(0);
    }, patience);
    begun.child.kill('SIGTERM');
    expect(await begun.ended).toEqual([0, null]);
    const paid = charges(ground.simulator);
    expect(paid).toBeLessThan(8);
    expect(await results()).toHaveLength(paid);
    // Nobody else sends it unasked
    const listed = await runCommand(['left-over', '--json'], environment());
    expect(readReports(listed.out)).toEqual([]);
    const after = await runCommand(words('--until-idle'), environment());
    expect(after.code).toBe(0);
    expect(charges(ground.simulator)).toBe(8);
    expect(await results()).toHaveLength(8);
  });

  it('misses nothing and pays for nothing twice however often it is killed', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 100_000);
    console.log(`watch kills: SEED=${String(seed)}`);
    const random = randomFrom(seed);
    ground.simulator = await startSimulator({ latencyMs: 50 });
    const originals = new Map<string, Buffer>();
    let count = 0;
    for (let round = 0; round < 4; round += 1) {
      const begun = begin(words('--existing'));
      await vi.waitFor(() => {
        expect(begun.err()).toContain('Watching photos');
      }, patience);
      for (const path of await writePhotos(ground.photos, 4, round * 4)) originals.set(path, await readFile(path));
      count += 4;
      await new Promise((resume) => setTimeout(resume, 1_500 + random() * 3_000)); // the random moment is what is tested
      begun.child.kill('SIGKILL');
      await begun.ended;
    }
    const doubt = ground.simulator.requests().filter(({ charged }) => charged).length;
    const last = await runCommand(words('--until-idle', '--existing'), environment());
    // What was out when it was killed may have been charged: that is for a person to decide, and is never sent again by itself
    const unsure = (await runCommand(['jobs', '--json'], environment())).out
      .split('\n')
      .filter((line) => line.includes('"unsure"')).length;
    // Nobody would learn of them otherwise
    expect(last.code).toBe(unsure > 0 ? 4 : 0);
    expect(new Set(last.lines.flatMap(({ event, job }) => (event === 'unsure' ? [job] : []))).size).toBe(unsure);
    expect(charges(ground.simulator)).toBeLessThanOrEqual(count);
    expect((await results()).length + unsure).toBe(count);
    expect(doubt).toBeLessThanOrEqual(count);
    for (const [path, bytes] of originals) expect(await readFile(path)).toEqual(bytes);
  });
});
