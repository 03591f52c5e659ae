/** How many pieces of work run at once, and in which order. */
import { describe, expect, it } from 'vitest';
import { createKeyedSemaphore, createTurns } from '../../../../electron/develop/queue/semaphore.ts';

describe('a semaphore', () => {
  it('takes so many at a time, the others in the order in which they came', async () => {
    const run = createKeyedSemaphore(2, 2);
    const began: number[] = [];
    const ends: (() => void)[] = [];
    const work = [0, 1, 2, 3].map(
      async (number) =>
        await run('one', async () => {
          began.push(number);
          await new Promise<void>((resolve) => ends.push(resolve));
          return number * 10;
        }),
    );
    await Promise.resolve();
    expect(began).toEqual([0, 1]);
    ends[1]?.();
    expect(await work[1]).toBe(10);
    expect(began).toEqual([0, 1, 2]);
    ends[0]?.();
    await work[0];
    expect(began).toEqual([0, 1, 2, 3]);
    for (const end of ends) end();
    expect(await Promise.all(work)).toEqual([0, 10, 20, 30]);
  });

  it('passes an error on and goes on', async () => {
    const run = createKeyedSemaphore(1, 1);
    const first = run('one', async () => await Promise.reject(new Error('broken')));
    const second = run('one', async () => await Promise.resolve('fine'));
    await expect(first).rejects.toThrow('broken');
    expect(await second).toBe('fine');
    expect(await run('one', async () => await Promise.resolve('still'))).toBe('still');
  });
});

describe('turns', () => {
  it('let one go in each turn of the event loop, in order', async () => {
    const next = createTurns();
    const seen: (number | 'turn')[] = [];
    const count = (): void => {
      seen.push('turn');
      if (seen.filter((each) => each === 'turn').length < 6) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(
      [1, 2, 3].map(async (number) => {
        await next();
        seen.push(number);
      }),
    );
    const order = seen.filter((each) => each !== 'turn');
    expect(order).toEqual([1, 2, 3]);
    expect(seen.indexOf(2) - seen.indexOf(1)).toBeGreaterThan(1);
    expect(seen.indexOf(3) - seen.indexOf(2)).toBeGreaterThan(1);
  });
});

describe('a desk with keys', () => {
  it('gives one key so many places, and the rest to the others in their order', async () => {
    const run = createKeyedSemaphore(3, 2);
    const began: string[] = [];
    const ends = new Map<string, () => void>();
    const work = ['a1', 'a2', 'a3', 'b1', 'b2'].map(async (name) => {
      await run(name.slice(0, 1), async () => {
        began.push(name);
        await new Promise<void>((resolve) => ends.set(name, resolve));
      });
    });
    await Promise.resolve();
    expect(began).toEqual(['a1', 'a2', 'b1']);
    ends.get('b1')?.();
    await work[3];
    // a3 came before, but its key has all it may have
    expect(began).toEqual(['a1', 'a2', 'b1', 'b2']);
    ends.get('a1')?.();
    await work[0];
    expect(began).toEqual(['a1', 'a2', 'b1', 'b2', 'a3']);
    for (const end of ends.values()) end();
    await Promise.all(work);
  });
});
