/** The frame of every field: label above, hint or reason below, tied together for screen readers. */
import './field.css';
import { useId, type ReactNode } from 'react';
import { classes } from './classes.ts';

export interface FieldFrame {
  readonly label: string;
  /** Keeps the label for screen readers only. */
  readonly hideLabel?: boolean;
  /** Right end of the label's line: a count, a state. */
  readonly aside?: ReactNode;
  readonly hint?: ReactNode;
  /** Why the value does not fit; takes the place of the hint. */
  readonly error?: string | null | undefined;
  readonly className?: string | undefined;
}

export interface FieldWiring {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/** Lays the label, the control that `children` draws, and the line below. */
export function Field(props: FieldFrame & { readonly children: (wiring: FieldWiring) => ReactNode }) {
  const { label, hideLabel = false, aside, hint, error, className, children } = props;
  const id = useId();
  const noteId = `${id}-note`;
  const wrong = error != null && error !== '';
  const hasNote = wrong || (hint !== undefined && hint !== null && hint !== false && hint !== '');
  return (
    <div className={classes('ui-field', className)}>
      <div className={hideLabel ? 'ui-screen-reader' : 'ui-field-label'}>
        <label htmlFor={id}>{label}</label>
        {aside !== undefined && <span className="ui-field-aside">{aside}</span>}
      </div>
      {children({ id, 'aria-describedby': hasNote ? noteId : undefined, 'aria-invalid': wrong ? true : undefined })}
      {hasNote && (
        <p id={noteId} className={wrong ? 'ui-field-error' : 'ui-field-hint'}>
          {wrong ? error : hint}
        </p>
      )}
    </div>
  );
}
