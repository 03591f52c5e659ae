/** The command line understands what was typed or says what it does not. */
import { describe, expect, it } from 'vitest';
import {
  readDecideArguments,
  readDevelopArguments,
  readJobsArguments,
  readJsonFlag,
  readLimitsArguments,
  readRebuildArguments,
  UsageError,
} from '../../../electron/command/arguments.ts';
import { recipeFrom } from '../../../electron/command/typed-recipe.ts';
import { USAGE } from '../../../electron/command/usage.ts';
import { CARRY_ALL } from '../../../electron/contract/carried.ts';
import { asksForHelp, usageOf } from '../../../electron/command/help.ts';
import { stopWords } from '../../../electron/command/follow.ts';
import { createOutput, printLines, report, sentence } from '../../../electron/command/report.ts';
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
    expect(typed.pairs).toBeNull();
    expect(recipeFrom(typed, [model], { ...CARRY_ALL, place: false }).carried).toEqual({ ...CARRY_ALL, place: false });
    const left = recipeFrom(readDevelopArguments(['a', '--prompt', 'p', '--leave-out', 'camera, prompt']), [model]);
    expect(left.carried).toEqual({ ...CARRY_ALL, camera: false, prompt: false });
    const all = recipeFrom(readDevelopArguments(['a', '--prompt', 'p', '--leave-out', 'all']), [model]).carried ?? {};
    expect(Object.values(all)).toEqual(Object.keys(CARRY_ALL).map(() => false));
    expect(readDevelopArguments(['a.jpg', '--pairs', 'both']).pairs).toBe('both');
    expect(recipeFrom(typed, [model])).toMatchObject({
      parameters: { prompt: 'warm', strength: 0.4, refine: true },
      format: 'png',
    });
  });

  it.each([
    [['a', '--strength', 'much'], '--strength wants a number'],
    [['a', '--format', 'gif'], '--format is jpeg or png'],
    [['a', '--pairs', 'none'], '--pairs is jpeg, raw or both, not "none"'],
    [['a', '--leave-out', 'place,date'], '--leave-out wants dates, camera'],
    [['a', '--set', 'x'], '--set wants FIELD=VALUE'],
    [['a', '--long-side', '10'], '--long-side'],
    [['a', '--nonsense'], '--nonsense'],
    [['a', '--max-credits', 'all'], '--max-credits wants a number'],
    [['a', '--max-credits=-1'], '--max-credits wants dollars'],
    [['a', '--max-credits', '1e9'], 'at most $1,000,000'],
    [['a', '--rule', 'Weddings', '--rule-credits', '1000001'], 'at most $1,000,000'],
    [['a', '--rule', ' '], '--rule wants a name'],
    [['a', '--rule', 'Weddings', '--rule-credits', '-1'], '--rule-credits'],
    [['a', '--rule-credits', '5'], '--rule-credits goes with --rule'],
    [['a', '--rate', '0'], '--rate wants a whole number'],
    [['a', '--rate', '1.5'], '--rate wants a whole number'],
    [['a', '--out', ''], '--out is empty'],
    [['a', '--out', ' '], '--out is empty'],
    [['a', '--name', ''], '--name is empty'],
    [['a', '--model='], '--model is empty'],
    [['a', '--prompt', ''], '--prompt is empty'],
    [['a', '--prompt', ' \n'], '--prompt is empty'],
    [['a', '--with', ''], '--with is empty'],
    [['a', '--with', 'b', '--with', ''], '--with is empty'],
    [['a', ''], 'The name of a photo is empty'],
    [['a', '--format', ''], '--format is jpeg or png'],
    [['a', '--set', ''], '--set wants FIELD=VALUE'],
    [['a', '--set', '=1'], '--set wants FIELD=VALUE'],
    [['a', '--rule', ''], '--rule wants a name'],
    [['a', '--strength', '-x'], 'ambiguous'],
    ...['--strength', '--long-side', '--max-credits', '--rate', '--rule-credits'].flatMap((option) =>
      ['', ' ', 'NaN', 'Infinity', '-Infinity', '0x10', '0b1', '1e999', '1,5', '٣'].map((text): [string[], string] => [
        ['a', '--rule', 'r', `${option}=${text}`],
        `${option} wants a number, not "${text}"`,
      ]),
    ),
  ])('refuses %j', (args, message) => {
    expect(() => readDevelopArguments(args)).toThrow(UsageError);
    expect(() => readDevelopArguments(args)).toThrow(message);
  });

  it.each([
    [['a', '--prompt', 'x', '--model', 'none'], 'There is no model "none"'],
    [['a', '--prompt', 'x', '--set', 'seed=1'], 'no field "seed"'],
    [['a', '--prompt', 'x', '--set', 'refine=maybe'], 'true or false'],
    [['a', '--prompt', 'x', '--set', 'strength='], 'strength wants a number'],
    [['a', '--prompt', 'x', '--set', 'strength=0x1'], 'strength wants a number'],
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

describe('what is empty or no number', () => {
  it.each([
    ['rebuild-ledger', () => readRebuildArguments(['']), 'The name of a folder is empty'],
    ['limits --run', () => readLimitsArguments(['--run', '']), '--run wants a number'],
    ['limits --day', () => readLimitsArguments(['--day', 'Infinity']), '--day wants a number'],
    ['limits --floor', () => readLimitsArguments(['--floor', '0x5']), '--floor wants a number'],
  ])('is refused by %s', (_, read, message) => {
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });

  it('says what is wrong in one line', () => {
    expect(() => readDevelopArguments(['a', '--strength', '-x'])).toThrow(/^[^\n]+$/);
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
    [['', '--drop'], 'the number of one job'],
    [['0x1', '--drop'], 'the number of one job'],
    [['1.5', '--drop'], 'the number of one job'],
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
    expect(sentence(report('failed', { source: 'a', message: 'No.' }))).toBe('failed   a: No.');
    expect(sentence(report('failed', { source: 'a', message: 'No.', cost: 0.08 }))).toBe(
      'failed   a: No. It was charged: $0.08.',
    );
    expect(sentence(report('failed', { source: 'a', message: 'No.', cost: 0 }))).toBe('failed   a: No.');
    expect(sentence(report('failed', { message: 'Nothing was found.' }))).toBe('failed   Nothing was found.');
    expect(sentence(report('unsure', { source: 'a', job: 7, message: 'No answer.' }))).toContain('decide 7');
  });
});

describe('the word to whoever ends a run', () => {
  it.each([
    [{ count: 0, usd: 0 }, 'Stopping: no photo is out. What was not sent is taken back.'],
    [{ count: 1, usd: 0.0076 }, 'Stopping: 1 photo is out and will still be paid (about $0.0076); its answer is stored first'],
    [
      { count: 3, usd: 0.08 * 3 },
      'Stopping: 3 photos are out and will still be paid (about $0.24); their answers are stored first',
    ],
    [{ count: 2, usd: 0 }, 'Stopping: 2 photos are out; their answers are stored first'],
  ])('%j: says what is paid all the same', (out, words) => {
    expect(stopWords(out)).toContain(words);
  });
});

describe('the way to the terminal', () => {
  const wrote = (run: (output: ReturnType<typeof createOutput>) => void, terminal = true): string => {
    let text = '';
    const write = (part: string): void => {
      text += part;
    };
    run(createOutput({ out: write, err: write, terminal }));
    return text;
  };

  it('shows what a terminal would obey', () => {
    const name = 'evil\u001b[2J\u202egpj\u009b\n.jpg';
    const shown = String.raw`evil\x1b[2J\u202egpj\u009b\n.jpg`;
    expect(
      wrote(({ print }) => {
        print(`done ${name}`);
      }),
    ).toBe(`done ${shown}\n`);
    expect(
      wrote(({ fail }) => {
        fail(`failed ${name}`);
      }),
    ).toBe(`failed ${shown}\n`);
    expect(wrote(({ progress }) => progress?.(name))).toBe(`\r\u001b[K${shown}`);
    expect(createOutput({ out: () => undefined, err: () => undefined, terminal: false }).progress).toBeNull();
  });

  it('leaves a line of JSON its meaning', () => {
    const facts = report('done', { source: 'evil\u001b\u007f\u009b\u202e\u2028\n.jpg' });
    const line = wrote(({ print }) => {
      print(JSON.stringify(facts));
    });
    expect(line).toMatch(/^[ -~]+\n$/);
    expect(JSON.parse(line)).toEqual(facts);
  });

  it('keeps the lines of a text of ours', () => {
    expect(
      wrote(({ print }) => {
        printLines('one\n  two', print);
      }),
    ).toBe('one\n  two\n');
  });
});

describe('help', () => {
  it('is asked for anywhere among the options, and not by the value of one', () => {
    expect(asksForHelp(['a.jpg', '--help'])).toBe(true);
    expect(asksForHelp(['-h'])).toBe(true);
    expect(asksForHelp(['--demo', '--help'])).toBe(true);
    expect(asksForHelp(['--prompt', '--help'])).toBe(false);
    expect(asksForHelp(['--', '--help'])).toBe(false);
    expect(asksForHelp(['a.jpg'])).toBe(false);
  });

  it('is about one command, with all of its options and none of another', () => {
    expect(usageOf('jobs')).toContain('--check');
    expect(usageOf('jobs')).not.toContain('left-over');
    expect(usageOf('develop')).toContain('--results-too');
    expect(usageOf('decide')).toContain('--drop');
    expect(usageOf('nothing')).toBe(USAGE);
    for (const command of ['develop', 'jobs', 'left-over', 'decide', 'limits', 'rebuild-ledger', 'watch', 'models', 'credits'])
      expect(usageOf(command).length).toBeLessThan(USAGE.length);
  });
});
