/** The grid: only the rows in view are in the page, one tab stop, the cursor moves by keys. */
import './grid.css';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useLibrary } from '../../stores/library-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { formatDay } from '../../lib/format.ts';
import { useVirtualRows } from '../../ui/virtual.ts';
import { PhotoCell, ResultCell } from './cell.tsx';
import { useGallery } from './gallery-store.ts';
import { countPhotos, cursorIndex, type GridItem } from './items.ts';
import {
  anchorAt,
  layoutGrid,
  placeCells,
  scrollForAnchor,
  scrollToShow,
  type CellsRow,
  type DayRow,
  type Layout,
} from './layout.ts';
import { dayWords } from './marks.ts';
import { useGridActions } from './use-grid-actions.ts';
import { useGridPointer } from './use-grid-pointer.ts';

/** Space beside the cells, pixels; a scroll bar takes its place on the right. */
const MARGIN = 8;
/** Most cells in the page at once. */
const MOST_CELLS = 600;

/** Shows `items`; there is at least one. */
export function Grid({ items }: { readonly items: readonly GridItem[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useInnerWidth(scroller);
  const stored = useSettings((state) => state.preferences?.thumbnailSize ?? 116);
  const size = useGallery((state) => state.draftSize) ?? stored;
  const style = useSettings((state) => state.preferences?.gridLayout ?? 'square');
  const layout = useMemo(() => layoutGrid({ items, width, size, style }), [items, width, size, style]);
  const active = useView((state) => state.active);
  const activeResult = useView((state) => state.activeResult);
  const cursor = useMemo(() => cursorIndex(items, active, activeResult), [items, active, activeResult]);
  const shown = useVirtualRows(scroller, layout.rows, { cap: Math.ceil(MOST_CELLS / layout.columns) });

  useKeptPlace(scroller, layout, items);
  useCursorInView(scroller, layout, cursor, items[cursor]?.key);
  const rangeStart = useRef(-1);
  useGridActions({ scroller, layout, items, cursor, rangeStart });
  const pointer = useGridPointer({ items, rangeStart });

  const rows = layout.rows.slice(shown.first, shown.last + 1);
  const cursorShown = rows.some((row) => row.kind === 'cells' && cursor >= row.first && cursor <= row.last);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Photos"
      aria-multiselectable="true"
      aria-rowcount={layout.rows.length}
      aria-activedescendant={cursorShown ? cellId(items[cursor]) : undefined}
      tabIndex={0}
      className="gallery-grid"
      {...pointer}
    >
      <div className="gallery-rows" role="presentation" style={{ height: layout.height }}>
        {rows.map((row, offset) =>
          row.kind === 'day' ? (
            <DayHeader key={`d${row.day}`} row={row} rowIndex={shown.first + offset + 1} items={items} />
          ) : (
            <CellRow
              key={items[row.first]?.key ?? row.first}
              row={row}
              rowIndex={shown.first + offset + 1}
              layout={layout}
              items={items}
              cursor={cursor}
            />
          ),
        )}
      </div>
    </div>
  );
}

function cellId(item: GridItem | undefined): string | undefined {
  return item === undefined ? undefined : `gallery-${item.key}`;
}

function DayHeader({
  row,
  rowIndex,
  items,
}: {
  readonly row: DayRow;
  readonly rowIndex: number;
  readonly items: readonly GridItem[];
}) {
  const resultsByPhoto = useLibrary((state) => state.resultsByPhoto);
  const [now] = useState(() => Date.now());
  const count = countPhotos(items, row.first, row.last, resultsByPhoto);
  return (
    <div role="row" aria-rowindex={rowIndex} className="gallery-day" style={{ top: row.top, height: row.height }}>
      <div role="rowheader">
        <b>{formatDay(row.day, now)}</b>
        <span className="ui-muted">{dayWords(count)}</span>
      </div>
    </div>
  );
}

interface CellRowProps {
  readonly row: CellsRow;
  readonly rowIndex: number;
  readonly layout: Layout;
  readonly items: readonly GridItem[];
  readonly cursor: number;
}

function CellRow({ row, rowIndex, layout, items, cursor }: CellRowProps) {
  const selection = useView((state) => state.selection);
  const activeResult = useView((state) => state.activeResult);
  return (
    <div role="row" aria-rowindex={rowIndex} className="gallery-row" style={{ top: row.top, height: row.height }}>
      {placeCells(layout, row, items).map((place, column) => {
        const index = row.first + column;
        const item = items[index];
        if (item === undefined) return null;
        const next = index < row.last ? items[index + 1] : undefined;
        const frame = {
          id: `gallery-${item.key}`,
          column: column + 1,
          ...place,
          active: index === cursor,
          stacked: item.stacked,
          stackGoesOn: item.stacked && item.photoId !== null && next?.photoId === item.photoId,
        };
        return item.resultId === null ? (
          <PhotoCell key={item.key} {...frame} selected={selection.has(item.photoId)} photoId={item.photoId} />
        ) : (
          <ResultCell key={item.key} {...frame} selected={item.resultId === activeResult} resultId={item.resultId} />
        );
      })}
    </div>
  );
}

/** Width for the cells, in pixels, without margins and scroll bar. */
function useInnerWidth(scroller: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      const bar = element.offsetWidth - element.clientWidth;
      setWidth(Math.max(0, element.clientWidth - MARGIN - Math.max(0, MARGIN - bar)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [scroller]);
  return width;
}

/** The first visible item keeps its place when the layout changes, and while another view was shown. */
function useKeptPlace(scroller: RefObject<HTMLElement | null>, layout: Layout, items: readonly GridItem[]): void {
  const before = useRef<{ layout: Layout; items: readonly GridItem[] } | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || layout.width === 0) return;
    const old = before.current;
    before.current = { layout, items };
    const anchor = old === null ? useGallery.getState().anchor : anchorAt(old.layout, old.items, element.scrollTop);
    const place = anchor === null ? null : scrollForAnchor(layout, items, anchor);
    if (place !== null) element.scrollTop = place;
  }, [scroller, layout, items]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const remember = () => {
      const now = before.current;
      if (now !== null) useGallery.getState().set({ anchor: anchorAt(now.layout, now.items, element.scrollTop) });
    };
    element.addEventListener('scroll', remember, { passive: true });
    return () => {
      element.removeEventListener('scroll', remember);
    };
  }, [scroller]);
}

/** Scrolls just so far that the cursor is seen, whenever it went to another item; a changed layout does not scroll. */
function useCursorInView(scroller: RefObject<HTMLElement | null>, layout: Layout, cursor: number, key: string | undefined): void {
  const latest = useRef({ layout, cursor });
  useEffect(() => {
    latest.current = { layout, cursor };
  });
  const measured = layout.width > 0;
  useEffect(() => {
    const element = scroller.current;
    if (element === null || key === undefined || !measured) return;
    element.scrollTop = scrollToShow(latest.current.layout, latest.current.cursor, element.scrollTop, element.clientHeight);
  }, [scroller, key, measured]);
}
