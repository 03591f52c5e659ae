/** One field of a model, drawn as its catalogue entry asks: prompt, text, slider, number, switch or menu. */
import { useState, type KeyboardEvent } from 'react';
import type { Parameter } from '../../../electron/contract/model.ts';
import type { ParameterValue } from '../../../electron/contract/recipe.ts';
import { formatCount } from '../../lib/format.ts';
import { Select } from '../../ui/select.tsx';
import { Slider } from '../../ui/slider.tsx';
import { Switch } from '../../ui/switch.tsx';
import { snap } from '../../ui/read-number.ts';
import { TextArea, TextField } from '../../ui/text-field.tsx';
import { decimalsOf, fieldProblem, readNumberText, textProblem, type Field } from '../../lib/recipe-fields.ts';

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
      placeholder={parameter['x-ui'].placeholder}
      value={text}
      onChange={(next) => {
        onChange(next === '' && !emptyAllowed ? null : next);
      }}
    />
  );
}

function stepOf(parameter: Parameter): number {
  return parameter['x-ui'].step ?? (parameter.type === 'integer' ? 1 : 0.01);
}

/** A number as its field shows it: with the digits of its step, and with more where it has more. */
function numberText(parameter: Parameter, value: ParameterValue | undefined): string {
  if (typeof value !== 'number') return textOf(value);
  const short = value.toFixed(decimalsOf(parameter));
  return Number(short) === value ? short : String(value);
}

/**
 * A number typed or stepped with the arrows. What does not fit stays as it was typed, with the reason under it: it is not made to
 * fit behind the user's back, and nothing is sent while it stands there.
 */
function NumberEntry({ field, value, onChange, hideLabel = false }: FieldProps & { readonly hideLabel?: boolean }) {
  const { parameter } = field;
  const [draft, setDraft] = useState<string | null>(null);
  const optional = parameter.default === undefined && !field.required;
  const problem = value === undefined ? null : fieldProblem(parameter, value);
  const { minimum = -Infinity, maximum = Infinity } = parameter;
  const take = (text: string) => {
    const read = readNumberText(text);
    onChange(read === '' && optional ? null : read);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const from = typeof value === 'number' ? value : Math.max(0, Number.isFinite(minimum) ? minimum : 0);
    setDraft(null);
    const step = stepOf(parameter);
    onChange(snap(from + (event.key === 'ArrowUp' ? step : -step), { min: minimum, max: maximum }, step));
  };
  return (
    <TextField
      label={parameter.title}
      hideLabel={hideLabel}
      hint={hideLabel ? undefined : parameter.description}
      error={problem}
      title={parameter.description}
      inputMode="decimal"
      role="spinbutton"
      aria-valuenow={typeof value === 'number' ? value : undefined}
      aria-valuemin={parameter.minimum}
      aria-valuemax={parameter.maximum}
      className="develop-number"
      value={draft ?? numberText(parameter, value)}
      onChange={(text) => {
        setDraft(text);
        take(text);
      }}
      onBlur={() => {
        setDraft(null);
      }}
      onKeyDown={onKeyDown}
    />
  );
}

/** A number beside its title. */
function NumberLine(props: FieldProps) {
  return (
    <div className="develop-line develop-line-number">
      <span aria-hidden="true">{props.field.parameter.title}</span>
      <NumberEntry {...props} hideLabel />
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
      <NumberLine {...props} />
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
        <NumberEntry {...props} />
      ) : (
        <NumberLine {...props} />
      );
    case 'switch':
      return <SwitchField {...props} />;
    case 'menu':
      return <MenuField {...props} />;
  }
}
