/** One field of a model, drawn as its catalogue entry asks: prompt, text, slider, number, switch or menu. */
import { useState } from 'react';
import type { Parameter } from '../../../electron/contract/model.ts';
import type { ParameterValue } from '../../../electron/contract/recipe.ts';
import { formatCount } from '../../lib/format.ts';
import { Select } from '../../ui/select.tsx';
import { Slider } from '../../ui/slider.tsx';
import { Switch } from '../../ui/switch.tsx';
import { NumberField, TextArea, TextField } from '../../ui/text-field.tsx';
import { decimalsOf, textProblem, type Field } from './recipe-fields.ts';

interface FieldProps {
  readonly field: Field;
  readonly value: ParameterValue | undefined;
  /** Null empties the field: it is then not sent at all. */
  readonly onChange: (value: ParameterValue | null) => void;
}

function textOf(value: ParameterValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function PromptField({ field: { parameter }, value, onChange }: FieldProps) {
  const text = textOf(value);
  const placeholder = parameter['x-ui'].placeholder;
  return (
    <TextArea
      label={parameter.title}
      aside={text === '' ? undefined : formatCount(text.length)}
      error={textProblem(parameter, text)}
      rows={4}
      spellCheck
      value={text}
      onChange={onChange}
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  );
}

function LineField({ field: { parameter }, value, onChange }: FieldProps) {
  const text = textOf(value);
  const emptyAllowed = (parameter.minLength ?? 0) === 0;
  return (
    <TextField
      label={parameter.title}
      hint={parameter.description}
      error={textProblem(parameter, text)}
      value={text}
      onChange={(next) => {
        onChange(next === '' && !emptyAllowed ? null : next);
      }}
    />
  );
}

/** What a typed number means: a value, nothing (empty), or a reason why it is none. */
export function readOptional(parameter: Parameter, text: string): { readonly value: number | null } | { readonly error: string } {
  const clean = text.trim().replace(',', '.');
  if (clean === '') return { value: null };
  const number = Number(clean);
  if (!Number.isFinite(number)) return { error: 'Only a number fits here.' };
  if (parameter.type === 'integer' && !Number.isInteger(number)) return { error: 'Only a whole number fits here.' };
  const { minimum, maximum } = parameter;
  if (minimum !== undefined && number < minimum) return { error: `At least ${String(minimum)}.` };
  if (maximum !== undefined && number > maximum) return { error: `At most ${String(maximum)}.` };
  return { value: number };
}

/** A number that may be empty, such as a seed. */
function OptionalNumberField({ field: { parameter }, value, onChange }: FieldProps) {
  const [draft, setDraft] = useState<{ readonly text: string; readonly error: string } | null>(null);
  const shown = draft?.text ?? (typeof value === 'number' ? String(value) : '');
  return (
    <TextField
      label={parameter.title}
      hint={parameter.description}
      error={draft?.error}
      inputMode="decimal"
      className="develop-number"
      value={shown}
      onChange={(text) => {
        const read = readOptional(parameter, text);
        setDraft('error' in read ? { text, error: read.error } : null);
        // What does not fit is not sent either: the last good value would be a lie beside this text.
        onChange('error' in read ? null : read.value);
      }}
    />
  );
}

function limitsOf(parameter: Parameter): { readonly min?: number; readonly max?: number } {
  return {
    ...(parameter.minimum === undefined ? {} : { min: parameter.minimum }),
    ...(parameter.maximum === undefined ? {} : { max: parameter.maximum }),
  };
}

function stepOf(parameter: Parameter): number {
  return parameter['x-ui'].step ?? (parameter.type === 'integer' ? 1 : 0.01);
}

function NumberLine({ field: { parameter }, value, onChange }: FieldProps) {
  return (
    <div className="develop-line">
      <span aria-hidden="true">{parameter.title}</span>
      <NumberField
        label={parameter.title}
        hideLabel
        title={parameter.description}
        step={stepOf(parameter)}
        digits={decimalsOf(parameter)}
        value={typeof value === 'number' ? value : 0}
        onChange={onChange}
        {...limitsOf(parameter)}
      />
    </div>
  );
}

function SliderField(props: FieldProps) {
  const { parameter } = props.field;
  const min = parameter.minimum ?? 0;
  const number = typeof props.value === 'number' ? props.value : min;
  const ends = parameter['x-ui'].ends;
  return (
    <>
      <NumberLine {...props} value={number} />
      <Slider
        label={parameter.title}
        min={min}
        max={parameter.maximum ?? 1}
        step={stepOf(parameter)}
        value={number}
        valueText={number.toFixed(decimalsOf(parameter))}
        onChange={props.onChange}
        {...(ends === undefined ? {} : { ends })}
      />
    </>
  );
}

function SwitchField({ field: { parameter }, value, onChange }: FieldProps) {
  return (
    <div className="develop-line" title={parameter.description}>
      <span aria-hidden="true">{parameter.title}</span>
      <Switch label={parameter.title} checked={value === true} onChange={onChange} />
    </div>
  );
}

function MenuField({ field: { parameter }, value, onChange }: FieldProps) {
  const choices = parameter.enum ?? [];
  return (
    <Select
      label={parameter.title}
      hint={parameter.description}
      options={choices.map((choice) => ({ value: choice, label: choice }))}
      value={textOf(value)}
      onChange={onChange}
    />
  );
}

/** One field of the model. */
export function ParameterField(props: FieldProps) {
  switch (props.field.parameter['x-ui'].control) {
    case 'prompt':
      return <PromptField {...props} />;
    case 'text':
      return <LineField {...props} />;
    case 'slider':
      return <SliderField {...props} />;
    case 'number':
      return props.field.parameter.default === undefined && !props.field.required ? (
        <OptionalNumberField {...props} />
      ) : (
        <NumberLine {...props} />
      );
    case 'switch':
      return <SwitchField {...props} />;
    case 'menu':
      return <MenuField {...props} />;
  }
}
