/** The money words of the develop panel: every state of the one button, and the lines above it. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import {
  againWords,
  footButton,
  footHint,
  footLines,
  footWarning,
  nameWords,
  outcomeWords,
  type FootInput,
} from '../../../../renderer/features/develop/quote-words.ts';
import { photoId, sampleQuote } from '../queue/samples.ts';

function input(part: Partial<FootInput> = {}): FootInput {
  return {
    noun: 'photo',
    selected: 14,
    missing: null,
    today: { spentUsd: 0, limitUsd: null },
    askAboveUsd: null,
    confirming: false,
    key: { state: 'set' },
    demo: false,
    pause: null,
    quote: { status: 'known', quote: sampleQuote({ doneBefore: 2 }) },
    queueing: null,
    pressedEarly: false,
    ...part,
  };
}
const known = (part: Parameters<typeof sampleQuote>[0]) => ({ status: 'known' as const, quote: sampleQuote(part) });

describe('the button that spends', () => {
  it.each<[string, Partial<FootInput>, string, string]>([
    ['price and time', {}, 'start', 'Develop 12 photos · about $0.96 · 2 min'],
    [
      'one photo',
      { quote: known({ count: 1, priceUsd: 0.08, durationMs: 10_000 }) },
      'start',
      'Develop 1 photo · about $0.08 · 10 s',
    ],
    ['no selection', { selected: 0, quote: { status: 'none' } }, 'none', 'Select photos to develop'],
    ['no prompt', { missing: 'Say what the photo should look like' }, 'none', 'Say what the photo should look like'],
    ['no key', { key: { state: 'none' } }, 'enter-key', 'Enter a Segmind key'],
    ['unreadable key', { key: { state: 'unreadable' } }, 'enter-key', 'Enter a Segmind key'],
    [
      'demo needs no key',
      { demo: true, key: { state: 'none' }, quote: known({ durationMs: 10_000 }) },
      'start',
      'Develop 12 photos · simulated · 10 s',
    ],
    ['offline', { pause: { by: 'offline', problem: null, until: null } }, 'start', 'Queue 12 photos · about $0.96'],
    ['all done before', { quote: known({ count: 0, doneBefore: 12, priceUsd: 0 }) }, 'show-earlier', 'Show 12 earlier results'],
    ['all under way', { quote: known({ count: 0, underWay: 3, priceUsd: 0 }) }, 'show-queue', 'Show 3 photos in the queue'],
    ['asking the first time', { quote: { status: 'asking', previous: null } }, 'start-early', 'Working out the price'],
    [
      'asking, with an answer about the recipe before',
      { quote: { status: 'asking', previous: sampleQuote({ count: 0, doneBefore: 2 }) } },
      'start-early',
      'Working out the price',
    ],
    [
      'pressed before the price was known',
      { pressedEarly: true, quote: { status: 'asking', previous: null } },
      'none',
      'Starts when the price is known',
    ],
    ['price not known', { quote: { status: 'failed', problem: problem('internal') } }, 'ask-again', 'Ask for the price again'],
    ['a value does not fit', { quote: known({ problem: problem('bad-input') }) }, 'none', 'One of the settings does not fit'],
    ['all refused', { quote: known({ count: 0, refused: [] }) }, 'none', 'None of these can be developed'],
  ])('%s', (_name, part, action, text) => {
    expect(footButton(input(part))).toEqual({ action, text, busy: null });
  });

  const picture = { noun: 'picture' as const, selected: 1 };
  it.each<[string, Partial<FootInput>, string, string]>([
    [
      'a picture from text needs no photo',
      { ...picture, quote: known({ count: 1, priceUsd: 0.008, durationMs: 6000 }) },
      'start',
      'Develop 1 picture · about $0.008 · 6 s',
    ],
    ['words first', { ...picture, missing: 'Say what the picture should show' }, 'none', 'Say what the picture should show'],
    ['under way', { ...picture, quote: known({ count: 0, underWay: 1 }) }, 'show-queue', 'Show 1 picture in the queue'],
    [
      'asked once more',
      { confirming: true, quote: known({ count: 100, priceUsd: 8 }) },
      'start',
      'Yes, develop 100 photos · about $8.00',
    ],
  ])('%s', (_name, part, action, text) => {
    expect(footButton(input(part))).toEqual({ action, text, busy: null });
  });

  it('names the price of doing it again on purpose', () => {
    expect(againWords(sampleQuote(), false, false)).toBe('Develop again · about $0.96');
    expect(againWords(sampleQuote(), false, true)).toBe('Yes, develop again · about $0.96');
    expect(againWords(sampleQuote(), true, false)).toBe('Develop again · simulated');
  });

  it('says how far queueing is', () => {
    expect(footButton(input({ queueing: { done: 7, total: 12 } }))).toEqual({
      action: 'none',
      text: 'Queueing 7 of 12',
      busy: 7 / 12,
    });
  });

  it('never names a price where nothing is paid', () => {
    for (const part of [{ demo: true }, { quote: known({ count: 0, doneBefore: 12 }) }]) {
      expect(footButton(input(part)).text).not.toContain('$');
    }
  });
});

describe('the lines above it', () => {
  it('says what is not paid again and what is left', () => {
    expect(footLines(input())).toEqual([
      { label: '14 selected, 2 done before', value: 'not paid again', tone: 'ok' },
      { label: 'Balance after the whole queue', value: 'about $20.26', tone: 'plain' },
    ]);
  });

  it('warns before the balance runs out', () => {
    const lines = footLines(input({ quote: known({ balanceAfterUsd: -0.4 }) }));
    expect(lines.at(-1)).toEqual({ label: 'Balance after the whole queue', value: 'about $0.40 short', tone: 'warn' });
    const usedUp = footLines(input({ quote: known({ balanceAfterUsd: 0.3 - 0.1 * 3 }) }));
    expect(usedUp.at(-1)).toEqual({ label: 'Balance after the whole queue', value: 'about $0.00', tone: 'plain' });
  });

  it('says what today has cost, and warns where the rest does not reach', () => {
    const today = { spentUsd: 4.72, limitUsd: 10 };
    const last = (part: Partial<FootInput>) => footLines(input({ today, ...part })).at(-1);
    expect(last({})).toEqual({ label: 'Today so far', value: '$4.72 of $10.00', tone: 'plain' });
    expect(last({ quote: known({ priceUsd: 8, dayLeftUsd: 5.28 }) })).toMatchObject({ tone: 'warn' });
    expect(last({ today: { ...today, limitUsd: null } })?.label).not.toBe('Today so far');
    expect(footLines(input({ today, demo: true })).map((line) => line.label)).not.toContain('Today so far');
  });

  it('says before the press that a limit will stop the run, and why the button asks again', () => {
    const stops = problem('budget-reached', 'The queue stops after 3 photos.');
    expect(footWarning(input({ quote: known({ budgetProblem: stops }) }))).toBe('The queue stops after 3 photos.');
    expect(footWarning(input({ quote: known({ budgetProblem: stops }), demo: true }))).toBeNull();
    expect(footWarning(input({ confirming: true, askAboveUsd: 5 }))).toMatch(/above \$5\.00/);
    expect(footWarning(input())).toBeNull();
  });

  it('says offline when it goes out', () => {
    const lines = footLines(input({ pause: { by: 'offline', problem: null, until: null }, quote: known({}) }));
    expect(lines.map((line) => line.value)).toEqual(['about $0.96', 'when the network is back']);
  });

  it('promises the price before there is one', () => {
    expect(footHint(input({ selected: 0, quote: { status: 'none' } }))).toBe('The price shows here before anything is sent.');
    expect(footHint(input())).toBeNull();
  });
});

describe('names and outcome', () => {
  it('shows two names and counts the others', () => {
    expect(nameWords(sampleQuote())).toEqual({ first: 'DSC_4127-golden-1.jpg', rest: 'DSC_4128-golden-1.jpg and 10 more' });
    expect(nameWords(sampleQuote({ count: 1 }))).toEqual({ first: 'DSC_4127-golden-1.jpg', rest: null });
    expect(nameWords(sampleQuote({ count: 2 }))?.rest).toBe('DSC_4128-golden-1.jpg');
    expect(nameWords(sampleQuote({ names: [] }))).toBeNull();
  });

  it('says what was queued, taken and refused', () => {
    const refused = [{ photoId: photoId(1), name: 'a', problem: problem('file-empty') }];
    expect(outcomeWords({ queued: [], underWay: [], reused: [], refused: [] })).toBe('Nothing to queue');
    expect(outcomeWords({ queued: [], underWay: [], reused: [], refused })).toBe('1 cannot be developed');
  });
});
