// @vitest-environment jsdom
/** What long lists stand on: rows that keep their places in the page, and a scroll that is told from a flight. */
import { act, cleanup, render } from '@testing-library/react';
import fc from 'fast-check';
import { useRef } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FLIGHT_REST_MS, FLIGHT_SPEED, isFlight, useFlight } from '../../../../renderer/ui/flight.ts';
import { assignSlots, type Slots } from '../../../../renderer/ui/slots.ts';
import { useVirtualRows } from '../../../../renderer/ui/virtual.ts';

describe('places', () => {
  it('keep their row while it is shown, and go to the rows that come', () => {
    const first = assignSlots<number>([], [1, 2, 3, 4]);
    expect(first).toEqual([1, 2, 3, 4]);
    expect(assignSlots(first, [3, 4, 5, 6])).toEqual([5, 6, 3, 4]);
    expect(assignSlots(first, [4, 3, 2, 1])).toBe(first);
    expect(assignSlots(first, [2, 1])).toEqual([1, 2]);
    expect(assignSlots(first, [4])).toEqual([null, null, null, 4]);
  });

  it('hold each row once, and are never more than the most rows shown', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.nat(20), { maxLength: 12 })), (windows) => {
        let slots: Slots<number> = [];
        let most = 0;
        for (const shown of windows) {
          most = Math.max(most, shown.length);
          const next = assignSlots(slots, shown);
          const keys = next.filter((key) => key !== null);
          expect([...keys].sort()).toEqual([...shown].sort());
          for (const [slot, key] of slots.entries()) if (key !== null && shown.includes(key)) expect(next[slot]).toBe(key);
          expect(next.length).toBeLessThanOrEqual(most);
          slots = next;
        }
      }),
    );
  });
});

let moment = 0;
const scroller = () => {
  const found = document.querySelector<HTMLElement>('[data-scroller]');
  if (found === null) throw new Error('There is no scroller');
  return found;
};

/** Scrolls on, `time` milliseconds after what was before. */
function scrollBy(pixels: number, time: number): void {
  moment += time;
  act(() => {
    scroller().scrollTop += pixels;
    scroller().dispatchEvent(new Event('scroll'));
  });
}

function useScrolling() {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(performance, 'now').mockImplementation(() => moment);
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe() {}
        disconnect() {}
      },
    );
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });
}

describe('a flight', () => {
  useScrolling();
  function Flier() {
    const element = useRef<HTMLDivElement>(null);
    const flying = useFlight(element);
    return (
      <div ref={element} data-scroller>
        {flying ? 'flies' : 'still'}
      </div>
    );
  }

  it('is a matter of speed, in both directions', () => {
    expect(isFlight(FLIGHT_SPEED * 16 + 1, 16)).toBe(true);
    expect(isFlight(-FLIGHT_SPEED * 16 - 1, 16)).toBe(true);
    expect(isFlight(FLIGHT_SPEED * 16, 16)).toBe(false);
    expect(isFlight(1, 0)).toBe(false);
  });

  it('begins with fast events, and ends when none came for a moment', () => {
    render(<Flier />);
    scrollBy(700, 1000);
    expect(scroller().textContent).toBe('still');
    scrollBy(180, 16);
    expect(scroller().textContent).toBe('flies');
    act(() => {
      vi.advanceTimersByTime(FLIGHT_REST_MS - 1);
    });
    scrollBy(180, 16);
    act(() => {
      vi.advanceTimersByTime(FLIGHT_REST_MS - 1);
    });
    expect(scroller().textContent).toBe('flies');
    act(() => {
      vi.advanceTimersByTime(1);
    });
    expect(scroller().textContent).toBe('still');
  });
});

describe('virtual rows', () => {
  useScrolling();

  it('are drawn again only for a scroll that brings another row', () => {
    const rows = Array.from({ length: 100 }, (_, index) => ({ top: index * 36, height: 36 }));
    const drawn: string[] = [];
    function List() {
      const element = useRef<HTMLDivElement>(null);
      const { first, last } = useVirtualRows(element, rows, { overscan: 36 });
      drawn.push(`${String(first)} to ${String(last)}`);
      return <div ref={element} data-scroller />;
    }
    render(<List />);
    drawn.length = 0;
    scrollBy(30, 16);
    expect(drawn).toEqual([]);
    scrollBy(10, 16);
    expect(drawn).toEqual(['0 to 2']);
    scrollBy(36, 16);
    expect(drawn).toEqual(['0 to 2', '1 to 3']);
    scrollBy(-36, 16);
    expect(drawn.at(-1)).toBe('0 to 2');
  });
});
