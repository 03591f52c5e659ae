/** Preferences over a real file, written by `conf` as the command line does it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Conf from 'conf';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeHome } from '../../../electron/settings/home.ts';
import { createPreferences, readPreferences } from '../../../electron/settings/preferences.ts';
import { openSettingsFile } from '../../../electron/settings/settings-file.ts';

let home: string;
let file: string;

beforeEach(() => {
  home = path.join(mkdtempSync(path.join(tmpdir(), 'darkslide-settings-')), 'home');
  makeHome(home);
  file = path.join(home, 'settings.json');
});

function open(now = Date.UTC(2026, 0, 2, 3, 4, 5, 678)) {
  return createPreferences(
    openSettingsFile({
      path: file,
      makeStore: () =>
        new Conf<Record<string, unknown>>({
          cwd: home,
          configName: 'settings',
          projectName: 'darkslide',
          accessPropertiesByDotNotation: false,
          configFileMode: 0o600,
        }),
      now: () => now,
    }),
  );
}

const copies = (): string[] => readdirSync(home).filter((name) => name.includes('.broken-'));

describe('a sound file', () => {
  it('begins with the defaults and writes nothing until something changes', () => {
    const preferences = open();
    expect(preferences.get()).toMatchObject({ theme: 'dark', demo: false, lastRecipe: null });
    expect(preferences.notice).toBeNull();
    expect(readdirSync(home)).toEqual([]);
  });

  it('keeps a change over a restart, with a version, closed to others', () => {
    expect(open().change({ theme: 'light', thumbnailSize: 200 }).theme).toBe('light');
    expect(open().get()).toMatchObject({ theme: 'light', thumbnailSize: 200, gridLayout: 'square' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 1 });
    if (process.platform !== 'win32') {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(home).mode & 0o777).toBe(0o700);
    }
  });

  it('leaves alone what it does not know', () => {
    writeFileSync(file, JSON.stringify({ version: 1, recipes: [{ title: 'Golden' }], preferences: {} }));
    open().change({ theme: 'light' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ recipes: [{ title: 'Golden' }] });
  });
});

describe('a broken file', () => {
  it.each(['{ "version": 1, "prefer', '', '[]', 'null', '\u0000\u0000\u0000'])(
    '%j is set aside whole, and the user is told',
    (content) => {
      writeFileSync(file, content);
      const preferences = open();
      expect(preferences.get().theme).toBe('dark');
      expect(copies()).toEqual(['settings.json.broken-20260102T030405678Z']);
      expect(readFileSync(path.join(home, 'settings.json.broken-20260102T030405678Z'), 'utf8')).toBe(content);
      expect(preferences.notice).toContain('settings.json.broken-20260102T030405678Z');
      expect(preferences.notice).not.toContain(home);
      preferences.change({ theme: 'contrast' });
      expect(open().get().theme).toBe('contrast');
      expect(open().notice).toBeNull();
    },
  );

  it('keeps the values that fit, and a copy of those that do not', () => {
    writeFileSync(file, JSON.stringify({ version: 1, preferences: { theme: 'purple', thumbnailSize: 150 } }));
    const preferences = open();
    expect(preferences.get()).toMatchObject({ theme: 'dark', thumbnailSize: 150 });
    expect(preferences.notice).toMatch(/^Some settings/);
    expect(readFileSync(path.join(home, copies()[0] ?? ''), 'utf8')).toContain('purple');
  });
});

describe('limits in a settings file', () => {
  const limited = JSON.stringify({
    version: 1,
    preferences: { budget: { runUsd: null, dayUsd: 0.16, floorUsd: 0, askAboveUsd: 5 } },
  });
  it.each([
    ['whole', limited, 'known'],
    ['cut', limited.slice(0, 60), 'broken'],
    ['zeros', '\u0000'.repeat(limited.length), 'broken'],
    ['empty', '', 'broken'],
    ['of another type', '[]', 'broken'],
    ['with a word for an amount', limited.replace('0.16', '"0.16"'), 'broken'],
    ['of a newer Darkslide', limited.replace('"version":1', '"version":2'), 'broken'],
  ])('%s: the app and the command line read the same of them', (_what, content, limits) => {
    writeFileSync(file, content);
    expect(readPreferences(file).limits).toBe(limits);
    expect(open().limits).toBe(limits);
  });
});

describe('a file that is not ours to write', () => {
  it('from a newer version is used and never overwritten', () => {
    const content = JSON.stringify({ version: 2, preferences: { theme: 'light', hologram: true } });
    writeFileSync(file, content);
    const preferences = open();
    expect(preferences.get().theme).toBe('light');
    expect(preferences.notice).toMatch(/newer/);
    expect(preferences.change({ theme: 'contrast' }).theme).toBe('contrast');
    expect(readFileSync(file, 'utf8')).toBe(content);
    expect(copies()).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('that is a pipe is not waited for', () => {
    execFileSync('mkfifo', [file]);
    expect(readPreferences(file).limits).toBe('broken');
    expect(open().limits).toBe('broken');
    expect(open().notice).toMatch(/cannot be read/);
  });

  it('that cannot be read is left alone', () => {
    mkdirSync(file); // refuses to be read for every user, root too
    const preferences = open();
    expect(preferences.notice).toMatch(/cannot be read/);
    expect(preferences.change({ theme: 'light' }).theme).toBe('light');
    expect(statSync(file).isDirectory()).toBe(true);
    expect(readdirSync(home)).toEqual(['settings.json']);
  });
});
