/** Rows of different heights of which only the visible ones are in the page. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';

export interface Extent {
  /** Pixels from the top of the content. */
  readonly top: number;
  readonly height: number;
}

/** Rows in their order, as an array or worked out as they are asked for. */
export interface Rows<Row extends Extent = Extent> {
  readonly length: number;
  at(index: number): Row | undefined;
}

/** First and last row to draw; `last` is -1 where there is none. */
export interface Window {
  readonly first: number;
  readonly last: number;
}

/** Index of the last row whose top is at or above `y`, by binary search; 0 for what is above all. */
export function rowAt(rows: Rows, y: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows.at(middle)?.top ?? Infinity) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Rows that touch the view, with `overscan` pixels on both sides, never more than `cap` rows. */
export function visibleRows(rows: Rows, scrollTop: number, viewHeight: number, overscan: number, cap: number): Window {
  if (rows.length === 0) return { first: 0, last: -1 };
  const first = rowAt(rows, scrollTop - overscan);
  const last = rowAt(rows, scrollTop + viewHeight + overscan);
  return { first, last: Math.min(last, first + cap - 1) };
}

export interface VirtualOptions {
  /** Pixels drawn beyond the view on each side. */
  readonly overscan?: number;
  /** Most rows ever drawn. */
  readonly cap?: number;
}

/**
 * Follows the scroll place and the size of `scroller`; returns which rows to draw and the view's size in pixels. Whoever scrolls when the rows
 * change does it in a layout effect that stands before this hook: then no frame shows the rows of another place.
 */
export function useVirtualRows(
  scroller: RefObject<HTMLElement | null>,
  rows: Rows,
  { overscan = 400, cap = 120 }: VirtualOptions = {},
): Window & { readonly viewHeight: number } {
  const [view, setView] = useState({ top: 0, height: 0 });
  const latest = useRef({ rows, overscan, cap });
  const looks = useRef<() => void>(() => undefined);
  useLayoutEffect(() => {
    latest.current = { rows, overscan, cap };
    looks.current();
  }, [rows, overscan, cap]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let drawn: { readonly top: number; readonly height: number } | null = null;
    const look = () => {
      const now = { top: element.scrollTop, height: element.clientHeight };
      const { rows, overscan, cap } = latest.current;
      // A scroll that brings no other row is the browser's alone; nothing is drawn again for it.
      if (drawn?.height === now.height) {
        const before = visibleRows(rows, drawn.top, now.height, overscan, cap);
        const shown = visibleRows(rows, now.top, now.height, overscan, cap);
        if (before.first === shown.first && before.last === shown.last) return;
      }
      drawn = now;
      setView(now);
    };
    looks.current = look;
    look();
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      looks.current = () => undefined;
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller]);
  return useMemo(
    () => ({ ...visibleRows(rows, view.top, view.height, overscan, cap), viewHeight: view.height }),
    [rows, view, overscan, cap],
  );
}
