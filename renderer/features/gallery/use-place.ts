/** Where the grid is scrolled to: it stays where the person is when photos come and go, and follows only the cursor that a person moves. */
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { useView } from '../../stores/view-store.ts';
import { useGallery } from './gallery-store.ts';
import type { GridItems } from './items.ts';
import type { Layout } from './layout.ts';
import { anchorAt, scrollForAnchor, scrollToShow } from './places.ts';
import type { LaidOut } from './use-layout.ts';

interface Seen {
  readonly layout: Layout;
  readonly items: GridItems;
  readonly cursor: number;
}

/** The first visible item, or the cursor where that is visible, keeps its place when the layout changes and while something else was shown. */
export function useKeptPlace(
  scroller: RefObject<HTMLElement | null>,
  { layout, items }: LaidOut,
  cursor: number,
  place: string,
): void {
  const before = useRef<Seen | null>(null);
  /** Where it was scrolled to by itself; null: a person scrolled since. What is kept in place is what that person saw, through any number of changes. */
  const own = useRef<number | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || layout.width === 0) return;
    const old = before.current;
    before.current = { layout, items, cursor };
    if (old?.layout === layout) return;
    // As it was after the last scroll: the browser has cut `scrollTop` already where the content became shorter
    const anchor = useGallery.getState().places.get(place) ?? null;
    const top = anchor === null ? null : scrollForAnchor(layout, items, anchor, old?.items ?? null);
    if (top === null) return;
    element.scrollTop = top;
    own.current = element.scrollTop;
  }, [scroller, layout, items, cursor, place]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const { places } = useGallery.getState();
    const remember = () => {
      const now = before.current;
      if (now === null || (own.current !== null && Math.abs(element.scrollTop - own.current) < 1)) return;
      own.current = null;
      places.set(place, anchorAt(now.layout, now.items, element.scrollTop, { cursor: now.cursor, height: element.clientHeight }));
    };
    element.addEventListener('scroll', remember, { passive: true });
    return () => {
      element.removeEventListener('scroll', remember);
    };
  }, [scroller, place]);
}

/** Scrolls just so far that the cursor is seen, whenever a person went somewhere; what only comes, goes or is selected does not scroll. */
export function useCursorInView(
  scroller: RefObject<HTMLElement | null>,
  { layout, items }: Pick<LaidOut, 'layout' | 'items'>,
  cursor: number,
): void {
  const moves = useView((state) => state.moves);
  const key = items.keys[cursor] ?? 0;
  const latest = useRef({ layout, cursor, key });
  useEffect(() => {
    latest.current = { layout, cursor, key };
  });
  const followed = useRef<number | null>(null);
  const measured = layout.width > 0;
  useEffect(() => {
    const element = scroller.current;
    if (element === null || !measured || followed.current === moves) return;
    const { left } = useGallery.getState();
    // A grid that is built shows the cursor where it was before, unless it went on in another view
    const stayed = followed.current === null && (left === null ? moves === 0 : left.cursor === latest.current.key);
    followed.current = moves;
    if (stayed) return;
    element.scrollTop = scrollToShow(latest.current.layout, latest.current.cursor, element.scrollTop, element.clientHeight);
  }, [scroller, moves, measured]);
  useEffect(
    () => () => {
      useGallery.getState().set({ left: { cursor: latest.current.key } });
    },
    [],
  );
}
