/** Whoever speaks for the page sends texts, lists and tables without end: each schema that crosses has a bound, and so has the whole message. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isTooLarge } from '../../../electron/contract/bounds.ts';
import { calls, signals } from '../../../electron/contract/calls.ts';
import { events } from '../../../electron/contract/events.ts';
import { parametersSchema } from '../../../electron/contract/recipe.ts';
import { shownTextSchema } from '../../../electron/contract/visible.ts';
import { replySchema, valueSchemas } from '../../../electron/images/pool/protocol.ts';
import { unbounded } from '../../helpers/unbounded.ts';

describe('a text, a list or a table without end', () => {
  const all: [string, z.ZodType][] = [
    ...Object.entries(calls).flatMap(([name, { input, output }]): [string, z.ZodType][] => [
      [`${name} in`, input],
      [`${name} out`, output],
    ]),
    ...Object.entries(signals),
    ...Object.entries(events),
    ...Object.entries(valueSchemas).map(([name, schema]): [string, z.ZodType] => [`decoder: ${name}`, schema]),
  ];

  it.each(all)('has no place in %s', (_name, schema) => {
    expect(unbounded(schema)).toEqual([]);
  });

  it('a decoder’s answer has one place that is checked when its question is known', () => {
    expect(unbounded(replySchema)).toEqual(['|1.value']);
  });

  it('is found where there is one: this test can tell', () => {
    const open = z.object({
      a: z.string(),
      b: z.array(z.string().max(1)),
      c: z.record(z.string().max(2), z.number()),
      d: z.unknown(),
    });
    expect(unbounded(open)).toEqual(['a', 'b', 'c', 'd']);
    expect(unbounded(z.union([z.string().regex(/^a+$/), z.string().regex(/^[0-9a-f]{16}$/)]))).toEqual(['|0']);
    expect(unbounded(z.array(z.string().nullable().optional()).max(2))).toEqual(['[]']);
  });

  it('is cut and not refused where others wrote what is shown', () => {
    const long = shownTextSchema.parse('\u202e'.repeat(100_000));
    expect(long.length).toBeLessThan(130_000);
    expect(shownTextSchema.parse('short')).toBe('short');
  });
});

describe('names that every object has by itself', () => {
  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])('%s is no field of a model', (name) => {
    expect(parametersSchema.safeParse({ [name]: 1 }).success).toBe(false);
  });
  it('__proto__ changes nothing', () => {
    const sent: unknown = JSON.parse('{"__proto__": {"polluted": 1}, "strength": 0.5}');
    expect(parametersSchema.safeParse(sent).data).toEqual({ strength: 0.5 });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
  it('nor do more fields than any model has', () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, number) => [`field${String(number)}`, 1]));
    expect(parametersSchema.safeParse(many).success).toBe(false);
  });
});

describe('a message as a whole', () => {
  const cycle: Record<string, unknown> = {};
  cycle['again'] = cycle;
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  it.each<[string, unknown]>([
    ['an empty list of four thousand million places', new Array(4_294_967_295)],
    ['such a list inside', { name: 'queue.cancel', input: { jobIds: new Array(4_000_000_000) } }],
    ['three lists of the longest length', [1, 2, 3].map(() => new Array<number>(100_000).fill(1))],
    ['a hundred texts of a million characters', Array.from({ length: 100 }, () => 'x'.repeat(1_000_000))],
    ['a table of very many names', Object.fromEntries(Array.from({ length: 300_000 }, (_, n) => [`n${String(n)}`, 1]))],
    ['a circle', cycle],
    ['lists in lists without end', deep(1000)],
  ])('%s is too large, and that is soon clear', (_what, message) => {
    const began = performance.now();
    expect(isTooLarge(message)).toBe(true);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it.each<[string, unknown]>([
    ['the longest list of ids', { input: { photoIds: new Array<number>(100_000).fill(7) } }],
    ['ten thousand long paths', { paths: Array.from({ length: 10_000 }, () => 'x'.repeat(4_096)) }],
    ['a picture', { bytes: new Uint8Array(10_000_000) }],
  ])('%s is not', (_what, message) => {
    expect(isTooLarge(message)).toBe(false);
  });
});
