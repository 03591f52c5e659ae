/** Fields to type into: one line, several lines, a number that is only taken when it fits. */
import { useState, type InputHTMLAttributes, type KeyboardEvent, type Ref, type TextareaHTMLAttributes } from 'react';
import { classes } from './classes.ts';
import { Field, type FieldFrame } from './field.tsx';
import { readNumber } from './read-number.ts';

type InputRest = Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange' | 'className'>;
type AreaRest = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'value' | 'onChange' | 'className'>;

export interface TextFieldProps extends FieldFrame, InputRest {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly ref?: Ref<HTMLInputElement>;
}

/** One line of text. */
export function TextField({ label, hideLabel, aside, hint, error, className, value, onChange, ...rest }: TextFieldProps) {
  return (
    <Field label={label} {...frame({ hideLabel, aside, hint, error, className })}>
      {(wiring) => (
        <input
          type="text"
          spellCheck={false}
          autoComplete="off"
          {...rest}
          {...wiring}
          className="ui-input"
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}

export interface TextAreaProps extends FieldFrame, AreaRest {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly ref?: Ref<HTMLTextAreaElement>;
}

/** Several lines of text. */
export function TextArea({ label, hideLabel, aside, hint, error, className, value, onChange, ...rest }: TextAreaProps) {
  return (
    <Field label={label} {...frame({ hideLabel, aside, hint, error, className })}>
      {(wiring) => (
        <textarea
          rows={3}
          {...rest}
          {...wiring}
          className="ui-input ui-input-area"
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}

export interface NumberFieldProps extends FieldFrame, Omit<InputRest, 'min' | 'max' | 'step'> {
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  /** Digits after the point while it is not being typed in. */
  readonly digits?: number;
}

/** A number: what is typed is taken when it is left or Enter is pressed, clamped to its limits; arrows step. */
export function NumberField(props: NumberFieldProps) {
  const { label, hideLabel, aside, hint, error, className, value, onChange, min, max, step = 1, digits, ...rest } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const limits = { min: min ?? -Infinity, max: max ?? Infinity };
  const shown = draft ?? (digits === undefined ? String(value) : value.toFixed(digits));

  const take = () => {
    if (draft === null) return;
    const read = readNumber(draft, limits, step);
    setDraft(null);
    if (read !== null && read !== value) onChange(read);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') take();
    if (event.key === 'Escape') setDraft(null);
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const from = draft === null ? value : (readNumber(draft, limits, step) ?? value);
    const next = readNumber(String(from + (event.key === 'ArrowUp' ? step : -step)), limits, step);
    setDraft(null);
    if (next !== null && next !== value) onChange(next);
  };

  return (
    <Field label={label} {...frame({ hideLabel, aside, hint, error, className })}>
      {(wiring) => (
        <input
          {...rest}
          {...wiring}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          role="spinbutton"
          aria-valuenow={value}
          aria-valuemin={min}
          aria-valuemax={max}
          className={classes('ui-input', 'ui-input-number')}
          value={shown}
          onChange={(event) => {
            setDraft(event.target.value);
          }}
          onBlur={take}
          onKeyDown={onKeyDown}
        />
      )}
    </Field>
  );
}

/** Leaves out what was not given, as exact optional properties ask. */
function frame(given: { [K in keyof Omit<FieldFrame, 'label'>]: FieldFrame[K] | undefined }): Omit<FieldFrame, 'label'> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
