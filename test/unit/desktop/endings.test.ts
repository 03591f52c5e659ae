/** Ending, waiting for the queue's lock, and files that come too early. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runEndings } from '../../../electron/desktop/endings.ts';
import { followLock } from '../../../electron/desktop/follow-lock.ts';
import { createInbox } from '../../../electron/desktop/inbox.ts';
import { createQueue } from '../../../electron/desktop/newest-first.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('runEndings', () => {
  it('runs one after another, past failures and past those that hang', async () => {
    const done: string[] = [];
    const lines: string[] = [];
    const ended = runEndings(
      [
        { name: 'hangs', deadlineMs: 100, run: async () => new Promise<void>(() => undefined) },
        {
          name: 'throws',
          deadlineMs: 100,
          run: () => {
            throw new Error('no');
          },
        },
        {
          name: 'works',
          deadlineMs: 100,
          run: async () => {
            await Promise.resolve();
            done.push('works');
          },
        },
      ],
      (line) => lines.push(line),
    );
    await vi.advanceTimersByTimeAsync(99);
    expect(done).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await ended;
    expect(done).toEqual(['works']);
    expect(lines).toEqual(['hangs did not end within 100 ms.', 'throws failed while ending.']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('followLock', () => {
  it('does nothing where the lock is ours', () => {
    followLock(
      { isHeld: () => true, tryAcquire: () => expect.fail('asked') },
      () => expect.fail('taken over'),
      () => undefined,
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes over once when the other has ended, also after a look that failed', () => {
    const answers = [false, new Error('disk'), true, true];
    let taken = 0;
    followLock(
      {
        isHeld: () => false,
        tryAcquire: () => {
          const answer = answers.shift();
          if (answer instanceof Error) throw answer;
          return answer ?? false;
        },
      },
      () => (taken += 1),
      () => undefined,
    );
    vi.advanceTimersByTime(60_000);
    expect(taken).toBe(1);
  });
});

describe('the inbox', () => {
  it('keeps what comes early and passes on what comes later', () => {
    const seen: string[][] = [];
    const inbox = createInbox();
    inbox.put([]);
    inbox.put(['/a']);
    inbox.put(['/b']);
    inbox.open((files) => seen.push([...files]));
    inbox.open((files) => seen.push([...files]));
    inbox.put(['/c']);
    expect(seen).toEqual([['/a', '/b'], ['/c']]);
  });
});

describe('newest first', () => {
  it('shares, prefers what was asked for last, again or for the first time and in its order, and drops what nobody waits for', async () => {
    const started: string[] = [];
    const finish = new Map<string, () => void>();
    let now = 0;
    const queue = createQueue<string, string>(1, () => now);
    const signals = new Map<string, AbortController>();
    const ask = async (key: string, controller = new AbortController()) => {
      signals.set(key, controller);
      return queue.ask(key, controller.signal, async () => {
        started.push(key);
        await new Promise<void>((resolve) => finish.set(key, resolve));
        return `${key}!`;
      });
    };
    const first = ask('first');
    const dropped = ask('dropped');
    const older = ask('older');
    const oldest = ask('oldest');
    now += 1000;
    const newest = ask('newest');
    now += 20; // within the same look at the screen
    const again = ask('older');
    signals.get('dropped')?.abort();
    await expect(dropped).rejects.toThrow();
    finish.get('first')?.();
    expect(await first).toBe('first!');
    finish.get('newest')?.();
    expect(await newest).toBe('newest!');
    finish.get('older')?.();
    expect(await Promise.all([older, again])).toEqual(['older!', 'older!']);
    finish.get('oldest')?.();
    expect(await oldest).toBe('oldest!');
    expect(started).toEqual(['first', 'newest', 'older', 'oldest']);
  });

  it('one that stays still gets its answer when another goes, and failures reach all', async () => {
    const queue = createQueue<string, string>(1);
    let fail: (error: Error) => void = () => undefined;
    const work = async () =>
      new Promise<string>((_resolve, reject) => {
        fail = reject;
      });
    const going = new AbortController();
    const one = queue.ask('a', going.signal, work);
    const two = queue.ask('a', new AbortController().signal, work);
    going.abort();
    await expect(one).rejects.toThrow();
    fail(new Error('damaged'));
    await expect(two).rejects.toThrow('damaged');
    await expect(queue.ask('b', AbortSignal.abort(), work)).rejects.toThrow();
  });
});
