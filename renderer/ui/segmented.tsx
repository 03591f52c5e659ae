/** A few choices side by side, one of them on: a radio group with one tab stop and arrow keys. */
import './segmented.css';
import { useRef, type KeyboardEvent } from 'react';
import { classes } from './classes.ts';
import { Icon, type IconName } from './icon.tsx';
import { stepIndex } from './step-index.ts';

export interface SegmentedOption<T extends string | number> {
  readonly value: T;
  readonly label: string;
  readonly icon?: IconName;
  /** Shows only the icon; the label stays the name. */
  readonly iconOnly?: boolean;
  /** Key as shown: "Z". */
  readonly shortcut?: string;
  readonly disabled?: boolean;
}

export interface SegmentedProps<T extends string | number> {
  readonly label: string;
  readonly options: readonly SegmentedOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly size?: 'sm' | 'md';
  readonly className?: string;
  readonly disabled?: boolean;
}

/** Chooses one of `options`. */
export function Segmented<T extends string | number>(props: SegmentedProps<T>) {
  const { label, options, value, onChange, size = 'md', className, disabled = false } = props;
  const group = useRef<HTMLDivElement>(null);
  const chosen = options.findIndex((option) => option.value === value);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = stepIndex(event.key, Math.max(0, chosen), options.length, (index) => options[index]?.disabled !== true);
    const option = next === null ? undefined : options[next];
    if (next === null || option === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(option.value);
    group.current?.querySelectorAll<HTMLElement>('[role=radio]')[next]?.focus();
  };

  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={label}
      aria-disabled={disabled || undefined}
      className={classes('ui-segmented', size === 'sm' && 'ui-segmented-sm', className)}
      onKeyDown={onKeyDown}
    >
      {options.map((option, index) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          aria-label={option.iconOnly === true ? option.label : undefined}
          title={option.iconOnly === true ? option.label : undefined}
          tabIndex={index === Math.max(0, chosen) ? 0 : -1}
          disabled={disabled || option.disabled === true}
          onClick={() => {
            onChange(option.value);
          }}
        >
          {option.icon !== undefined && <Icon name={option.icon} />}
          {option.iconOnly !== true && option.label}
          {option.shortcut !== undefined && <span className="ui-segmented-key">{option.shortcut}</span>}
        </button>
      ))}
    </div>
  );
}
