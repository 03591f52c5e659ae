/** A script says which requests go wrong; a mistake in it is an error with its place, never a script without faults. */
import { describe, expect, it } from 'vitest';
import { FaultScript, parseScript, type Place } from '../../../electron/simulator/script.ts';

const place = (request: number, more: Partial<Place> = {}): Place => ({
  request,
  slug: 'codeformer',
  transport: 'v1',
  at: 'answer',
  ...more,
});
const struckBy = (source: unknown, places: Place[]): (number | null)[] => {
  const script = new FaultScript(parseScript(source));
  return places.map((each) => script.take(each)?.status ?? null);
};
const first = (count: number): Place[] => Array.from({ length: count }, (_, index) => place(index + 1));

describe('FaultScript', () => {
  it('finds requests by number, list, range and every nth', () => {
    expect(struckBy([{ request: 2, status: 500 }], first(3))).toEqual([null, 500, null]);
    expect(struckBy([{ request: [1, 3], status: 500 }], first(3))).toEqual([500, null, 500]);
    expect(struckBy([{ from: 2, to: 3, status: 500 }], first(4))).toEqual([null, 500, 500, null]);
    expect(struckBy([{ from: 3, status: 500 }], first(4))).toEqual([null, null, 500, 500]);
    expect(struckBy([{ every: 2, status: 500 }], first(4))).toEqual([null, 500, null, 500]);
  });

  it('finds requests by slug and transport, and wants all that a rule names', () => {
    const places = [place(1), place(2, { slug: 'fooocus' }), place(3, { slug: 'fooocus', transport: 'v2' })];
    expect(struckBy([{ slug: 'fooocus', status: 503 }], places)).toEqual([null, 503, 503]);
    expect(struckBy([{ slug: 'fooocus', transport: 'v2', status: 503 }], places)).toEqual([null, null, 503]);
    expect(struckBy([{ slug: 'fooocus', request: 1, status: 503 }], places)).toEqual([null, null, null]);
  });

  it('lets the first rule win and stops after so many times', () => {
    expect(
      struckBy(
        {
          rules: [
            { request: 1, status: 401 },
            { status: 500, times: 1 },
          ],
        },
        first(3),
      ),
    ).toEqual([401, 500, null]);
  });

  it('counts the later steps of v2 for each request', () => {
    const at = (request: number): Place => place(request, { transport: 'v2', at: 'status' });
    expect(struckBy([{ at: 'status', status: 502, times: 1 }], [place(1), at(1), at(1), at(2)])).toEqual([null, 502, null, 502]);
  });
});

describe('parseScript', () => {
  it.each([
    ['text', 'hello', 'must be a list'],
    ['an unknown name', [{ request: 1, stauts: 500 }], 'rule 1'],
    ['a rule that does nothing', [{ request: 1 }], 'rule 1: a rule must say what goes wrong'],
    ['two faults at once', [{ status: 500 }, { silence: true, blank: true }], 'rule 2: blank and silence'],
    ['request 0', [{ request: 0, status: 500 }], 'rule 1, request'],
    ['a range the wrong way', [{ from: 5, to: 2, status: 500 }], 'from is after to'],
    ['a body without a status', [{ body: 'x', delayMs: 1 }], 'body needs a status'],
    ['a charge at a later step', [{ at: 'status', status: 500, charged: true }], 'leave "at" out'],
  ])('refuses %s', (_, source, message) => {
    expect(() => parseScript(source)).toThrow(message);
  });
});
