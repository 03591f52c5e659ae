/** What stands in the way of queued photos, and when it is a line of the story. */
import { describe, expect, it } from 'vitest';
import { problem, type ErrorCode } from '../../../../electron/contract/errors.ts';
import type { Held, Pause } from '../../../../electron/contract/job.ts';
import { createStops, placeOf, stopOf, type Stop } from '../../../../electron/watch/engine/book/stops.ts';
import type { Happening } from '../../../../electron/watch/engine/book/story.ts';

const CALM = 60_000;

function ground() {
  let time = 0;
  const lines: Happening[] = [];
  const stops = createStops({ calmMs: CALM, elapsed: () => time, tell: (line) => lines.push(line) });
  const kinds = (): string[] => lines.map(({ kind }) => kind);
  const pass = (ms: number): void => {
    time += ms;
    stops.tick();
  };
  return { stops, lines, kinds, pass };
}

const stop = (code: ErrorCode, endsItself: boolean, message?: string): Stop => ({ problem: problem(code, message), endsItself });

describe('a stop', () => {
  const held: Held = {
    ...{ id: 'a', scope: 'rule', label: 'Cards', count: 3, paid: 0, usd: 0.24 },
    ...{ problem: problem('budget-reached'), until: 5 },
  };
  const none: ReadonlySet<string> = new Set();
  const account: Pause = { by: 'account', problem: problem('credits-exhausted'), until: null };

  it('is the rule’s own limit first, then what stops everybody while something waits', () => {
    expect(stopOf('Cards', 3, none, { held: [held], pause: account })).toEqual(stop('budget-reached', true));
    expect(stopOf('Cards', 3, none, { held: [{ ...held, until: null }], pause: null })?.endsItself).toBe(false);
    expect(stopOf('Cards', 3, none, { held: [{ ...held, label: 'Others' }], pause: account })).toEqual(
      stop('credits-exhausted', false),
    );
    expect(stopOf('Cards', 0, none, { held: [], pause: account })).toBeNull();
    const full: Held = { ...held, scope: 'folder', label: 'Disk / Out', problem: problem('disk-full'), until: null };
    expect(stopOf('Cards', 3, none, { held: [full], pause: null })).toBeNull();
    expect(stopOf('Cards', 3, new Set([placeOf(full)]), { held: [full], pause: null })).toEqual(stop('disk-full', false));
    expect(stopOf('Cards', 3, none, { held: [], pause: { ...account, by: 'rate' } })).toBeNull();
    expect(stopOf('Cards', 3, none, { held: [], pause: null })).toBeNull();
  });
});

describe('the story of stops', () => {
  it('tells a limit of an hour once, however often it lets one photo through', () => {
    const { stops, lines, kinds, pass } = ground();
    for (let round = 0; round < 50; round += 1) {
      stops.look(stop('budget-reached', true, `It has cost $${String(round)}.`), 12);
      pass(10_000);
      stops.look(null, 12);
      pass(5_000);
    }
    expect(lines).toEqual([{ kind: 'paused', count: 12, detail: 'It has cost $0.' }]);
    pass(CALM);
    expect(kinds()).toEqual(['paused', 'resumed']);
    pass(CALM);
    expect(kinds()).toEqual(['paused', 'resumed']);
  });

  it('tells at once what a person ended, and a new reason as another stop', () => {
    const { stops, lines, kinds } = ground();
    stops.look(stop('credits-exhausted', false), 4);
    stops.look(stop('no-answer', false), 5);
    stops.look(null, 7);
    expect(kinds()).toEqual(['paused', 'paused', 'resumed']);
    expect(lines[2]).toMatchObject({ count: 7 });
    stops.look(null, 0);
    expect(lines).toHaveLength(3);
    stops.look(stop('no-answer', false), 1);
    expect(kinds().at(-1)).toBe('paused');
  });
});
