/** The scale of years and months at the side of the grid: shows where one is, and leads anywhere by pointer and by keys. */
import './scrubber.css';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { rowAt } from '../../ui/virtual.ts';
import type { Layout } from './layout.ts';
import { scrollToTop } from './places.ts';
import { monthOfItem, monthWords, scaleKey, scaleTicks, type Months } from './scrub.ts';

export interface ScrubberProps {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly layout: Layout;
  readonly months: Months;
}

/** Pixels that are free above and below the scale, so that its first and last name are whole. */
const MARGIN = 10;

/** The scale; it takes the place of the scroll bar. */
export function Scrubber({ scroller, layout, months }: ScrubberProps) {
  const track = useRef<HTMLDivElement>(null);
  const thumb = useRef<HTMLSpanElement>(null);
  const [height, setHeight] = useState(0);
  const [current, setCurrent] = useState(0);
  /** Where the pointer is over the scale, pixels from its top; null: it is not there. */
  const [pointed, setPointed] = useState<number | null>(null);
  const ticks = useMemo(() => scaleTicks(months, layout, height), [months, layout, height]);

  useEffect(() => {
    const element = scroller.current;
    const scale = track.current;
    if (element === null || scale === null) return;
    const look = () => {
      const most = Math.max(1, layout.height - element.clientHeight);
      const top = (Math.min(element.scrollTop, most) / most) * scale.clientHeight;
      if (thumb.current !== null) thumb.current.style.transform = `translateY(${String(Math.round(top))}px)`;
      setCurrent(monthAt(layout, months, element.scrollTop));
      setHeight(scale.clientHeight);
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(scale);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [scroller, layout, months]);

  const yOf = (event: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect();
    return box === undefined ? 0 : Math.min(box.height, Math.max(0, event.clientY - box.top));
  };
  const scrollAt = (y: number): number => {
    const view = scroller.current?.clientHeight ?? 0;
    return height === 0 ? 0 : (y / height) * Math.max(0, layout.height - view);
  };
  const goTo = (y: number) => {
    if (scroller.current !== null) scroller.current.scrollTop = scrollAt(y);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    goTo(yOf(event));
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const y = yOf(event);
    setPointed(y);
    if (event.currentTarget.hasPointerCapture(event.pointerId)) goTo(y);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = scaleKey(months, current, event.key);
    if (target === null) return;
    event.preventDefault();
    event.stopPropagation();
    const item = months.items[target];
    if (item !== undefined && scroller.current !== null) scroller.current.scrollTop = scrollToTop(layout, item);
  };
  const label = pointed === null ? '' : monthWords(months, monthAt(layout, months, scrollAt(pointed)));
  return (
    <div data-aside className="gallery-scale">
      <div
        ref={track}
        role="slider"
        aria-label="Years and months"
        aria-orientation="vertical"
        aria-valuemin={0}
        aria-valuemax={months.names.length - 1}
        aria-valuenow={current}
        aria-valuetext={monthWords(months, current)}
        tabIndex={0}
        className="gallery-scale-track"
        style={{ top: MARGIN, bottom: MARGIN }}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => {
          setPointed(null);
        }}
        onKeyDown={onKeyDown}
      >
        {ticks.map(({ y, year }) => (
          <span key={y} className={year === null ? 'gallery-scale-tick' : 'gallery-scale-year'} style={{ top: y }}>
            {year}
          </span>
        ))}
        <span ref={thumb} className="gallery-scale-thumb" />
        {pointed !== null && label !== '' && (
          <span className="gallery-scale-label" style={{ top: pointed }}>
            {label}
          </span>
        )}
      </div>
    </div>
  );
}

/** The month at the top of the view, as an index. */
function monthAt({ rows }: Layout, months: Months, scrollTop: number): number {
  const row = rows.at(rowAt(rows, scrollTop));
  return row === undefined ? 0 : Math.max(0, monthOfItem(months, row.first));
}
