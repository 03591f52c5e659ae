/** A switch: acts at once. */
import './switch.css';
import { classes } from './classes.ts';

export interface SwitchProps {
  /** Accessible name; the visible words stand beside it where it is used. */
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly describedBy?: string;
  readonly className?: string;
}

/** On or off. */
export function Switch({ label, checked, onChange, disabled = false, describedBy, className }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-label={label}
      aria-checked={checked}
      aria-describedby={describedBy}
      disabled={disabled}
      className={classes('ui-switch', className)}
      onClick={() => {
        onChange(!checked);
      }}
    >
      <span className="ui-switch-track" />
    </button>
  );
}
