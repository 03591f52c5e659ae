/** One icon of the set, silent to screen readers: the control around it carries the name. */
import './icon.css';
import { iconPaths, type IconName } from './icon-paths.ts';
import { classes } from './classes.ts';

export type { IconName } from './icon-paths.ts';

export interface IconProps {
  readonly name: IconName;
  /** Pixels; 20 is for doors and drop zones, 12 for twisties, 14 for hints. */
  readonly size?: 12 | 14 | 16 | 20;
  /** Filled instead of only outlined: a set star, a raised flag. */
  readonly fill?: boolean;
  readonly className?: string;
}

/** Draws an icon in the colour of the text around it. */
export function Icon({ name, size = 16, fill = false, className }: IconProps) {
  return (
    <svg
      className={classes(
        'ui-icon',
        `ui-icon-${String(size)}`,
        name === 'dots' && 'ui-icon-dots',
        fill && 'ui-icon-fill',
        className,
      )}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      <path d={iconPaths[name]} />
    </svg>
  );
}
