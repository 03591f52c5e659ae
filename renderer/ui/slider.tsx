/** A slider: dragged, clicked, or moved by keys. It reports while it moves. */
import './slider.css';
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { classes } from './classes.ts';
import { snap } from './read-number.ts';
import { sliderKey } from './slider-keys.ts';

export interface SliderProps {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** When a drag or a key press is over; the place to store what `onChange` showed. */
  readonly onCommit?: (value: number) => void;
  /** Words under the two ends. */
  readonly ends?: readonly [string, string];
  readonly ticks?: readonly number[];
  /** What a screen reader says instead of the bare number. */
  readonly valueText?: string;
  /** quiet: the small grey one of toolbars. */
  readonly variant?: 'normal' | 'quiet';
  readonly disabled?: boolean;
  readonly className?: string;
  readonly id?: string;
}

/** One value between `min` and `max`, on the grid of `step`. */
export function Slider(props: SliderProps) {
  const {
    label,
    min,
    max,
    step,
    value,
    onChange,
    onCommit,
    ends,
    ticks,
    valueText,
    variant = 'normal',
    disabled = false,
  } = props;
  const track = useRef<HTMLDivElement>(null);
  const latest = useRef(value);
  const share = max > min ? (Math.min(max, Math.max(min, value)) - min) / (max - min) : 0;
  const at = (part: number): string => `${String(Math.round(part * 1000) / 10)}%`;

  const report = (next: number) => {
    latest.current = next;
    if (next !== value) onChange(next);
  };
  const fromPointer = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return;
    report(snap(min + ((event.clientX - box.left) / box.width) * (max - min), { min, max }, step));
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (disabled || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    track.current?.focus();
    fromPointer(event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (disabled) return;
    const next = sliderKey(event.key, value, { min, max, step });
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    report(next);
    onCommit?.(next);
  };

  return (
    <div
      className={classes(
        'ui-slider',
        variant === 'quiet' && 'ui-slider-quiet',
        disabled && 'ui-slider-disabled',
        props.className,
      )}
    >
      <div
        ref={track}
        id={props.id}
        role="slider"
        tabIndex={disabled ? -1 : 0}
        aria-label={label}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuenow={value}
        aria-valuetext={valueText}
        aria-disabled={disabled || undefined}
        className="ui-slider-track"
        onPointerDown={onPointerDown}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) fromPointer(event);
        }}
        onPointerUp={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) onCommit?.(latest.current);
        }}
        onKeyDown={onKeyDown}
      >
        <span className="ui-slider-fill" style={{ width: at(share) }} />
        {ticks?.map((tick) => (
          <span key={tick} className="ui-slider-tick" style={{ left: at((tick - min) / (max - min)) }} />
        ))}
        <span className="ui-slider-thumb" style={{ left: at(share) }} />
      </div>
      {ends !== undefined && (
        <div className="ui-slider-ends" aria-hidden="true">
          <span>{ends[0]}</span>
          <span>{ends[1]}</span>
        </div>
      )}
    </div>
  );
}
