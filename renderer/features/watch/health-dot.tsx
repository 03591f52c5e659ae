/** A rule's health as a shape: full watching, ring polling, bars paused, grey ring not reachable, diamond failed. Words stand beside it. */
import './health-dot.css';
import { classes } from '../../ui/classes.ts';
import type { Dot } from './health-words.ts';

/** `label`: said where no words stand beside it. */
export function HealthDot({ dot, label }: { readonly dot: Dot; readonly label?: string }) {
  return (
    <span
      className={classes('watch-dot', `watch-dot-${dot}`)}
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? true : undefined}
    />
  );
}
