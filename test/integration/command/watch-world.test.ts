/** `watch` as a process, while the world around it is not as it was meant: no key, no folder, other commands, files that are not what they seem. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startSimulator } from '../../../electron/simulator/server.ts';
import { runCommand } from '../../helpers/command.ts';
import { patience, useWatchCommand } from '../../helpers/watch-command.ts';
import { charges, writePhotos } from '../../helpers/workshop.ts';

const ground = useWatchCommand();
const { environment, words, begin } = ground;

describe('watch without what it needs', { timeout: 90_000 }, () => {
  it('ends with status 3 and a next step where there is no key, and where the key is not accepted', async () => {
    ground.simulator = await startSimulator({ latencyMs: 0, validKeys: ['SG_good'] });
    const none = await runCommand(words(), environment(''));
    expect(none).toMatchObject({ code: 3, lines: [{ event: 'paused', code: 'key-missing' }] });
    expect(none.lines[0]?.message).toContain('SEGMIND_API_KEY');
    await writePhotos(ground.photos, 1);
    const refused = await runCommand(words('--existing'), environment('SG_bad'));
    expect(refused.code).toBe(3);
    const last = refused.lines.at(-1);
    expect(last).toMatchObject({ event: 'paused', code: 'key-rejected' });
    expect(last?.message).toContain('SEGMIND_API_KEY');
    expect(charges(ground.simulator)).toBe(0);
    // The photo was not lost over it
    const after = await runCommand(words('--until-idle'), environment('SG_good'));
    expect(after.code).toBe(0);
    expect(charges(ground.simulator)).toBe(1);
  });

  it('says which folder is not there and takes it up once it is, beside one that is', async () => {
    ground.simulator = await startSimulator({ latencyMs: 0 });
    const later = join(ground.path, 'later');
    const once = await runCommand(words('--until-idle').toSpliced(2, 0, later), environment());
    expect(once.code).toBe(3);
    expect(once.lines).toMatchObject([{ event: 'paused', code: 'root-missing', source: later }]);
    expect(once.lines[0]?.message).toContain(later);
    const begun = begin(words().toSpliced(2, 0, later));
    await vi.waitFor(() => {
      expect(begun.err()).toContain('Watching');
    }, patience);
    await mkdir(later);
    await vi.waitFor(() => {
      expect(begun.err()).toContain(`${later}: The folder is there now`);
    }, patience);
    await writePhotos(later, 1);
    await writePhotos(ground.photos, 1, 5);
    await vi.waitFor(() => {
      expect(begun.lines().filter(({ event }) => event === 'done')).toHaveLength(2);
    }, patience);
    begun.child.kill('SIGTERM');
    expect(await begun.ended).toEqual([0, null]);
  });

  it('says that results cannot be stored where they were meant to be, sends nothing, and ends when it is told to', async () => {
    ground.simulator = await startSimulator({ latencyMs: 0 });
    const file = join(ground.path, 'file');
    await writeFile(file, 'no folder');
    const below = join(file, 'results');
    await writePhotos(ground.photos, 1);
    const begun = begin(words('--existing', '--out', below));
    await vi.waitFor(() => {
      expect(
        begun
          .lines()
          .filter(({ event }) => event === 'paused')
          .map(({ message }) => message),
      ).toEqual([expect.stringContaining('results')]);
    }, patience);
    begun.child.kill('SIGTERM');
    expect(await begun.ended).toEqual([0, null]);
    expect(begun.err()).not.toContain('    at ');
    const once = await runCommand(words('--until-idle', '--out', below), environment());
    expect(once.code).toBe(3);
    expect(charges(ground.simulator)).toBe(0);
  });
});

describe('other commands beside a watch', { timeout: 90_000 }, () => {
  it('say who is at work and what to do, and do not wait for ever', async () => {
    ground.simulator = await startSimulator({ latencyMs: 0 });
    const begun = begin(words());
    await vi.waitFor(() => {
      expect(begun.err()).toContain('Watching');
    }, patience);
    const [photo = ''] = await writePhotos(ground.path, 1);
    const pid = String(begun.child.pid);
    const beside = await runCommand(['develop', photo, '--prompt', 'winter', '--json'], environment());
    expect(beside).toMatchObject({ code: 3, lines: [{ event: 'paused', code: 'runner-busy' }] });
    expect(beside.lines[0]?.message).toContain(`process ${pid}`);
    expect((await runCommand(['watch', ground.path, '--prompt', 'other', '--json'], environment())).code).toBe(3);
    const limits = await runCommand(['limits', '--day', '1'], environment());
    expect(limits.code).toBe(3);
    expect(limits.err).toContain(`process ${pid}`);
    expect(limits.err).not.toContain('in its settings');
    begun.child.kill('SIGTERM');
    expect(await begun.ended).toEqual([0, null]);
    expect((await runCommand(['limits', '--day', '1'], environment())).code).toBe(0);
  });
});

describe('files that are not what they seem', { timeout: 90_000 }, () => {
  it('says that a known name has another picture, and develops it with --changed', async () => {
    ground.simulator = await startSimulator({ latencyMs: 0 });
    const [first = ''] = await writePhotos(ground.photos, 1);
    expect((await runCommand(words('--until-idle', '--existing'), environment())).code).toBe(0);
    const [other = ''] = await writePhotos(ground.path, 1, 7);
    // As programs save: whole under another name, then put over the known one
    await rename(other, first);
    const left = await runCommand(words('--until-idle'), environment());
    expect(left).toMatchObject({ code: 0, lines: [{ event: 'skipped', source: first }] });
    expect(left.lines[0]?.message).toContain('--changed');
    expect(charges(ground.simulator)).toBe(1);
    const taken = await runCommand(words('--until-idle', '--changed'), environment());
    expect(taken.lines.filter(({ event }) => event === 'done')).toMatchObject([{ source: first }]);
    expect(charges(ground.simulator)).toBe(2);
  });

  it('ends, and says so once, where the answer for a photo is in doubt and its file was replaced', async () => {
    ground.simulator = await startSimulator({ latencyMs: 60_000 });
    const [photo = ''] = await writePhotos(ground.photos, 1);
    const begun = begin(words('--existing', '--changed'));
    await vi.waitFor(() => {
      expect(begun.lines().map(({ event }) => event)).toContain('sent');
    }, patience);
    begun.child.kill('SIGKILL');
    await begun.ended;
    const [other = ''] = await writePhotos(ground.path, 1, 7);
    await rename(other, photo);
    const ran = await runCommand(words('--until-idle', '--changed'), environment());
    expect(ran.code).toBe(4);
    expect(ran.lines.filter(({ event }) => event === 'unsure')).toMatchObject([{ source: photo, code: 'no-answer' }]);
    expect(ran.lines.filter(({ event }) => event === 'sent')).toEqual([]);
  });

  it('names every file that it passes over, and the folder whose names cannot be read', async () => {
    ground.simulator = await startSimulator({ latencyMs: 0 });
    await mkdir(join(ground.photos, 'day'));
    await writeFile(join(ground.photos, 'one.jpg'), 'no picture at all');
    await writeFile(join(ground.photos, 'day', 'two.jpg'), '');
    if (process.platform === 'linux')
      await writeFile(Buffer.concat([Buffer.from(`${ground.photos}/caf`), Buffer.from([0xe9]), Buffer.from('.jpg')]), 'x');
    const begun = begin(words('--existing'));
    const said = (): string[] =>
      begun
        .lines()
        .filter(({ event }) => event === 'skipped')
        .map(({ source }) => basename(source ?? ''));
    await vi.waitFor(() => {
      expect(said()).toEqual(expect.arrayContaining(['one.jpg', 'two.jpg']));
      if (process.platform === 'linux') expect(said()).toContain('caf\ufffd.jpg');
    }, patience);
    begun.child.kill('SIGTERM');
    await begun.ended;
    const two = begun.lines().find(({ source }) => source === join(ground.photos, 'day', 'two.jpg'));
    expect(two?.message).not.toContain('two.jpg');
  });
});
