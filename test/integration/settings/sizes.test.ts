/** Somebody puts a file of gigabytes, or a pipe, in the place of each file that the app keeps: no memory goes, and nobody waits. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobIdSchema } from '../../../electron/contract/ids.ts';
import { readPlace } from '../../../electron/desktop/place-file.ts';
import { createRenditions } from '../../../electron/desktop/renditions.ts';
import { takeList } from '../../../electron/desktop/handed-over.ts';
import { restoreIfAsked } from '../../../electron/develop/ledger/restore.ts';
import { heldLimitsIn } from '../../../electron/develop/money/held-limits.ts';
import { createRunnerLock } from '../../../electron/develop/queue/runner-lock.ts';
import { createSpool } from '../../../electron/develop/results/storing.ts';
import { loadModels } from '../../../electron/segmind/catalogue.ts';
import { readPreferences } from '../../../electron/settings/preferences.ts';
import { openSettingsFile } from '../../../electron/settings/settings-file.ts';

/** More than Node puts into one string or buffer. */
const HUGE = 6 * 1024 ** 3;

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'darkslide-sizes-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

const job = jobIdSchema.parse(7);
const list = 'a'.repeat(32);

/** File below the data folder → what whoever reads it makes of one that is none of the app's. */
const readers: Record<string, () => unknown> = {
  'settings.json': () => readPreferences(join(home, 'settings.json')).limits === 'broken',
  'rules.json': () => stateOf('rules') === 'unreadable',
  'key.json': () => stateOf('key') === 'unreadable',
  'limits.known': () => heldLimitsIn(home).read() === 'broken',
  'runner.json': () => createRunnerLock(home, { name: 'a test', host: 'h', takesWork: false }).holder() === null,
  'restore-backup': () => restoreIfAsked(home, Date.now) !== null,
  'cache/window.json': () => readPlace(join(home, 'cache', 'window.json')) === null,
  'cache/pictures': async () => {
    const made = new Uint8Array([1]);
    const renditions = createRenditions({
      ...{ folder: home, capBytes: 1e9, width: 1, now: Date.now },
      make: async () => Promise.resolve(made),
    });
    const located = { path: '/a.jpg', version: '1' };
    const file = renditions.fileFor(located, 480);
    put(file);
    return (await renditions.get(located, 480, new AbortController().signal)) === made;
  },
  'spool/7.json': async () => (await createSpool(join(home, 'spool')).note(job)) === null,
  'spool/7.bin': async () =>
    await createSpool(join(home, 'spool'))
      .read(job)
      .then(
        () => false,
        () => true,
      ),
  [`handed-over/${list}.json`]: () => takeList(home, list) === null,
  'models/a.json': async () =>
    await loadModels(join(home, 'models')).then(
      () => false,
      () => true,
    ),
};

let put: (file: string) => void = () => undefined;

function stateOf(name: string): string {
  const makeStore = (): never => expect.fail('it was opened');
  return openSettingsFile({ path: join(home, `${name}.json`), makeStore, now: Date.now }).state.found;
}

function putHuge(file: string): void {
  writeFileSync(file, '{"a":');
  truncateSync(file, HUGE); // takes no room on the disk
}

function putPipe(file: string): void {
  rmSync(file, { force: true });
  execFileSync('mkfifo', [file]);
}

describe.each([
  ['six gigabytes', putHuge],
  ['a pipe that nobody writes to', putPipe],
] as const)('%s in the place of', (_what, place) => {
  it.runIf(process.platform !== 'win32').each(Object.keys(readers))('%s', async (name) => {
    put = place;
    mkdirSync(join(home, name, '..'), { recursive: true });
    if (name !== 'cache/pictures') place(join(home, name));
    const before = process.memoryUsage.rss();
    expect(await readers[name]?.()).toBe(true);
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 * 1024);
  });
});
