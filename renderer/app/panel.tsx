/** A side panel: as wide as the user pulled it, beside the middle or lying over it. */
import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { classes } from '../ui/classes.ts';
import { clampWidth, panelLimits, type PanelState, type Side } from './panel-layout.ts';

/** Pixels a key press moves the edge. */
const KEY_STEP = 8;

export interface PanelProps {
  readonly side: Side;
  readonly state: Exclude<PanelState, 'folded'>;
  readonly label: string;
  readonly children: ReactNode;
}

/** The panel and its movable edge. */
export function Panel({ side, state, label, children }: PanelProps) {
  const [width, setWidth] = useState(() => readWidth(side));
  const [drag, setDrag] = useState<{ x: number; width: number } | null>(null);
  const { min, max, usual } = panelLimits[side];
  const direction = side === 'left' ? 1 : -1;
  const resize = (next: number) => {
    const clamped = clampWidth(side, next);
    setWidth(clamped);
    keepWidth(side, clamped);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ x: event.clientX, width });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowRight: direction, ArrowLeft: -direction };
    const step = steps[event.key];
    if (step !== undefined) resize(width + step * KEY_STEP);
    else if (event.key === 'Home') resize(min);
    else if (event.key === 'End') resize(max);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <aside
      data-region={side}
      aria-label={label}
      className={classes('app-panel', `app-panel-${side}`, state === 'over' && 'app-panel-over')}
      style={{ width }}
    >
      {children}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={`Width of the ${side} panel`}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuenow={width}
        tabIndex={0}
        className="app-panel-edge"
        onPointerDown={onPointerDown}
        onPointerMove={(event) => {
          if (drag !== null) resize(drag.width + (event.clientX - drag.x) * direction);
        }}
        onPointerUp={() => {
          setDrag(null);
        }}
        onPointerCancel={() => {
          setDrag(null);
        }}
        onDoubleClick={() => {
          resize(usual);
        }}
        onKeyDown={onKeyDown}
      />
    </aside>
  );
}

function widthKey(side: Side): string {
  return `darkslide.panel.${side}`;
}

/** The width of last time; storage that refuses only means the usual width. */
function readWidth(side: Side): number {
  try {
    const stored = Number(window.localStorage.getItem(widthKey(side)));
    return stored > 0 ? clampWidth(side, stored) : panelLimits[side].usual;
  } catch {
    return panelLimits[side].usual;
  }
}

function keepWidth(side: Side, width: number): void {
  try {
    window.localStorage.setItem(widthKey(side), String(width));
  } catch {
    // Next time it has its usual width.
  }
}
