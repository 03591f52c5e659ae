/** The line between original and result: drag it, or move it with the arrow keys. */
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { Icon } from '../../ui/icon.tsx';

/** Fractions of the picture that one key press moves the divider. */
const STEP = 0.01;
const LARGE_STEP = 0.1;

/** Where a key moves the divider; null: this key does not. */
function dividerAfterKey(key: string, shift: boolean, divider: number): number | null {
  const step = shift ? LARGE_STEP : STEP;
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: divider - step,
    ArrowDown: divider - step,
    ArrowRight: divider + step,
    ArrowUp: divider + step,
    PageDown: divider - LARGE_STEP,
    PageUp: divider + LARGE_STEP,
    Home: 0,
    End: 1,
  };
  const next = moves[key];
  return next === undefined ? null : Math.min(Math.max(Math.round(next * 1000) / 1000, 0), 1);
}

export interface DividerProps {
  /** Fraction from the left edge. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** Words for the two sides: "original", "result". */
  readonly left: string;
  readonly right: string;
}

/** Lies in the positioned box it divides. */
export function Divider({ value, onChange, left, right }: DividerProps) {
  const handle = useRef<HTMLDivElement>(null);
  /** Distance of the pointer from the line when it was pressed, so that the line does not jump to it. */
  const grip = useRef<number | null>(null);

  const bounds = (): DOMRect | null => handle.current?.parentElement?.getBoundingClientRect() ?? null;
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const box = bounds();
    if (event.button !== 0 || box === null) return;
    event.stopPropagation();
    grip.current = event.clientX - (box.left + value * box.width);
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const box = bounds();
    if (grip.current === null || box === null || box.width === 0) return;
    event.stopPropagation();
    onChange(Math.min(Math.max((event.clientX - grip.current - box.left) / box.width, 0), 1));
  };
  const release = (): void => {
    grip.current = null;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = dividerAfterKey(event.key, event.shiftKey, value);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(next);
  };
  const share = Math.round(value * 100);

  return (
    <div
      ref={handle}
      className="divider"
      style={{ left: `${String(value * 100)}%` }}
      role="slider"
      tabIndex={0}
      aria-label="Divider"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share}
      aria-valuetext={`${String(share)} % ${left}, ${String(100 - share)} % ${right}`}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={release}
      onPointerCancel={release}
      onLostPointerCapture={release}
      onDoubleClick={(event) => {
        event.stopPropagation();
        onChange(0.5);
      }}
      onKeyDown={onKeyDown}
    >
      <span className="divider-line" />
      <span className="divider-grip">
        <Icon name="divider" />
      </span>
    </div>
  );
}
