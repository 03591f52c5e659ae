/** Names and values in two columns: what the info panels are made of. */
import './kv.css';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export interface KeyValue {
  readonly name: string;
  readonly value: ReactNode;
  /** Long values break into lines instead of being cut. */
  readonly wrap?: boolean;
}

/** A definition list; rows with null values are left out by the caller. */
export function KeyValues({ rows, className }: { readonly rows: readonly KeyValue[]; readonly className?: string }) {
  return (
    <dl className={classes('ui-kv', className)}>
      {rows.map((row) => (
        <div key={row.name} className="ui-kv-row">
          <dt>{row.name}</dt>
          <dd
            className={row.wrap === true ? 'ui-kv-wrap' : undefined}
            title={typeof row.value === 'string' && row.wrap !== true ? row.value : undefined}
          >
            {row.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
