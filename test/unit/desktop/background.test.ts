/** Life without a window: what is said when, what the tray says, how the app starts at login. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../../../electron/contract/job.ts';
import { jobIdSchema, resultIdSchema } from '../../../electron/contract/ids.ts';
import type { WatchingPreference } from '../../../electron/contract/preferences.ts';
import { autostartEntry } from '../../../electron/desktop/background/autostart-entry.ts';
import { createDeveloped } from '../../../electron/desktop/background/developed.ts';
import { createErrands } from '../../../electron/desktop/background/errands.ts';
import { createNotices, type Notice } from '../../../electron/desktop/background/notices.ts';
import { quietFor } from '../../../electron/desktop/background/quiet-hours.ts';
import { trayTemplate, trayWords } from '../../../electron/desktop/background/tray-template.ts';
import { problem } from '../../../electron/contract/errors.ts';
import { sampleView } from '../../helpers/rules.ts';
import { sampleJob } from '../renderer/queue/samples.ts';

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();
const night = { from: 22 * 60, to: 7 * 60 };
const HOUR = 3_600_000;

describe('quiet hours', () => {
  it.each([
    ['before them', at(14, 21, 59), 0],
    ['as they begin', at(14, 22), 9 * HOUR],
    ['after midnight', at(15, 3), 4 * HOUR],
    ['as they end', at(15, 7), 0],
  ])('%s', (_name, now, left) => {
    expect(quietFor(night, now)).toBe(left);
  });

  it('within one day, none, and none of no length', () => {
    expect(quietFor({ from: 12 * 60, to: 13 * 60 }, at(14, 12, 15))).toBe(0.75 * HOUR);
    expect(quietFor(null, at(14, 3))).toBe(0);
    expect(quietFor({ from: 60, to: 60 }, at(14, 1))).toBe(0);
  });
});

describe('what was developed', () => {
  const done = (id: number, part: Partial<Job> = {}): Job =>
    sampleJob(id, { state: 'done', rule: 'Exports', resultId: resultIdSchema.parse(id), finishedAt: at(14, 12), ...part });

  it('counts each new result of a rule once, and nothing else', () => {
    const developed = createDeveloped(at(14, 11));
    const jobs = [
      done(1),
      done(2, { rule: 'Cards' }),
      done(3, { rule: null }),
      done(4, { reused: true }),
      done(5, { finishedAt: at(14, 10) }),
      done(6, { state: 'failed' }),
    ];
    expect(developed.take({ jobs })).toEqual({ count: 2, rules: ['Exports', 'Cards'] });
    expect(developed.take({ jobs })).toEqual({ count: 0, rules: [] });
    expect(developed.latest().map(({ resultId }) => resultId)).toEqual([2, 1]);
  });

  it('keeps the latest five', () => {
    const developed = createDeveloped(0);
    developed.take({ jobs: Array.from({ length: 9 }, (_, index) => done(index + 1)) });
    expect(developed.latest().map(({ resultId }) => resultId)).toEqual([9, 8, 7, 6, 5]);
    expect(jobIdSchema.parse(9)).toBe(9);
  });
});

describe('notifications', () => {
  let shown: Notice[];
  let preference: WatchingPreference;
  let looked: boolean;

  beforeEach(() => {
    vi.useFakeTimers({ now: at(14, 12) });
    shown = [];
    preference = { startAtLogin: false, notify: true, quietHours: null, trayTold: true };
    looked = false;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const notices = () =>
    createNotices({
      show: (notice) => shown.push(notice),
      preference: () => preference,
      isLookedAt: () => looked,
      now: Date.now,
    });
  const suspended = (name = 'Studio NAS') =>
    sampleView({ id: 'nas', name, health: { state: 'suspended', problem: problem('root-missing') } });

  it('gather what comes close together, over all folders', () => {
    const { developed } = notices();
    for (let index = 0; index < 24; index += 1) {
      developed({ count: 1, rules: [index % 2 === 0 ? 'Exports' : 'Cards'] });
      vi.advanceTimersByTime(5000);
    }
    expect(shown).toEqual([]);
    vi.advanceTimersByTime(20_000);
    expect(shown).toEqual([{ title: '24 photos developed', body: 'Exports, Cards', shows: 'results' }]);
    developed({ count: 1, rules: ['Exports'] });
    vi.advanceTimersByTime(20_000);
    expect(shown.at(-1)?.title).toBe('1 photo developed');
  });

  it('come in between where photos come without a pause', () => {
    const { developed } = notices();
    for (let second = 0; second < 3600; second += 10) {
      developed({ count: 1, rules: ['Exports'] });
      vi.advanceTimersByTime(10_000);
    }
    expect(shown.length).toBeGreaterThanOrEqual(5);
    expect(shown.length).toBeLessThanOrEqual(7);
  });

  it('wait for the end of quiet hours and are one then', () => {
    preference = { ...preference, quietHours: night };
    vi.setSystemTime(at(14, 23));
    const { developed, rules } = notices();
    developed({ count: 100, rules: ['Exports'] });
    rules([suspended()]);
    vi.advanceTimersByTime(3 * HOUR);
    developed({ count: 114, rules: ['Exports'] });
    vi.advanceTimersByTime(at(15, 6, 59) - Date.now());
    expect(shown).toEqual([]);
    vi.advanceTimersByTime(2 * 60_000);
    expect(shown.map(({ title }) => title).sort()).toEqual(['214 photos developed', 'Studio NAS']);
  });

  it('say nothing that a person sees in the window, or does not want', () => {
    const { developed, rules } = notices();
    looked = true;
    developed({ count: 1, rules: ['Exports'] });
    rules([suspended()]);
    vi.advanceTimersByTime(HOUR);
    looked = false;
    preference = { ...preference, notify: false };
    developed({ count: 1, rules: ['Exports'] });
    vi.advanceTimersByTime(HOUR);
    expect(shown).toEqual([]);
  });

  it('name a folder that begins to stand still, once, also where its drive comes and goes', () => {
    const { rules } = notices();
    rules([sampleView({ id: 'nas', name: 'Studio NAS' })]);
    for (let round = 0; round < 5; round += 1) {
      rules([suspended()]);
      rules([suspended()]);
      rules([sampleView({ id: 'nas', name: 'Studio NAS' })]);
      vi.advanceTimersByTime(60_000);
    }
    expect(shown).toEqual([{ title: 'Studio NAS', body: problem('root-missing').message, shows: 'watch' }]);
    vi.advanceTimersByTime(HOUR);
    rules([suspended()]);
    expect(shown).toHaveLength(2);
  });

  it('are silent about a folder that was back before the quiet hours ended', () => {
    preference = { ...preference, quietHours: night };
    vi.setSystemTime(at(14, 23));
    const { rules } = notices();
    rules([suspended()]);
    rules([sampleView({ id: 'nas', name: 'Studio NAS' })]);
    vi.advanceTimersByTime(12 * HOUR);
    expect(shown).toEqual([]);
  });
});

describe('the tray', () => {
  const acts = {
    open: () => undefined,
    openWatch: () => undefined,
    pauseAll: () => undefined,
    showResult: () => undefined,
    quit: () => undefined,
  };

  it.each([
    ['nothing', [], false, 'No folder is watched'],
    ['one', [sampleView()], false, 'Watching 1 folder'],
    [
      'many',
      [sampleView({ health: { waiting: 1240 } }), sampleView({ id: 'b' }), sampleView({ id: 'c', enabled: false })],
      false,
      'Watching 2 folders, 1,240 photos wait',
    ],
    [
      'some that stand still',
      [sampleView(), sampleView({ id: 'b', health: { state: 'suspended' } })],
      false,
      'Watching 1 folder, 1 stands still',
    ],
    ['only those', [sampleView({ health: { state: 'failed', waiting: 1 } })], false, '1 watched stands still, 1 photo waits'],
    ['paused', [sampleView()], true, 'Watching is paused'],
  ])('says %s', (_name, rules, paused, words) => {
    expect(trayWords({ rules, paused })).toBe(words);
  });

  it('offers to go on while paused, names results whole, and takes no key from their names', () => {
    const paused: boolean[] = [];
    const long = `${'a'.repeat(60)} & co.jpg`;
    const template = trayTemplate(
      { rules: [sampleView()], paused: true, latest: [{ resultId: resultIdSchema.parse(1), name: long }] },
      { ...acts, pauseAll: (next) => paused.push(next) },
    );
    const labels = template.map(({ label }) => label);
    expect(labels).toContain('Go on watching');
    expect(labels.find((label) => label?.includes('co.jpg'))).toMatch(/^a+…a+ && co\.jpg$/);
    Reflect.apply(template.find(({ label }) => label === 'Go on watching')?.click ?? (() => undefined), undefined, []);
    expect(paused).toEqual([false]);
  });
});

it('an action waits for a page that listens', () => {
  const sent: string[] = [];
  const errands = createErrands((action) => sent.push(action));
  errands.want('show-watch');
  errands.want('show-todays-results');
  expect(errands.asked()).toBe('show-todays-results');
  errands.want('show-watch');
  expect(sent).toEqual(['show-watch']);
  errands.gone();
  errands.want('show-watch');
  expect(sent).toHaveLength(1);
  expect(errands.asked()).toBe('show-watch');
  expect(errands.asked()).toBeNull();
});

describe('the file that starts the app at login', () => {
  const execOf = (entry: string): string => entry.split('\n').find((line) => line.startsWith('Exec=')) ?? '';

  it('names program, words and data folder, each as one word', () => {
    const entry = autostartEntry({ program: '/opt/Dark slide/darkslide', words: ['--hidden'], home: '/data/my slides' });
    expect(execOf(entry)).toBe('Exec="env" "DARKSLIDE_HOME=/data/my slides" "/opt/Dark slide/darkslide" "--hidden"');
    expect(entry).toMatch(/^\[Desktop Entry\]\nType=Application\n/);
  });

  it('keeps special characters what they are, and stays one line', () => {
    const entry = autostartEntry({ program: '/opt/a"b$c%d\\e\nf', words: [], home: undefined });
    expect(execOf(entry)).toBe(String.raw`Exec="/opt/a\\"b\\$c%%d\\\\e\nf"`);
    expect(entry.split('\n').filter((line) => line !== '')).toHaveLength(8);
  });
});
