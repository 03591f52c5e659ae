/** Choices under one another, each with words at its right end: one tab stop, arrow keys choose. */
import './radio-rows.css';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { stepIndex } from './step-index.ts';

export interface RadioRow<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
  /** At the right end: a price, what comes next. */
  readonly aside?: ReactNode;
}

export interface RadioRowsProps<T extends string> {
  /** Id of the words above. */
  readonly labelledBy: string;
  readonly rows: readonly RadioRow<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** Chooses one of `rows`. */
export function RadioRows<T extends string>({ labelledBy, rows, value, onChange }: RadioRowsProps<T>) {
  const group = useRef<HTMLDivElement>(null);
  const chosen = rows.findIndex((row) => row.value === value);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stepIndex(event.key, Math.max(0, chosen), rows.length);
    const row = next === null ? undefined : rows[next];
    if (next === null || row === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(row.value);
    group.current?.querySelectorAll<HTMLElement>('[role=radio]')[next]?.focus();
  };
  return (
    <div ref={group} role="radiogroup" aria-labelledby={labelledBy} className="ui-radio-rows" onKeyDown={onKeyDown}>
      {rows.map((row, index) => (
        <button
          key={row.value}
          type="button"
          role="radio"
          aria-checked={row.value === value}
          tabIndex={index === Math.max(0, chosen) ? 0 : -1}
          onClick={() => {
            onChange(row.value);
          }}
        >
          <span className="ui-radio-ring" aria-hidden="true" />
          <span className="ui-radio-words">{row.label}</span>
          {row.aside !== undefined && <span className="ui-muted">{row.aside}</span>}
        </button>
      ))}
    </div>
  );
}
