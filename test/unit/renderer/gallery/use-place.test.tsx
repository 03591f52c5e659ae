// @vitest-environment jsdom
/** The place that is looked at, through changes that come before the browser has told of a scroll. */
import { cleanup, render } from '@testing-library/react';
import { useRef, type RefObject } from 'react';
import { afterEach, expect, it } from 'vitest';
import { useGallery } from '../../../../renderer/features/gallery/gallery-store.ts';
import type { GridItems } from '../../../../renderer/features/gallery/items.ts';
import { layoutGrid, type Layout } from '../../../../renderer/features/gallery/layout.ts';
import { useKeptPlace } from '../../../../renderer/features/gallery/use-place.ts';
import { items } from './samples.ts';

const VIEW = 600;
/** Five hundred photos of one day, those of `firstId` on. */
const photos = (firstId: number, count = 500): GridItems => items([count], () => 1.5, { grouping: 'none', firstId });
const layoutOf = (of: GridItems): Layout => layoutGrid({ items: of, width: 894, size: 116, style: 'square' });

/** Gives the scroller the heights that jsdom does not work out, and Chromium's cut at the end. */
function sized(element: HTMLElement, height: () => number): void {
  let top = 0;
  const most = () => Math.max(0, height() - VIEW);
  Object.defineProperties(element, {
    clientHeight: { get: () => VIEW },
    scrollHeight: { get: height },
    scrollTop: { get: () => (top = Math.min(top, most())), set: (value: number) => (top = Math.min(Math.max(0, value), most())) },
  });
}

function Scroller({ layout, shown, found }: { layout: Layout; shown: GridItems; found: RefObject<HTMLElement | null> }) {
  const own = useRef<HTMLDivElement>(null);
  useKeptPlace(found.current === null ? own : found, { layout, items: shown, whole: true }, -1, 'all');
  return (
    <div
      ref={(element) => {
        if (element === null || found.current !== null) return;
        sized(element, () => Number(element.dataset['height']));
        found.current = element;
      }}
      data-height={layout.height}
    />
  );
}

function show(): { scroller: () => HTMLElement; change: (next: GridItems) => void } {
  const found: RefObject<HTMLElement | null> = { current: null };
  const page = (shown: GridItems) => <Scroller layout={layoutOf(shown)} shown={shown} found={found} />;
  const { rerender } = render(page(photos(100)));
  rerender(page(photos(100)));
  return {
    scroller: () => {
      if (found.current === null) throw new Error('The scroller was not drawn.');
      return found.current;
    },
    change: (next) => {
      rerender(page(next));
    },
  };
}

/** The number of the photo whose row begins at the top of the view, and how many pixels above it. */
function seen(scroller: HTMLElement, shown: GridItems): { photo: number | undefined; above: number } {
  const { rows } = layoutOf(shown);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows.at(index);
    if (row !== undefined && row.top + row.height > scroller.scrollTop)
      return { photo: shown.keys[row.first], above: scroller.scrollTop - row.top };
  }
  return { photo: undefined, above: 0 };
}

afterEach(() => {
  cleanup();
  useGallery.getState().places.clear();
});

it('keeps what a person scrolled to a moment ago, although no event has told of it yet', () => {
  const { scroller, change } = show();
  scroller().scrollTop = 1300;
  scroller().dispatchEvent(new Event('scroll'));
  scroller().scrollTop = 1372; // the event comes with the next frame, the change before it
  const before = seen(scroller(), photos(100));
  change(photos(100 - 7 * 5, 535));
  expect(seen(scroller(), photos(100 - 7 * 5, 535))).toEqual(before);
});

it('goes back to what was looked at once what was cut off is there again', () => {
  const { scroller, change } = show();
  scroller().scrollTop = 3000;
  scroller().dispatchEvent(new Event('scroll'));
  const before = seen(scroller(), photos(100));
  change(photos(100, 70));
  expect(scroller().scrollTop).toBeLessThan(3000);
  change(photos(100));
  expect(seen(scroller(), photos(100))).toEqual(before);
});
