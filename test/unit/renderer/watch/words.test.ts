/** Words about watched folders: health, dry run, story, and what a rule still lacks. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import { ruleHealthSchema, type StoryLine } from '../../../../electron/contract/rule.ts';
import { healthWords, ruleName, waitingWords } from '../../../../renderer/features/watch/health-words.ts';
import {
  draftOf,
  formOf,
  missingIn,
  newForm,
  readPatterns,
  recipeProblem,
  withPrompt,
} from '../../../../renderer/features/watch/rule-draft.ts';
import { storyDays, storyNote, storyTime, storyTitle } from '../../../../renderer/features/watch/story-words.ts';
import { paceWords, startWords, weekWords } from '../../../../renderer/features/watch/watch-words.ts';
import { sampleDryRun, sampleView } from '../../../helpers/rules.ts';
import { models, NOON } from '../queue/samples.ts';

const at = (hour: number, minute = 0, day = 14): number => new Date(2026, 10, day, hour, minute).getTime();

describe('health', () => {
  const words = (health: Parameters<typeof sampleView>[0] = {}, all = false) => healthWords(sampleView(health), all, NOON);

  it('watching says the last event and the test file', () => {
    expect(words({ health: { lastEventAt: at(14, 28) } })).toMatchObject({
      dot: 'ok',
      title: 'Watching',
      note: 'Last event 14:28, test file seen in 40 ms',
      tone: 'plain',
    });
    expect(words({ health: { lastEventAt: at(9, 5, 13), probeMs: null } }).note).toBe('Last event yesterday 09:05');
    expect(words({ health: { settling: 3 } }).note).toBe('3 photos arriving, looked at until whole');
  });

  it('polling says why', () => {
    const polling = words({ health: { state: 'polling', problem: problem('watch-network') } });
    expect(polling).toMatchObject({ dot: 'poll', title: 'Polling', note: problem('watch-network').message });
  });

  it('not reachable says since when, and that nothing is forgotten', () => {
    const gone = { state: 'suspended', problem: problem('root-missing'), lastReachedAt: at(19, 20, 13) } as const;
    expect(words({ health: gone })).toMatchObject({
      dot: 'gone',
      title: 'Not reachable',
      note: 'Last seen yesterday 19:20. Nothing is forgotten',
    });
    expect(waitingWords(sampleView({ health: gone }))).toBe('–');
  });

  it.each([
    ['budget-reached', 'Paused by budget'],
    ['credits-exhausted', 'Paused by the account'],
    ['key-rejected', 'Paused by the account'],
    ['watch-hours', 'Outside its hours'],
    ['watch-battery', 'On battery'],
  ] as const)('paused for %s is called “%s”, with the reason', (code, title) => {
    const paused = words({ health: { state: 'paused', problem: problem(code) } });
    expect(paused).toMatchObject({ dot: 'paused', title, note: problem(code).message, tone: 'warns' });
  });

  it('a person’s pause and a switch are no warning; failing is more than one', () => {
    expect(words({}, true)).toMatchObject({ title: 'Paused', tone: 'plain' });
    expect(words({ enabled: false, health: { state: 'failed', problem: problem('internal') } })).toMatchObject({ title: 'Off' });
    expect(words({ health: { state: 'failed', problem: problem('watch-limit') } })).toMatchObject({ dot: 'bad', tone: 'fails' });
    expect(words({ health: { state: 'failed', problem: problem('watch-limit') } }).note).toMatch(/max_user_watches/);
  });

  it('every state has a word, and the name says it with what waits', () => {
    for (const state of ruleHealthSchema.shape.state.options) expect(words({ health: { state } }).title).not.toBe('');
    expect(ruleName(sampleView({ health: { waiting: 1240 } }), false, NOON)).toBe('Lightroom exports, Watching, 1,240 waiting');
  });
});

describe('a dry run', () => {
  const caps = { dayUsd: 10, hourUsd: null, totalUsd: null };

  it('says what a week like the last costs and takes', () => {
    expect(weekWords(sampleDryRun())).toBe(
      '212 came in the last 7 days. A week like that costs about $16.96 and takes 36 min. Nothing has been sent.',
    );
    expect(weekWords(sampleDryRun({ lastWeek: 0 }))).toMatch(/^Nothing came/);
    expect(weekWords(sampleDryRun({ priceUsd: 0 }))).toMatch(/costs nothing, simulated/);
  });

  it('puts count, price and days on the button that spends, and nothing on the one that leaves', () => {
    expect(startWords(sampleDryRun(), 'leave', caps)).toBe('Start watching, leave the 1,240');
    expect(startWords(sampleDryRun(), 'develop', caps)).toBe('Start, develop 1,240 photos · about $99.20 · 10 days');
    expect(startWords(sampleDryRun(), 'develop', { ...caps, dayUsd: null })).toBe(
      'Start, develop 1,240 photos · about $99.20 · 3 h 30 min',
    );
    expect(startWords(sampleDryRun({ matches: 0 }), 'leave', caps)).toBe('Start watching');
    expect(startWords(sampleDryRun({ priceUsd: 0 }), 'develop', caps)).toBe(
      'Start, develop 1,240 photos · simulated · 3 h 30 min',
    );
  });

  it('says what the caps do to all of them', () => {
    expect(paceWords(sampleDryRun(), caps)).toBe('at most $10.00 a day by this folder’s cap: 10 days');
    expect(paceWords(sampleDryRun(), { ...caps, totalUsd: 8 })).toBe('only 100 of them by this folder’s cap of $8.00 in all');
    expect(paceWords(sampleDryRun({ matches: 100 }), caps)).toBe('');
    expect(paceWords(sampleDryRun({ priceUsd: 0 }), caps)).toBe('');
  });
});

describe('a story', () => {
  let id = 100;
  const line = (kind: StoryLine['kind'], time: number, part: Partial<StoryLine> = {}): StoryLine => {
    id -= 1;
    return { id, at: time, kind, count: 0, name: null, reason: null, detail: null, ...part };
  };

  it('is one line for the same that follows itself, under its day, the newest first', () => {
    const lines = [
      line('queued', at(14, 28), { count: 1, name: 'c.jpg' }),
      line('queued', at(13, 58), { until: at(14, 14), count: 22, name: 'b.jpg' }),
      line('queued', at(13, 50), { count: 1, name: 'a.jpg' }),
      line('skipped', at(13, 40), { count: 2, name: 'x.jpg', reason: 'truncated' }),
      line('skipped', at(13, 39), { count: 1, name: 'y.jpg', reason: 'empty' }),
      line('queued', at(8), { count: 5 }),
      line('paused', at(23, 50, 13), { detail: 'Segmind says the credits are used up.' }),
    ];
    const days = storyDays(lines, NOON);
    expect(days.map(({ title, groups }) => [title, groups.length])).toEqual([
      ['Today', 4],
      ['Friday 13 November', 1],
    ]);
    const [first] = days[0]?.groups ?? [];
    expect(first === undefined ? [] : [storyTime(first), storyTitle(first), storyNote(first)]).toEqual([
      '13:50–14:28',
      '24 photos queued',
      'c.jpg, b.jpg, a.jpg and 21 more',
    ]);
    expect(days[0]?.groups.reduce((sum, { count }) => sum + count, 0)).toBe(32);
    expect(days[0]?.groups.map(storyTitle)).toContain('2 passed over: cut off in the middle, still copying?');
  });

  it('puts photos together that were queued while others got no answer, and parts them where work stood still', () => {
    const lines = [
      line('queued', at(18, 20), { count: 9 }),
      line('resumed', at(18, 19), { count: 9 }),
      line('unsure', at(18, 6), { until: at(18, 8), count: 3 }),
      line('queued', at(18, 5), { count: 20 }),
      line('unsure', at(18, 4), { count: 5 }),
      line('queued', at(17, 58), { until: at(18, 3), count: 30 }),
    ];
    const [today] = storyDays(lines, NOON);
    expect(today?.groups.map((group) => `${storyTime(group)} ${storyTitle(group)}`)).toEqual([
      '18:20 9 photos queued',
      '18:19 Went on with 9 photos',
      '18:04–18:08 8 photos without an answer, maybe charged',
      '17:58–18:05 50 photos queued',
    ]);
  });

  it('does not join what lies far apart or beyond midnight', () => {
    const apart = [line('queued', at(14), { count: 1 }), line('queued', at(12), { count: 1 })];
    expect(storyDays(apart, NOON)[0]?.groups).toHaveLength(2);
    const night = [line('queued', at(0, 5), { count: 1 }), line('queued', at(23, 55, 13), { count: 1 })];
    expect(storyDays(night, NOON)).toHaveLength(2);
  });
});

describe('a rule that is being set', () => {
  const recipe = sampleView().recipe;
  const chosen = { folder: sampleView().folder, label: 'Pictures / Incoming' };

  it('takes its name from the folder, another one where it is taken, and a limit for the day', () => {
    expect(newForm(chosen, recipe, [])).toMatchObject({ name: 'Incoming', caps: { dayUsd: 10 }, enabled: true });
    expect(newForm(chosen, recipe, ['Incoming', 'Incoming 2']).name).toBe('Incoming 3');
  });

  it('says what is missing, one thing at a time', () => {
    expect(missingIn(newForm(null, recipe, []), models, [])).toBe('Choose a folder');
    expect(missingIn({ ...newForm(chosen, recipe, []), name: ' ' }, models, [])).toBe('Give it a name');
    expect(missingIn(newForm(chosen, recipe, []), models, ['Incoming'])).toBe('Choose another name');
    expect(missingIn(newForm(chosen, withPrompt(recipe, ' '), []), models, [])).toBe('Choose a recipe');
    expect(missingIn(newForm(chosen, recipe, []), models, [])).toBeNull();
  });

  it('takes only models that make one photo from one', () => {
    expect(recipeProblem(null, models)).toMatch(/develop panel/);
    expect(recipeProblem({ ...recipe, model: 'gone' }, models)).toMatch(/not offered any more/);
    const two = models.map((model) => ({ ...model, inputs: [...model.inputs, ...model.inputs] }));
    expect(recipeProblem(recipe, two)).toMatch(/does not make one photo from one/);
    expect(recipeProblem(recipe, models)).toBeNull();
  });

  it('goes to main without its labels, and unchanged where nothing was changed', () => {
    const view = sampleView();
    const { folderLabel: _f, outputLabel: _o, doneFolderLabel: _d, createdAt: _c, health: _h, ...draft } = view;
    expect(draftOf(formOf(view))).toEqual(draft);
    expect(draftOf(newForm(null, recipe, []))).toBeNull();
  });

  it('reads patterns line by line, no more and no longer than main takes', () => {
    expect(readPatterns(' *-proof.jpg \n\nrejects/**\n')).toEqual(['*-proof.jpg', 'rejects/**']);
    expect(readPatterns('a\n'.repeat(500))).toHaveLength(100);
    expect(readPatterns('a'.repeat(500))[0]).toHaveLength(200);
  });
});
