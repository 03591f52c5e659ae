/** Order and numbers at the desk. */
import { describe, expect, it } from 'vitest';
import { createKeyedSemaphore, createSemaphore, createTurns } from '../../../../electron/develop/queue/semaphore.ts';

describe('a desk', () => {
  it('takes so many at a time, the others in the order in which they came', async () => {
    const desk = createSemaphore(2);
    const began: number[] = [];
    const ends: (() => void)[] = [];
    const work = [0, 1, 2, 3].map(
      async (number) =>
        await desk(async () => {
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
    const desk = createSemaphore(1);
    const first = desk(async () => await Promise.reject(new Error('broken')));
    const second = desk(async () => await Promise.resolve('fine'));
    await expect(first).rejects.toThrow('broken');
    expect(await second).toBe('fine');
    expect(await desk(async () => await Promise.resolve('still'))).toBe('still');
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
    const desk = createKeyedSemaphore(3, 2);
    const began: string[] = [];
    const ends = new Map<string, () => void>();
    const work = ['a1', 'a2', 'a3', 'b1', 'b2'].map(async (name) => {
      await desk(name.slice(0, 1), async () => {
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
