/** What a torture run of watched folders asks for, and what its audit finds: neither may be blind. */
import { describe, expect, it } from 'vitest';
import { judge, type Facts, type Verdict } from '../../faults/torture/watch/audit.ts';
import { createOracle } from '../../faults/torture/watch/oracle.ts';

function world() {
  const clock = { now: 0, since: 0 as number | null };
  const oracle = createOracle(
    () => clock.now,
    () => clock.since,
    () => undefined,
  );
  const write = (path: string, label: string): void => {
    oracle.made(label);
    oracle.put(path, { label, print: label });
  };
  return { clock, oracle, write, need: (label: string) => oracle.needs().get(label) };
}

describe('what has to be developed', () => {
  it('is what is there at the end, under whatever name', () => {
    const { oracle, write, need } = world();
    write('a', 'one');
    oracle.moved('a', 'b');
    expect(need('one')).toEqual({ type: 'once' });
  });

  it('is never what was gone or replaced before it could be taken for finished, and perhaps what was gone later', () => {
    const { clock, oracle, write, need } = world();
    write('a', 'soon gone');
    write('b', 'soon replaced');
    write('c', 'later gone');
    clock.now = 1_000;
    oracle.gone('a');
    write('b', 'replacing');
    clock.now = 3_000;
    oracle.gone('c');
    expect([need('soon gone'), need('soon replaced'), need('replacing'), need('later gone')]).toEqual([
      ...[{ type: 'never' }, { type: 'never' }, { type: 'once' }, { type: 'maybe' }],
    ]);
  });

  it('is what lay still for long while nothing disturbed the program, even if it goes then', () => {
    const { clock, oracle, write, need } = world();
    write('a', 'one');
    clock.now = 30_000;
    clock.since = 25_000;
    write('b', 'two');
    oracle.gone('a');
    expect(need('one')).toEqual({ type: 'maybe' });
    clock.now = 60_000;
    oracle.gone('b');
    expect(need('two')).toEqual({ type: 'once' });
  });

  it('is one of the pictures that a file showed long enough', () => {
    const { clock, write, need } = world();
    write('a', 'first');
    clock.now = 5_000;
    write('a', 'second');
    expect(need('second')).toEqual({ type: 'either', labels: ['second', 'first'] });
  });

  it('is one of two that had the same name one soon after the other, and each of them where they were far apart', () => {
    const { clock, oracle, write, need } = world();
    write('a', 'first');
    clock.now = 5_000;
    oracle.moved('a', 'elsewhere');
    write('a', 'second');
    expect([need('first'), need('second')]).toEqual([{ type: 'once' }, { type: 'either', labels: ['second', 'first'] }]);
    oracle.gone('a');
    clock.now = 60_000;
    write('a', 'third');
    expect(need('third')).toEqual({ type: 'once' });
  });
});

describe('the audit', () => {
  const right: Facts = {
    charges: new Map([['one', 1]]),
    results: new Map([['one', 1]]),
    ordered: new Map(),
    letGo: new Set(),
    needs: new Map([['one', { type: 'once' }]]),
  };
  const nothing: Verdict = { double: [], afterLetGo: [], missed: [], lost: [], storedTwice: [], unasked: [] };

  it('finds nothing where everything is right, and counts what a person ordered again', () => {
    expect(judge(right)).toEqual(nothing);
    const again = { charges: new Map([['one', 2]]), ordered: new Map([['one', 1]]) };
    expect(judge({ ...right, ...again })).toEqual(nothing);
  });

  it.each<[keyof Verdict, Partial<Facts>]>([
    ['double', { charges: new Map([['one', 2]]) }],
    ['missed', { charges: new Map(), results: new Map() }],
    ['lost', { results: new Map() }],
    ['storedTwice', { results: new Map([['one', 2]]) }],
    ['unasked', { needs: new Map([['one', { type: 'never' }]]) }],
    ['afterLetGo', { charges: new Map([['one', 2]]), letGo: new Set(['one']) }],
  ])('finds %s', (what, change) => {
    const found: Record<keyof Verdict, string[]> = { ...judge({ ...right, ...change }) };
    expect(Object.entries(found).flatMap(([name, list]) => (list.length > 0 ? [name] : []))).toEqual([what]);
  });
});
