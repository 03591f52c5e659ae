/** The room a picture is seen in: wheel, pinch, drag, double click and keys change the viewport that is handed in. */
import './stage.css';
import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import {
  canPan,
  nextStop,
  panBy,
  placePicture,
  toggleZoom,
  visiblePart,
  zoomAfterWheel,
  zoomAt,
  zoomOf,
  zoomTo,
  type Point,
  type Rectangle,
  type Stage,
  type Viewport,
} from '../../lib/viewport.ts';

/** CSS pixels a pressed pointer moves before it drags. */
const DRAG_AFTER = 3;
/** CSS pixels an arrow key pans; with Shift five times as far. */
const PAN_STEP = 60;

/** The stage under the pointer, for keys and buttons that act on it from outside. */
export interface StageTarget {
  stage: Stage;
  /** Last place of the pointer, CSS pixels in the box; null: not over a picture yet. */
  pointer: Point | null;
}

export interface PictureStageProps {
  readonly stage: Stage;
  readonly viewport: Viewport;
  readonly onViewport: (viewport: Viewport) => void;
  readonly target: RefObject<StageTarget | null>;
  /** Accessible name: what is seen here. */
  readonly label: string;
  /** What dragging does while the whole picture is in sight; places are CSS pixels in the box. */
  readonly onIdleDrag?: ((point: Point) => void) | undefined;
  /** Draws the picture: where it lies and which part of it is in the box. */
  readonly children: (placed: Rectangle, visible: Rectangle) => ReactNode;
}

interface Press {
  readonly pointer: number;
  readonly start: Point;
  readonly viewport: Viewport;
  moved: boolean;
}

const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: 1, y: 0 },
  ArrowRight: { x: -1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

/** What a key does to the viewport; null: nothing here. */
function viewportAfterKey(key: string, shift: boolean, viewport: Viewport, stage: Stage): Viewport | null {
  const arrow = arrows[key];
  if (arrow !== undefined) {
    if (!canPan(viewport, stage)) return null;
    const step = PAN_STEP * (shift ? 5 : 1);
    return panBy(viewport, stage, { x: arrow.x * step, y: arrow.y * step });
  }
  if (key === '+' || key === '=') return zoomTo(viewport, stage, nextStop(viewport, stage, 1));
  if (key === '-' || key === '_') return zoomTo(viewport, stage, nextStop(viewport, stage, -1));
  if (key === '0') return zoomTo(viewport, stage, 'fit');
  return null;
}

/** A stage with its gestures. It has the size of `stage.box`; its parent places it. */
export function PictureStage({ stage, viewport, onViewport, target, label, onIdleDrag, children }: PictureStageProps) {
  const room = useRef<HTMLDivElement>(null);
  const press = useRef<Press | null>(null);
  const [dragging, setDragging] = useState(false);
  const now = useRef({ stage, viewport, onViewport });
  useEffect(() => {
    now.current = { stage, viewport, onViewport };
    target.current = { stage, pointer: target.current?.pointer ?? null };
  });

  const pointIn = (event: { readonly clientX: number; readonly clientY: number }): Point => {
    const bounds = room.current?.getBoundingClientRect();
    return { x: event.clientX - (bounds?.left ?? 0), y: event.clientY - (bounds?.top ?? 0) };
  };

  // React listens to wheels passively, and a pinch that is not stopped zooms the whole window.
  useEffect(() => {
    const element = room.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { stage: here, viewport: before, onViewport: change } = now.current;
      const bounds = element.getBoundingClientRect();
      const point = { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
      const next = zoomAt(before, here, zoomAfterWheel(zoomOf(before, here), event), point);
      now.current.viewport = next; // several turns may come before the next drawing
      change(next);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      element.removeEventListener('wheel', onWheel);
    };
  }, []);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    press.current = { pointer: event.pointerId, start: pointIn(event), viewport, moved: false };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const point = pointIn(event);
    target.current = { stage, pointer: point };
    const held = press.current;
    if (held?.pointer !== event.pointerId) return;
    const move = { x: point.x - held.start.x, y: point.y - held.start.y };
    if (!held.moved && Math.hypot(move.x, move.y) < DRAG_AFTER) return;
    if (!held.moved) {
      held.moved = true;
      setDragging(true);
    }
    if (canPan(viewport, stage)) onViewport(panBy(held.viewport, stage, move));
    else onIdleDrag?.(point);
  };
  const release = (): void => {
    press.current = null;
    setDragging(false);
  };
  const onDoubleClick = (event: MouseEvent): void => {
    onViewport(toggleZoom(viewport, stage, pointIn(event)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== event.currentTarget) return;
    const next = viewportAfterKey(event.key, event.shiftKey, viewport, stage);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    onViewport(next);
  };

  const where = placePicture(viewport, stage);
  const pans = canPan(viewport, stage);
  return (
    <div
      ref={room}
      className="stage-room"
      data-pans={pans || undefined}
      data-dragging={dragging || undefined}
      data-idle-drag={(!pans && onIdleDrag !== undefined) || undefined}
      style={{ width: stage.box.width, height: stage.box.height }}
      role="group"
      aria-roledescription="picture view"
      aria-label={label}
      aria-keyshortcuts="Z + - 0"
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={release}
      onPointerCancel={release}
      onLostPointerCapture={release}
      onDoubleClick={onDoubleClick}
      onKeyDown={onKeyDown}
    >
      {children(where, visiblePart(where, stage.box))}
    </div>
  );
}

/** Z: toggles at the last place of the pointer, or in the middle. */
export function toggleAtTarget(target: StageTarget | null, viewport: Viewport): Viewport {
  if (target === null) return viewport;
  const { box } = target.stage;
  return toggleZoom(viewport, target.stage, target.pointer ?? { x: box.width / 2, y: box.height / 2 });
}
