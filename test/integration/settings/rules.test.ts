/** Stored rules over a real file: what is broken is said, kept and never runs. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Conf from 'conf';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRuleStore, MOST_RULES } from '../../../electron/settings/rules.ts';
import { openSettingsFile } from '../../../electron/settings/settings-file.ts';
import { memorySettings } from '../../helpers/memory-settings.ts';
import { sampleRule } from '../../helpers/rules.ts';

let home: string;
let file: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'darkslide-rules-'));
  file = path.join(home, 'rules.json');
});

function open() {
  return createRuleStore(
    openSettingsFile({
      path: file,
      makeStore: () =>
        new Conf<Record<string, unknown>>({
          cwd: home,
          configName: 'rules',
          projectName: 'darkslide',
          accessPropertiesByDotNotation: false,
          configFileMode: 0o600,
        }),
      now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    }),
  );
}

const write = (content: unknown): void => {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
};
const copies = (): string[] => readdirSync(home).filter((name) => name.includes('.broken-'));

describe('rules', () => {
  it('begin with none and nothing written', () => {
    const rules = open();
    expect(rules.all()).toEqual([]);
    expect(rules.isPaused()).toBe(false);
    expect(rules.notice).toBeNull();
    expect(existsSync(file)).toBe(false);
  });

  it('are there after a restart, in their order, changed ones in their place, closed to others', () => {
    const first = open();
    for (const id of ['a', 'b', 'c']) first.put(sampleRule({ id, name: id }));
    first.put(sampleRule({ id: 'b', name: 'second', enabled: false }));
    first.remove(sampleRule({ id: 'a' }).id);
    first.setPaused(true);
    const again = open();
    expect(again.all().map(({ name, enabled }) => [name, enabled])).toEqual([
      ['second', false],
      ['c', true],
    ]);
    expect(again.isPaused()).toBe(true);
    expect(again.notice).toBeNull();
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('change nothing where the disk refuses', () => {
    const memory = memorySettings();
    const rules = createRuleStore({ file: memory, state: { found: 'sound' } });
    rules.put(sampleRule({ id: 'a' }));
    memory.breakDisk();
    expect(() => {
      rules.put(sampleRule({ id: 'b' }));
    }).toThrow(/ENOSPC/);
    expect(() => {
      rules.setPaused(true);
    }).toThrow(/ENOSPC/);
    expect(rules.all().map(({ id }) => id)).toEqual(['a']);
    expect(rules.isPaused()).toBe(false);
  });
});

describe('what cannot be read', () => {
  it.each(['{ "version": 1, "rul', '', '[]', 'null'])('as a file (%j) is set aside whole and said', (content) => {
    write(content);
    const rules = open();
    expect(rules.all()).toEqual([]);
    expect(rules.notice).toMatch(/damaged, and none is watched.*rules\.json\.broken-20260102T030405678Z/);
    expect(readFileSync(path.join(home, copies()[0] ?? ''), 'utf8')).toBe(content);
    rules.put(sampleRule({ id: 'new' }));
    expect(open().all()).toHaveLength(1);
  });

  it('as one rule takes no other with it, is said at every start, and is copied aside before a change', () => {
    const content = {
      version: 1,
      rules: [
        sampleRule({ id: 'a', name: 'Cards' }),
        { ...sampleRule({ id: 'b', name: 'Booth\u202e' }), folder: 7 },
        'what',
        null,
      ],
    };
    write(content);
    for (const start of [1, 2]) {
      const rules = open();
      expect(
        rules.all().map(({ name }) => name),
        String(start),
      ).toEqual(['Cards']);
      expect(rules.notice).toMatch(/^3 watched folders cannot be read and are not watched/);
      expect(copies()).toEqual([]);
    }
    const rules = open();
    rules.put(sampleRule({ id: 'c' }));
    rules.put(sampleRule({ id: 'd' }));
    expect(copies()).toHaveLength(1);
    expect(JSON.parse(readFileSync(path.join(home, copies()[0] ?? ''), 'utf8'))).toEqual(content);
    expect(open().all()).toHaveLength(3);
    expect(open().notice).toBeNull();
  });

  it('names the one rule, visibly', () => {
    write({ version: 1, rules: [{ ...sampleRule({ id: 'b', name: 'Booth\u202e' }), filters: null }] });
    expect(open().notice).toContain(String.raw`“Booth\u202e” cannot be read and is not watched`);
  });

  it.each([
    ['not there', undefined],
    ['a word', 'ten'],
    ['one missing', { dayUsd: 5, hourUsd: null }],
    ['negative', { dayUsd: -5, hourUsd: null, totalUsd: null }],
    ['not a number', { dayUsd: Number.NaN, hourUsd: null, totalUsd: 'Infinity' }],
  ])('as limits (%s): the rule is off, with the smallest ones, until a person sets them', (_name, caps) => {
    write({ version: 1, rules: [{ ...sampleRule({ id: 'a', name: 'Cards', enabled: true }), caps }] });
    const [rule] = open().all();
    expect(rule).toMatchObject({ name: 'Cards', enabled: false, caps: { dayUsd: 1, hourUsd: 1, totalUsd: 1 } });
    expect(open().notice).toMatch(/limits of the watched folder “Cards” cannot be read, and it is switched off/);
  });

  it('as the pause holds every rule', () => {
    write({ version: 1, rules: [], paused: 'yes' });
    expect(open().isPaused()).toBe(true);
  });

  it('as a version runs nothing and is left as it is', () => {
    const content = JSON.stringify({ version: 2, rules: [sampleRule({ id: 'a' })] });
    write(content);
    const rules = open();
    expect(rules.all()).toEqual([]);
    expect(rules.durable).toBe(false);
    rules.put(sampleRule({ id: 'b' }));
    expect(rules.all()).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).toBe(content);
    expect(rules.notice).toMatch(/another version/);
  });

  it('twice under one id runs once, and too many do not run', () => {
    write({ version: 1, rules: [sampleRule({ id: 'a', name: 'one' }), sampleRule({ id: 'a', name: 'two' })] });
    expect(
      open()
        .all()
        .map(({ name }) => name),
    ).toEqual(['one']);
    write({ version: 1, rules: Array.from({ length: MOST_RULES + 2 }, (_, index) => sampleRule({ id: `r${String(index)}` })) });
    expect(open().all()).toHaveLength(MOST_RULES);
    expect(open().notice).toMatch(/^2 watched folders/);
  });
});
