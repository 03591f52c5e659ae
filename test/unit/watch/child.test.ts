/** Parts of the watching process that need no disk: its gate, its messages, its pace, what is excluded, and what it has of the environment. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exclusionOf } from '../../../electron/watch/process/child/exclusion.ts';
import { createGate } from '../../../electron/watch/process/child/gate.ts';
import { createMerger } from '../../../electron/watch/process/child/merge.ts';
import { pauseAfter } from '../../../electron/watch/process/child/polling.ts';
import { orderSchema, reportSchema } from '../../../electron/watch/process/protocol.ts';
import { watcherEnvironment } from '../../../electron/watch/process/spawner.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A call that is answered by hand. */
function call(): { readonly work: () => Promise<string>; readonly answer: () => void; readonly begun: () => boolean } {
  let resolve: (value: string) => void = () => undefined;
  let begun = false;
  return {
    work: async () => {
      begun = true;
      return await new Promise<string>((settle) => {
        resolve = settle;
      });
    },
    answer: () => {
      resolve('answer');
    },
    begun: () => begun,
  };
}

describe('the gate to a disk', () => {
  const gateOf = () => createGate(1_000, () => Date.now());

  it('lets a few calls through at once, the others after them', async () => {
    const gate = gateOf();
    const calls = [call(), call(), call()];
    const answers = calls.map(async ({ work }) => await gate.ask(work));
    expect(calls.map(({ begun }) => begun())).toEqual([true, true, false]);
    calls[0]?.answer();
    await answers[0];
    expect(calls[2]?.begun()).toBe(true);
    gate.allow(4);
    const more = [call(), call(), call()];
    for (const { work } of more) void gate.ask(work);
    expect(more.map(({ begun }) => begun())).toEqual([true, true, false]);
  });

  it('gives up calls to a disk that is silent, begins no more, and goes on when it answers', async () => {
    const gate = gateOf();
    const calls = [call(), call(), call()];
    const answers = calls.map(async ({ work }) => await gate.ask(work).catch((error: unknown) => String(error)));
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await Promise.all(answers)).toEqual(Array(3).fill('SilentDisk: The disk does not answer'));
    expect(calls[2]?.begun()).toBe(false);
    const next = call();
    await expect(gate.ask(next.work)).rejects.toThrow('does not answer');
    expect(next.begun()).toBe(false);
    expect(gate.running()).toBe(2);
    calls[0]?.answer();
    calls[1]?.answer();
    await vi.advanceTimersByTimeAsync(0);
    const after = gate.ask(next.work);
    next.answer();
    expect(await after).toBe('answer');
    expect(gate.running()).toBe(0);
  });

  it('tells an error from silence', async () => {
    const gate = gateOf();
    await expect(gate.ask(async () => await Promise.reject(new Error('EACCES')))).rejects.toThrow('EACCES');
    expect(gate.running()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('hints', () => {
  const sent: (readonly string[] | null)[] = [];
  beforeEach(() => {
    sent.length = 0;
  });
  const merger = () => createMerger(20, (paths) => sent.push(paths));

  it('go at once after a pause, and together when they come close to each other', () => {
    const merge = merger();
    merge.add(['a']);
    expect(sent).toEqual([['a']]);
    merge.add(['b']);
    merge.add(['b', 'c']);
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(20);
    expect(sent).toEqual([['a'], ['b', 'c']]);
    vi.advanceTimersByTime(40);
    merge.add(['d']);
    expect(sent).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('are few for very many files, each bounded, and "anywhere" for more than that', () => {
    const merge = merger();
    merge.add(Array.from({ length: 5_000 }, (_, index) => String(index)));
    expect(sent.map((paths) => paths?.length)).toEqual(Array(10).fill(500));
    merge.add(Array.from({ length: 30_000 }, (_, index) => String(index)));
    vi.advanceTimersByTime(20);
    expect(sent.slice(10)).toEqual([null]);
  });

  it('of anywhere take the place of those of names, and end with the root', () => {
    const merge = merger();
    merge.add(['a']);
    merge.add(['b']);
    merge.addAll();
    vi.advanceTimersByTime(20);
    expect(sent).toEqual([['a'], null]);
    merge.add(['c']);
    merge.close();
    merge.add(['d']);
    vi.advanceTimersByTime(100);
    expect(sent).toHaveLength(2);
  });
});

describe('polling', () => {
  it.each([
    [1, 2_000],
    [25, 2_500],
    [500, 50_000],
    [5_000, 60_000],
  ])(
    'after a round of %i ms of processor time waits %i ms: a hundredth of a core at most, but within a minute',
    (cpuMs, pause) => {
      expect(pauseAfter(cpuMs, { pollMinMs: 2_000, pollMaxMs: 60_000 })).toBe(pause);
    },
  );
});

describe('excluded folders', () => {
  it.each([
    ['Darkslide', true],
    ['Darkslide/a.jpg', true],
    ['Darkslide2', false],
    ['darkslide', false],
    ['sub/out/a.jpg', true],
    ['sub', false],
    ['..a', false],
  ])('%s: %s', (path, isExcluded) => {
    const excluded = ['/photos/Darkslide', '/real/photos/sub/out', '/photos', '/elsewhere', '/photos-old/x'];
    expect(exclusionOf(['/photos', '/real/photos'], excluded, false).isExcluded(path)).toBe(isExcluded);
  });

  it('are known in other letters where the system does not tell them apart', () => {
    const { isExcluded } = exclusionOf(['/Photos'], ['/photos/DARKSLIDE'], true);
    expect(isExcluded('Darkslide/a.jpg')).toBe(true);
  });
});

describe('what crosses between the processes', () => {
  it.each([
    { type: 'hint', root: 1, paths: Array(501).fill('a') },
    { type: 'batch', call: 1, entries: Array(501).fill({ path: 'a', bytes: 1, modifiedMs: 1, changedMs: 1, inode: 1 }) },
    { type: 'batch', call: 1, entries: [{ path: 'a', bytes: '1', modifiedMs: 1, changedMs: 1, inode: 1 }] },
    { type: 'hint', root: 1, paths: ['a'.repeat(40_000)] },
    { type: 'log', message: 'a'.repeat(2_001) },
    { type: 'else' },
  ])('is refused where it is not as agreed: case %#', (message) => {
    expect(reportSchema.safeParse(message).success).toBe(false);
  });

  it('is refused by the process too', () => {
    expect(orderSchema.safeParse({ type: 'look', call: 1, root: 1, paths: Array(501).fill('a') }).success).toBe(false);
    expect(orderSchema.safeParse({ type: 'open', root: { id: 1, path: '/a' } }).success).toBe(false);
  });

  it('leaves secrets of the environment out', () => {
    const kept = watcherEnvironment({ PATH: '/bin', SEGMIND_API_KEY: 'secret', HOME: '/home/me' });
    expect(kept).toEqual({ PATH: '/bin', UV_THREADPOOL_SIZE: '32' });
  });
});
