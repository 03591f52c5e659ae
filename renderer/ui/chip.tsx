/** A short word with a meaning: shape, word and colour say the same. */
import './chip.css';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { Icon, type IconName } from './icon.tsx';

export interface ChipProps {
  readonly tone?: 'plain' | 'ok' | 'warn' | 'danger' | 'maybe' | 'sim';
  readonly icon?: IconName;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A chip. */
export function Chip({ tone = 'plain', icon, children, className }: ChipProps) {
  return (
    <span className={classes('ui-chip', `ui-chip-${tone}`, className)}>
      {icon !== undefined && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}
