// @vitest-environment jsdom
/** The files that keep `watch` running by the system: readable, and with words that the command understands. */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readWatchArguments } from '../../../electron/command/watch-arguments.ts';

const resource = (name: string): string => join(process.cwd(), 'resources', name);

function expectWatch(words: readonly string[]): void {
  const at = words.indexOf('watch');
  expect(words[at - 1]).toMatch(/dist\/main\/cli\.cjs$/);
  const typed = readWatchArguments(words.slice(at + 1));
  expect(typed).toMatchObject({ untilIdle: false, existing: false });
  expect(typed.develop).toMatchObject({ prompt: 'golden evening light', rule: { name: 'Incoming', dayUsd: 5 } });
  expect(typed.develop.files).toHaveLength(1);
}

describe('the systemd unit', () => {
  it('starts watch, and lets it end in order', async () => {
    const text = await readFile(resource('darkslide-watch.service'), 'utf8');
    const command = /^ExecStart=(.*)$/m.exec(text)?.[1] ?? '';
    expectWatch([...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''));
    expect(text).toMatch(/^KillMode=mixed$/m);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1])).toBeGreaterThan(120);
  });

  it('is one in the eyes of systemd, where that is installed', async (test) => {
    const run = promisify(execFile);
    const isThere = await run('systemd-analyze', ['--version']).then(
      () => true,
      () => false,
    );
    if (!isThere) test.skip();
    const folder = await mkdtemp(join(tmpdir(), 'darkslide-unit-'));
    try {
      const unit = join(folder, 'darkslide-watch.service');
      await copyFile(resource('darkslide-watch.service'), unit);
      const env = { ...process.env, XDG_RUNTIME_DIR: folder };
      const { stderr } = await run('systemd-analyze', ['verify', '--user', '--man=no', unit], { env });
      expect(stderr).toBe('');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the launchd agent', () => {
  it('is a property list that starts watch, and gives it time to end', async () => {
    const text = await readFile(resource('darkslide-watch.plist'), 'utf8');
    const document = new DOMParser().parseFromString(text, 'application/xml');
    expect(document.querySelector('parsererror')).toBeNull();
    const valueOf = (name: string): Element | null =>
      [...document.querySelectorAll('plist > dict > key')].find((key) => key.textContent === name)?.nextElementSibling ?? null;
    expectWatch([...(valueOf('ProgramArguments')?.children ?? [])].map(({ textContent }) => textContent));
    expect(Number(valueOf('ExitTimeOut')?.textContent)).toBeGreaterThan(120);
    expect(valueOf('RunAtLoad')?.tagName).toBe('true');
  });
});
