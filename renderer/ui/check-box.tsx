/** A check box with its words beside it. */
import './check-box.css';
import { useId, type ReactNode } from 'react';
import { classes } from './classes.ts';
import { Icon } from './icon.tsx';

export interface CheckBoxProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly className?: string;
}

/** On or off, where it takes effect with others; for what acts at once take a Switch. */
export function CheckBox({ label, hint, checked, onChange, disabled = false, className }: CheckBoxProps) {
  const hintId = useId();
  return (
    <label className={classes('ui-check', disabled && 'ui-check-disabled', className)}>
      <input
        type="checkbox"
        className="ui-screen-reader"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : hintId}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />
      <span className="ui-check-box" aria-hidden="true">
        {checked && <Icon name="check" size={12} />}
      </span>
      <span>
        {label}
        {hint !== undefined && (
          <span id={hintId} className="ui-check-hint">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
