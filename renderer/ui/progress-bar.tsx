/** How far something is: a thin bar, never alone: words stand beside it. */
import './progress-bar.css';
import { classes } from './classes.ts';

export interface ProgressBarProps {
  readonly label: string;
  /** 0 to 1; null: not known. */
  readonly value: number | null;
  readonly valueText?: string;
  readonly className?: string;
}

/** A bar. */
export function ProgressBar({ label, value, valueText, className }: ProgressBarProps) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      aria-valuetext={valueText}
      className={classes('ui-bar', className)}
    >
      <span className="ui-bar-fill" style={{ width: `${String(percent ?? 0)}%` }} />
    </div>
  );
}
