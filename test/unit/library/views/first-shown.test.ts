/** Who waits for the first view goes on when it was answered, could not be, when views are closed, and when nobody asks. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ViewQuery } from '../../../../electron/contract/view.ts';
import { withFirst } from '../../../../electron/library/views/first-shown.ts';
import type { Views } from '../../../../electron/library/views/views.ts';

const query: ViewQuery = { source: { kind: 'all' }, sort: 'taken', reversed: true, group: 'day' };

function views(view: Views['view']): Views {
  return {
    view,
    overview: async () => Promise.reject(new Error('nobody asks')),
    note: () => undefined,
    close: async () => Promise.resolve(),
  };
}

/** Whether it has settled by now. */
async function hasSettled(waiting: Promise<void>): Promise<boolean> {
  return await Promise.race([waiting.then(() => true), Promise.resolve().then(async () => Promise.resolve(false))]);
}

describe('the first view', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['answered', async () => Promise.resolve(null)],
    ['refused', async () => Promise.reject(new Error('no library'))],
  ])('is waited for until it was %s', async (_name, view) => {
    const shown = withFirst(views(view));
    expect(await hasSettled(shown.first)).toBe(false);
    await shown.view(query, null).catch(() => undefined);
    expect(await hasSettled(shown.first)).toBe(true);
  });

  it('is not waited for once views are closed', async () => {
    const shown = withFirst(views(async () => Promise.resolve(null)));
    await shown.close();
    expect(await hasSettled(shown.first)).toBe(true);
  });

  it('is not waited for where nobody asks', async () => {
    const shown = withFirst(views(async () => Promise.resolve(null)));
    await vi.advanceTimersByTimeAsync(2_900);
    expect(await hasSettled(shown.first)).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(await hasSettled(shown.first)).toBe(true);
  });
});
