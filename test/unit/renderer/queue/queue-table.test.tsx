// @vitest-environment jsdom
/** The queue's table while it scrolls: rows go on to other jobs, and neither focus, order nor pictures go astray. */
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QueueScreen } from '../../../../renderer/features/queue/queue-screen.tsx';
import { shownIndexes } from '../../../../renderer/features/queue/row-places.ts';
import { FLIGHT_REST_MS } from '../../../../renderer/ui/flight.ts';
import { useQueue } from '../../../../renderer/stores/queue-store.ts';
import { fakeApi, fillStores, idle, sampleJob, samplePhoto, stubLayout } from './samples.ts';

let moment = 0;

beforeEach(() => {
  stubLayout();
  fakeApi({});
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => moment);
  fillStores({
    jobs: Array.from({ length: 1000 }, (_, index) => sampleJob(index + 1)),
    photos: Array.from({ length: 1000 }, (_, index) => samplePhoto(index + 1)),
    queue: { ...idle, waiting: 1000 },
  });
  render(<QueueScreen />);
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Scrolls to a place, `time` milliseconds after what was before. */
function scrollTo(top: number, time = 10_000): void {
  moment += time;
  const scroller = document.querySelector('.queue-scroll');
  if (scroller === null) throw new Error('There is no table');
  act(() => {
    scroller.scrollTop = top;
    scroller.dispatchEvent(new Event('scroll'));
  });
}

const elements = () => [...document.querySelectorAll<HTMLElement>('[data-job]')];
const jobs = () => elements().map((row) => Number(row.dataset['job']));
const rowOf = (job: number): HTMLElement => {
  const row = document.querySelector<HTMLElement>(`[data-job="${String(job)}"]`);
  if (row === null) throw new Error(`Job ${String(job)} is not drawn`);
  return row;
};
const picturesOf = (job: number) => rowOf(job).querySelectorAll('img');

describe('rows on the way', () => {
  it('are changed, not made', () => {
    scrollTo(3600);
    const before = new Set(elements());
    scrollTo(3600 + 180);
    expect(elements().every((row) => before.has(row))).toBe(true);
    expect(jobs()).toContain(105);
    expect(rowOf(105).getAttribute('aria-rowindex')).toBe('106');
    expect(rowOf(105).textContent).toContain('DSC_4105');
    expect(rowOf(105).style.transform).toBe(`translateY(${String(32 + 104 * 36)}px)`);
  });

  it('are told to screen readers in the order of the screen', () => {
    scrollTo(3600);
    scrollTo(3600 + 180);
    const owned = (screen.getByRole('grid').getAttribute('aria-owns') ?? '').split(' ');
    const told = owned.map((id) => Number(document.getElementById(id)?.getAttribute('aria-rowindex')));
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(new Set(told).size).toBe(screen.getAllByRole('row').length);
    // In the page itself they stand otherwise, or this would prove nothing.
    expect(jobs()).not.toEqual([...jobs()].sort((a, b) => a - b));
  });

  it('keep the row that Tab reaches, with its focus, and the keys go on from it', () => {
    rowOf(1).focus();
    scrollTo(3600);
    expect(document.activeElement).toBe(rowOf(1));
    fireEvent.keyDown(rowOf(1), { key: 'ArrowDown' });
    expect(document.activeElement).toBe(rowOf(2));
  });

  it('leave the focus of another job behind', () => {
    const button = rowOf(3).querySelector('button');
    button?.focus();
    expect(document.activeElement).toBe(button);
    scrollTo(3600);
    expect(button?.isConnected).toBe(true);
    expect(document.activeElement).toBe(document.body);
  });

  it('let a job keep its element when the jobs before it go', () => {
    const row = rowOf(4);
    act(() => {
      useQueue.getState().apply({ jobsRemoved: [sampleJob(2).id] });
    });
    expect(rowOf(4)).toBe(row);
    expect(row.getAttribute('aria-rowindex')).toBe('4');
  });
});

describe('pictures', () => {
  it('are not asked for by rows that fly past', () => {
    scrollTo(3600);
    scrollTo(3780, 16);
    scrollTo(3960, 16);
    expect(picturesOf(110)).toHaveLength(0);
    act(() => {
      vi.advanceTimersByTime(FLIGHT_REST_MS);
    });
    expect(picturesOf(110)).toHaveLength(1);
    // Once there, a picture stays when the next flight begins.
    scrollTo(4140, 16);
    scrollTo(4180, 1);
    expect(picturesOf(112)).toHaveLength(1);
  });

  it('that cannot be shown give way to a sign', () => {
    // Once more first: it may have been left in the moment in which it was needed again
    for (const left of [1, 0]) {
      const [picture] = picturesOf(1);
      if (picture === undefined) throw new Error('There is no picture');
      fireEvent.error(picture);
      expect(picturesOf(1)).toHaveLength(left);
    }
    expect(rowOf(1).querySelector('.queue-thumb svg')).not.toBeNull();
  });
});

describe('the rows to draw', () => {
  it('are as many at every place, so that none is made on the way', () => {
    // A view of 360 pixels: ten rows, and two for those that are cut at its edges.
    expect(shownIndexes(1000, { first: 0, last: 9 }, 360, -1)).toHaveLength(12);
    expect(shownIndexes(1000, { first: 50, last: 60 }, 360, -1)).toHaveLength(12);
    expect(shownIndexes(1000, { first: 995, last: 999 }, 360, -1)).toEqual([995, 996, 997, 998, 999]);
    expect(shownIndexes(0, { first: 0, last: -1 }, 360, -1)).toEqual([]);
  });

  it('hold the pinned one in its order', () => {
    expect(shownIndexes(1000, { first: 50, last: 60 }, 0, 3)[0]).toBe(3);
    expect(shownIndexes(1000, { first: 50, last: 60 }, 0, 900).at(-1)).toBe(900);
    expect(shownIndexes(1000, { first: 50, last: 60 }, 0, 55)).toHaveLength(11);
  });
});
