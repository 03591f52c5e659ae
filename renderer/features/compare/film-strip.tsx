/** A row of small pictures, of which only those in sight are in the page. One tab stop; arrows choose. */
import './film-strip.css';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { frameEdges, framesInSight, frameWidth, scrollToFrame } from '../../lib/strip-layout.ts';
import { Icon } from '../../ui/icon.tsx';
import { SmallPicture } from '../../ui/small-picture.tsx';

export interface Frame {
  readonly key: string;
  /** Address of its thumbnail. */
  readonly address: string;
  /** Accessible name. */
  readonly name: string;
  /** Over the picture: results of a photo, or the strength of a result. */
  readonly badge: { readonly text: string; readonly kind: 'stack' | 'strength' | 'simulated' } | null;
  /** One of several that are selected. */
  readonly selected: boolean;
  /** Why there is nothing to see; shown as a tooltip. */
  readonly problem: string | null;
}

export interface FilmStripProps {
  readonly label: string;
  /** Width divided by height of each frame; 0: not known. */
  readonly aspects: ArrayLike<number>;
  /** What one of them shows; null: that is not known yet. Asked for those in sight. */
  readonly frameAt: (index: number) => Frame | null;
  /** These are in sight: from the first, the last is not included. */
  readonly onSight?: ((start: number, end: number) => void) | undefined;
  /** Index of the one on the stage; -1: none of these. */
  readonly active: number;
  readonly onChoose: (index: number) => void;
  /** A frame was dragged out of the window. */
  readonly onDragOut?: ((index: number) => void) | undefined;
  readonly before?: ReactNode;
  readonly after?: ReactNode;
}

/** Which frame a key leads to; null: none. */
function frameAfterKey(key: string, active: number, count: number): number | null {
  const to = (index: number): number => Math.min(Math.max(index, 0), count - 1);
  if (count === 0) return null;
  switch (key) {
    case 'ArrowLeft':
      return to(active - 1);
    case 'ArrowRight':
      return to(active + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Shows frames and chooses one. */
export function FilmStrip({ label, aspects, frameAt, onSight, active, onChoose, onDragOut, before, after }: FilmStripProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [view, setView] = useState({ left: 0, width: 0 });
  const edges = useMemo(() => frameEdges(aspects), [aspects]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = (): void => {
      const next = { left: element.scrollLeft, width: element.clientWidth };
      setView((old) => (old.left === next.left && old.width === next.width ? old : next));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  useEffect(() => {
    const element = scroller.current;
    if (element !== null) element.scrollLeft = scrollToFrame(edges, active, element.scrollLeft, element.clientWidth);
  }, [edges, active, view.width]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = frameAfterKey(event.key, active, aspects.length);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    onChoose(next);
  };
  const { start, end } = framesInSight(edges, view.left, view.width);
  useEffect(() => {
    onSight?.(start, end);
  }, [onSight, start, end]);
  return (
    <div className="film">
      {before}
      <div
        ref={scroller}
        className="film-frames"
        role="listbox"
        aria-label={label}
        aria-orientation="horizontal"
        aria-activedescendant={active >= start && active < end ? `${id}-${String(active)}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onWheel={(event) => {
          if (event.deltaX === 0 && scroller.current !== null) scroller.current.scrollLeft += event.deltaY;
        }}
      >
        <div className="film-length" style={{ width: edges[aspects.length] ?? 0 }} role="presentation">
          {Array.from({ length: end - start }, (_, offset) => {
            const index = start + offset;
            const frame = frameAt(index);
            return (
              <div
                key={frame?.key ?? `at ${String(index)}`}
                id={`${id}-${String(index)}`}
                className="film-frame"
                role="option"
                aria-selected={index === active}
                aria-label={frame?.name}
                aria-setsize={aspects.length}
                aria-posinset={index + 1}
                data-selected={frame?.selected === true || undefined}
                title={frame?.problem ?? undefined}
                style={{ left: edges[index] ?? 0 }}
                draggable={onDragOut !== undefined}
                onDragStart={(event) => {
                  event.preventDefault();
                  onDragOut?.(index);
                }}
                onClick={() => {
                  onChoose(index);
                }}
              >
                <Thumbnail frame={frame} width={frameWidth(aspects[index] ?? 0)} />
              </div>
            );
          })}
        </div>
      </div>
      {after}
    </div>
  );
}

/** The small picture of a frame with its badge. */
function Thumbnail({ frame, width }: { readonly frame: Frame | null; readonly width: number }) {
  const [broken, setBroken] = useState<string | null>(null);
  if (frame === null) return <span className="film-picture" style={{ width }} />;
  const { badge } = frame;
  return (
    <>
      <span className="film-picture" style={{ width }}>
        {frame.problem !== null && <Icon name="warn" />}
        {broken !== frame.address && (
          <SmallPicture
            key={frame.address}
            address={frame.address}
            onFailed={() => {
              setBroken(frame.address);
            }}
          />
        )}
      </span>
      {badge !== null && (
        <span className={`film-badge film-badge-${badge.kind}`}>
          {badge.kind === 'stack' && <Icon name="stack" size={12} />}
          {badge.text}
        </span>
      )}
    </>
  );
}
