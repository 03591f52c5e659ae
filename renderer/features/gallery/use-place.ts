/** Where the grid is scrolled to: it stays where the person is when photos come and go, and follows only the cursor that a person moves. */
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { useView } from '../../stores/view-store.ts';
import { useGallery } from './gallery-store.ts';
import type { GridItems } from './items.ts';
import type { Layout } from './layout.ts';
import { anchorAt, scrollForAnchor, scrollToShow, type Anchor } from './places.ts';
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
  /** The `scrollTop` that the remembered place was made from or led to; null: none yet. What differs from it is a scroll of a person's. */
  const known = useRef<number | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || layout.width === 0) return;
    const old = before.current;
    before.current = { layout, items, cursor };
    if (old?.layout === layout) return;
    const { places } = useGallery.getState();
    // The browser tells of a scroll with the next frame: until then the place is one that a person has left already
    if (old !== null && isUntold(element, known.current)) places.set(place, placeOf(element, old));
    const anchor = places.get(place) ?? null;
    const top = anchor === null ? null : scrollForAnchor(layout, items, anchor, old?.items ?? null);
    if (top !== null) element.scrollTop = top;
    known.current = element.scrollTop;
  }, [scroller, layout, items, cursor, place]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const remember = () => {
      const now = before.current;
      if (now === null || (known.current !== null && Math.abs(element.scrollTop - known.current) < 1)) return;
      known.current = element.scrollTop;
      useGallery.getState().places.set(place, placeOf(element, now));
    };
    element.addEventListener('scroll', remember, { passive: true });
    return () => {
      element.removeEventListener('scroll', remember);
    };
  }, [scroller, place]);
}

function placeOf(element: HTMLElement, { layout, items, cursor }: Seen): Anchor | null {
  return anchorAt(layout, items, element.scrollTop, { cursor, height: element.clientHeight });
}

/** True where a person scrolled since; false also where the browser cut `scrollTop` because the content became shorter. */
function isUntold({ scrollTop, scrollHeight, clientHeight }: HTMLElement, known: number | null): boolean {
  if (known === null) return scrollTop > 0;
  const isCut = scrollTop < known && scrollTop >= scrollHeight - clientHeight - 1;
  return !isCut && Math.abs(scrollTop - known) >= 1;
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
