/** The command line understands what was typed or says what it does not. */
import { describe, expect, it } from 'vitest';
import {
  readDecideArguments,
  readDevelopArguments,
  readJobsArguments,
  readJsonFlag,
  recipeFrom,
  UsageError,
} from '../../../electron/command/arguments.ts';
import { sentence, report } from '../../../electron/command/report.ts';
import type { Model } from '../../../electron/contract/model.ts';

const model: Model = {
  slug: 'stable-diffusion-3-turbo-img2img',
  title: 'Turbo',
  kind: 'photo-to-photo',
  summary: 's',
  priceUsd: 0.08,
  latencySeconds: 10,
  transport: 'v1',
  inputs: [{ field: 'image', title: 'Photo' }],
  fixed: {},
  parameters: {
    properties: {
      prompt: { type: 'string', title: 'Prompt', 'x-ui': { control: 'prompt' } },
      strength: { type: 'number', title: 'Strength', minimum: 0, maximum: 1, 'x-ui': { control: 'slider' } },
      refine: { type: 'boolean', title: 'Refine', 'x-ui': { control: 'switch' } },
    },
    required: ['prompt'],
  },
  formatField: null,
  limits: { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 },
  successor: null,
};

describe('develop', () => {
  it('makes a recipe of what was typed, with values of the right types', () => {
    const typed = readDevelopArguments([
      'a.jpg',
      '--prompt',
      'warm',
      '--set',
      'strength=0.4',
      '--set',
      'refine=true',
      '--format',
      'png',
      'b.jpg',
    ]);
    expect(typed.files).toEqual(['a.jpg', 'b.jpg']);
    expect(recipeFrom(typed, [model])).toMatchObject({
      parameters: { prompt: 'warm', strength: 0.4, refine: true },
      format: 'png',
    });
  });

  it.each([
    [['a', '--strength', 'much'], '--strength wants a number'],
    [['a', '--format', 'gif'], '--format is jpeg or png'],
    [['a', '--set', 'x'], '--set wants FIELD=VALUE'],
    [['a', '--long-side', '10'], '--long-side'],
    [['a', '--nonsense'], '--nonsense'],
    [['a', '--max-credits', 'all'], '--max-credits wants a number'],
    [['a', '--max-credits=-1'], '--max-credits wants dollars'],
    [['a', '--rule', ' '], '--rule wants a name'],
    [['a', '--rule', 'Weddings', '--rule-credits', '-1'], '--rule-credits'],
    [['a', '--rule-credits', '5'], '--rule-credits goes with --rule'],
    [['a', '--rate', '0'], '--rate wants a whole number'],
    [['a', '--rate', '1.5'], '--rate wants a whole number'],
  ])('refuses %j', (args, message) => {
    expect(() => readDevelopArguments(args)).toThrow(UsageError);
    expect(() => readDevelopArguments(args)).toThrow(message);
  });

  it.each([
    [['a', '--prompt', 'x', '--model', 'none'], 'There is no model "none"'],
    [['a', '--prompt', 'x', '--set', 'seed=1'], 'no field "seed"'],
    [['a', '--prompt', 'x', '--set', 'refine=maybe'], 'true or false'],
    [['a'], '--prompt is missing'],
    [['--prompt', 'x'], 'No photo was named'],
    [['a', '--prompt', 'x', '--with', 'b'], 'wants no --with'],
  ])('refuses %j against the catalogue', (args, message) => {
    expect(() => recipeFrom(readDevelopArguments(args), [model])).toThrow(message);
  });

  it('knows whether "jobs" is to ask for the balance', () => {
    expect(readJobsArguments([])).toEqual({ json: false, check: false });
    expect(readJobsArguments(['--check', '--json'])).toEqual({ json: true, check: true });
    expect(() => readJobsArguments(['7'])).toThrow(UsageError);
  });

  it('knows --json and nothing else for the small commands', () => {
    expect(readJsonFlag(['--json'])).toBe(true);
    expect(() => readJsonFlag(['x'])).toThrow(UsageError);
  });
});

describe('limits', () => {
  it('are those of the preferences unless they are typed', () => {
    expect(readDevelopArguments(['a'])).toMatchObject({ maxCredits: null, rate: null, rule: null });
    expect(readDevelopArguments(['a', '--rule', ' Weddings ', '--rule-credits', '5']).rule).toEqual({
      name: 'Weddings',
      dayUsd: 5,
    });
    expect(readDevelopArguments(['a', '--rule', 'Weddings']).rule).toEqual({ name: 'Weddings', dayUsd: null });
    expect(readDevelopArguments(['a', '--max-credits', '0', '--rate', '50'])).toMatchObject({ maxCredits: 0, rate: 50 });
  });
});

describe('decide', () => {
  it.each(['again', 'charged', 'not-charged', 'drop'] as const)('takes one job and --%s', (decision) => {
    expect(readDecideArguments(['12', `--${decision}`])).toEqual({ jobId: 12, decision, json: false });
  });

  it.each([
    [[], 'the number of one job'],
    [['twelve', '--drop'], 'the number of one job'],
    [['0', '--drop'], 'the number of one job'],
    [['1', '2', '--drop'], 'the number of one job'],
    [['1'], 'wants one of'],
    [['1', '--drop', '--again'], 'wants one of'],
    [['1', '--maybe'], '--maybe'],
  ])('refuses %j', (args, message) => {
    expect(() => readDecideArguments(args)).toThrow(UsageError);
    expect(() => readDecideArguments(args)).toThrow(message);
  });
});

describe('lines for people', () => {
  it('say what it cost only where it did', () => {
    expect(sentence(report('done', { source: 'a', result: 'b', cost: 0.08, ms: 9800 }))).toBe('done     a → b (9.8 s, $0.08)');
    expect(sentence(report('done', { source: 'a', result: 'b', cost: 0, ms: 1000 }))).toBe('done     a → b (1.0 s)');
    expect(sentence(report('queued', { source: 'a' }))).toBeNull();
    expect(sentence(report('unsure', { source: 'a', job: 7, message: 'No answer.' }))).toContain('decide 7');
  });
});
