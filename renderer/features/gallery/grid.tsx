/** The grid: only the rows in view are in the page, one tab stop, the cursor moves by keys. */
import './grid.css';
import { useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { classes } from '../../ui/classes.ts';
import { useVirtualRows } from '../../ui/virtual.ts';
import { PhotoCell, ResultCell } from './cell.tsx';
import { useGallery } from './gallery-store.ts';
import { GroupHeader, StickyHeaders, useHeaders } from './headers.tsx';
import { cellId, cursorIndex, type GridItems } from './items.ts';
import type { Layout, Row } from './layout.ts';
import { placeCells, placeHeaders } from './places.ts';
import { monthsOf, type Months } from './scrub.ts';
import { Scrubber } from './scrubber.tsx';
import { useGridActions } from './use-grid-actions.ts';
import { useGridPointer } from './use-grid-pointer.ts';
import { useLayout } from './use-layout.ts';
import { useCursorInView, useKeptPlace } from './use-place.ts';

/** Space beside the cells, pixels; a scroll bar takes its place on the right. */
const MARGIN = 8;
/** Most cells in the page at once. */
const MOST_CELLS = 600;

/** Shows the items of a source; there is at least one. */
export function Grid({ items: wanted, place }: { readonly items: GridItems; readonly place: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const width = useInnerWidth(scroller);
  const stored = useSettings((state) => state.preferences?.thumbnailSize ?? 116);
  const size = useGallery((state) => state.draftSize) ?? stored;
  const style = useSettings((state) => state.preferences?.gridLayout ?? 'square');
  const laidOut = useLayout(wanted, { width, size, style });
  const { layout, items } = laidOut;
  const active = useView((state) => state.active);
  const activeResult = useView((state) => state.activeResult);
  const cursor = useMemo(() => cursorIndex(items, active, activeResult), [items, active, activeResult]);
  // Before the rows in view are worked out, which depend on the place
  useKeptPlace(scroller, laidOut, cursor, place);
  const shown = useVirtualRows(scroller, layout.rows, { cap: Math.ceil(MOST_CELLS / layout.columns) });

  const months = useMonths(items);

  useCursorInView(scroller, laidOut, cursor);
  const rangeStart = useRef(-1);
  useGridActions({ scroller, layout, items, cursor, rangeStart, months });
  const pointer = useGridPointer({ items, rangeStart, cursor });

  const rows: { readonly row: Row; readonly index: number }[] = [];
  for (let index = shown.first; index <= shown.last; index += 1) {
    const row = layout.rows.at(index);
    if (row !== undefined) rows.push({ row, index });
  }
  const cursorShown = rows.some(({ row }) => cursor >= row.first && cursor <= row.last);
  const scaled = months.names.length > 0;
  return (
    <div className={classes('gallery-body', scaled && 'gallery-body-scaled')}>
      {/* Before the grid, where Shift+Tab finds it: Tab belongs to the panels there. */}
      {scaled && <Scrubber scroller={scroller} layout={layout} months={months} />}
      <div
        ref={scroller}
        role="grid"
        aria-label="Photos"
        aria-multiselectable="true"
        aria-rowcount={layout.rows.length}
        aria-activedescendant={cursorShown ? cellId(items, cursor) : undefined}
        tabIndex={0}
        className="gallery-grid"
        {...pointer}
      >
        <StickyHeaders scroller={scroller} layout={layout} items={items} />
        <div className="gallery-rows" role="presentation" style={{ height: layout.height }}>
          {rows.map(({ row, index }) => (
            <GridRow
              key={items.keys[row.first] ?? row.first}
              row={row}
              rowIndex={index + 1}
              layout={layout}
              items={items}
              cursor={cursor >= row.first && cursor <= row.last ? cursor : -1}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** The months of the view, for the scale at its side: where it is grouped by time. */
function useMonths(items: GridItems): Months {
  return useMemo(() => monthsOf(items), [items]);
}

interface GridRowProps {
  readonly row: Row;
  readonly rowIndex: number;
  readonly layout: Layout;
  readonly items: GridItems;
  /** The item with the cursor, where it is in this row; else -1. */
  readonly cursor: number;
}

function GridRow({ row, rowIndex, layout, items, cursor }: GridRowProps) {
  const selection = useView((state) => state.selection);
  const activeResult = useView((state) => state.activeResult);
  const cells = placeCells(layout, row);
  const headers = useHeaders(row.band > 0 ? placeHeaders(layout, row, cells) : [], items);
  return (
    <div role="row" aria-rowindex={rowIndex} className="gallery-row" style={{ top: row.top, height: row.height }}>
      {cells.map((place, column) => {
        const index = row.first + column;
        const item = items.at(index);
        if (item === undefined) return null;
        const next = index < row.last ? items.photoAt(index + 1) : null;
        const stacked = items.stacked[index] === 1;
        const header = headers.find((one) => one.item === index);
        const frame = {
          id: cellId(items, index),
          column: column + 1,
          ...place,
          top: row.band,
          active: index === cursor,
          stacked,
          stackGoesOn: stacked && item.photoId !== null && next === item.photoId,
        };
        const key = items.keys[index];
        const cell =
          item.resultId === null ? (
            <PhotoCell key={key} {...frame} selected={selection.has(item.photoId)} photoId={item.photoId} />
          ) : (
            <ResultCell key={key} {...frame} selected={item.resultId === activeResult} resultId={item.resultId} />
          );
        return header === undefined
          ? cell
          : [<GroupHeader key={`h${String(header.group)}`} header={header} silent={header.continued} />, cell];
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
