/** Whose turn it is. */
import { describe, expect, it } from 'vitest';
import { createFairQueue } from '../../../../electron/watch/engine/looking/fair-queue.ts';

describe('turns', () => {
  it('lets one file of a quiet rule go before the thousand of a busy one', async () => {
    const queue = createFairQueue(2);
    const order: string[] = [];
    const work = async (owner: string, name: string): Promise<void> => {
      await queue.run(owner, async () => {
        await new Promise((resume) => setImmediate(resume));
        order.push(name);
      });
    };
    const busy = Array.from({ length: 100 }, async (_, index) => {
      await work('busy', `busy ${String(index)}`);
    });
    await Promise.all([work('quiet', 'quiet'), ...busy]);
    expect(order.indexOf('quiet')).toBeLessThan(5);
    expect(order).toHaveLength(101);
  });

  it('does no more at a time than it may, and goes on after a failure', async () => {
    const queue = createFairQueue(3);
    let now = 0;
    let most = 0;
    const all = Array.from({ length: 30 }, async (_, index) =>
      queue.run(`rule ${String(index % 4)}`, async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resume) => setImmediate(resume));
        now -= 1;
        if (index % 5 === 0) throw new Error('fails');
      }),
    );
    const ended = await Promise.allSettled(all);
    expect(most).toBe(3);
    expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(6);
  });
});
