/** Changes merged for a moment, numbered without gaps, and stripped of what the page must not see. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Changes, EventName } from '../../../electron/contract/events.ts';
import { photoIdSchema } from '../../../electron/contract/ids.ts';
import type { Photo } from '../../../electron/contract/photo.ts';
import { ROWS_HELD } from '../../../electron/contract/view.ts';
import { folderKeyOf } from '../../../electron/library/labels.ts';
import { createEventHub } from '../../../electron/ipc/events.ts';
import { createGatheredChanges } from '../../../electron/ipc/gather-changes.ts';

const id = (value: number) => photoIdSchema.parse(value);

function photo(number: number, name: string): Photo {
  return {
    id: id(number),
    name,
    folder: 'Autumn trip / Coast',
    folderKey: folderKeyOf('/trip/coast'),
    format: 'jpeg',
    width: 60,
    height: 40,
    bytes: 1000,
    takenAt: null,
    modifiedAt: 1,
    addedAt: 1,
    companions: [],
    version: 'v1',
    problem: null,
    missing: false,
  };
}

interface Message {
  readonly name: EventName;
  readonly payload: { revision?: number; changes?: Changes };
}

function hub() {
  const sent: Message[] = [];
  const lines: string[] = [];
  const events = createEventHub({
    send: (name, payload) => sent.push({ name, payload: payload as Message['payload'] }), // parsed by the hub
    mergeMs: 60,
    log: (line) => lines.push(line),
  });
  events.given(Array.from({ length: 1000 }, (_, index) => id(index + 1)));
  return { events, sent, lines };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the hub', () => {
  it('sends changes of one moment as one event, the last word on each photo', () => {
    const { events, sent } = hub();
    events.changed({ photos: [photo(1, 'first'), photo(2, 'two')] });
    vi.advanceTimersByTime(59);
    events.changed({ photos: [photo(1, 'last')] });
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.payload).toEqual({ revision: 1, changes: { photos: [photo(1, 'last'), photo(2, 'two')] } });
  });

  it('sends very many in several messages of bounded size, numbered on, and before a snapshot all of them', () => {
    const { events, sent } = hub();
    const photos = Array.from({ length: 1000 }, (_, index) => photo(index + 1, 'a'));
    events.changed({ photos, balance: null });
    vi.advanceTimersByTime(60);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.payload.changes?.photos?.length).toBeLessThan(1000);
    vi.runAllTimers();
    expect(sent.flatMap(({ payload }) => payload.changes?.photos ?? [])).toEqual(photos);
    expect(sent.map(({ payload }) => payload.revision)).toEqual(sent.map((_message, index) => index + 1));
    const before = sent.length;
    events.changed({ photos });
    expect(events.settle()).toBe(before + 1);
    expect(sent[before]?.payload.changes?.photos).toHaveLength(1000);
  });

  it('tells of photos only what the page holds of them, those given last', () => {
    const { events, sent } = hub();
    const said = (photos: readonly Photo[]) => {
      events.changed({ photos: [...photos], photosRemoved: photos.map((one) => id(one.id + 1)), viewsMoved: true });
      events.settle();
      return sent.at(-1)?.payload.changes;
    };
    expect(said([photo(2_000, 'not given')])).toEqual({ viewsMoved: true });
    events.given([id(2_000)]);
    expect(said([photo(2_000, 'given')])?.photos).toHaveLength(1);
    events.given(Array.from({ length: ROWS_HELD }, (_, index) => id(10_000 + index)));
    expect(said([photo(2_000, 'given long ago')])).toEqual({ viewsMoved: true });
    expect(said([photo(10_000, 'held')])).toMatchObject({ photos: [{ name: 'held' }], photosRemoved: [10_001] });
  });

  it('does not put off a moment because more is coming', () => {
    const { events, sent } = hub();
    for (let elapsed = 0; elapsed < 600; elapsed += 20) {
      events.changed({ photos: [photo(1, String(elapsed))] });
      vi.advanceTimersByTime(20);
    }
    expect(sent.length).toBeGreaterThanOrEqual(9);
    expect(sent.map(({ payload }) => payload.revision)).toEqual(sent.map((_message, index) => index + 1));
  });

  it('settles before a snapshot: what it says is the number of the latest event, and nothing is said twice', () => {
    const { events, sent } = hub();
    expect(events.settle()).toBe(0);
    events.changed({ balance: null });
    expect(events.settle()).toBe(1);
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(1000);
    expect(sent).toHaveLength(1);
    events.changed({ balance: null });
    vi.advanceTimersByTime(60);
    expect(sent[1]?.payload.revision).toBe(2);
  });

  it('strips what the schema does not name', () => {
    const { events, sent } = hub();
    const row = { ...photo(1, 'a.jpg'), path: '/home/ada/a.jpg' };
    events.changed({ photos: [row] });
    events.settle();
    expect(JSON.stringify(sent)).toContain('a.jpg');
    expect(JSON.stringify(sent)).not.toContain('/home/ada');
  });

  it('sends other events at once, and nothing that does not fit', () => {
    const { events, sent, lines } = hub();
    events.send('window.changed', { maximized: true, fullScreen: false });
    expect(sent).toHaveLength(1);
    events.send('menu.action', { action: 'x'.repeat(100) });
    expect(sent).toHaveLength(1);
    expect(lines).toHaveLength(1);
  });

  it('says what it has and falls silent when stopped', () => {
    const { events, sent } = hub();
    events.changed({ balance: null });
    events.stop();
    events.changed({ balance: null });
    events.send('window.changed', { maximized: true, fullScreen: false });
    vi.advanceTimersByTime(1000);
    expect(sent).toHaveLength(1);
  });
});

/** All of them as one. */
function gather(...list: Changes[]): Changes | null {
  const gathered = createGatheredChanges();
  for (const changes of list) gathered.take(changes);
  return gathered.give(Infinity);
}

describe('gathered changes', () => {
  it('a photo removed and added again is there; added and removed is gone', () => {
    expect(gather({ photosRemoved: [id(1)] }, { photos: [photo(1, 'back')] })).toEqual({ photos: [photo(1, 'back')] });
    expect(gather({ photos: [photo(1, 'here')] }, { photosRemoved: [id(1)] })).toEqual({ photosRemoved: [id(1)] });
  });

  it('keep null balances apart from unsaid ones', () => {
    expect(gather({}, { photos: [photo(1, 'a')] })).not.toHaveProperty('balance');
    expect(gather({ balance: { usd: 1, checkedAt: 1, simulated: false } }, { balance: null })).toEqual({ balance: null });
  });

  it('are nothing where nothing changed', () => {
    expect(gather({}, { photos: [] })).toBeNull();
  });

  it('leave a list as the single ones do, also given out a few at a time', () => {
    const change = fc.oneof(
      fc.record({ photos: fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.string({ maxLength: 2 })), { maxLength: 4 }) }),
      fc.record({ gone: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (list, most) => {
        const gathered = createGatheredChanges();
        const stepwise = new Map<number, string>();
        for (const one of list) {
          const changes: Changes =
            'photos' in one
              ? { photos: one.photos.map(([number, name]) => photo(number, name)) }
              : { photosRemoved: one.gone.map(id) };
          apply(stepwise, changes);
          gathered.take(changes);
        }
        const later = new Map<number, string>();
        for (let some = gathered.give(most); some !== null; some = gathered.give(most)) {
          expect((some.photos ?? []).length + (some.photosRemoved ?? []).length).toBeLessThanOrEqual(most);
          apply(later, some);
        }
        expect([...later].sort()).toEqual([...stepwise].sort());
      }),
    );
  });
});

function apply(list: Map<number, string>, changes: Changes): void {
  for (const { id: key, name } of changes.photos ?? []) list.set(key, name);
  for (const key of changes.photosRemoved ?? []) list.delete(key);
}
