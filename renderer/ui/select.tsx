/** A menu field: the system's own list under our box, so keys, type-ahead and screen readers work as everywhere. */
import './select.css';
import { Field, type FieldFrame } from './field.tsx';
import { Icon } from './icon.tsx';

export interface SelectOption<T extends string | number> {
  readonly value: T;
  readonly label: string;
  readonly disabled?: boolean;
  /** Options of one group stand together under its title. */
  readonly group?: string;
}

export interface SelectProps<T extends string | number> extends FieldFrame {
  readonly options: readonly SelectOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly disabled?: boolean;
}

/** Chooses one of `options` from a list. */
export function Select<T extends string | number>({ options, value, onChange, disabled = false, ...frame }: SelectProps<T>) {
  return (
    <Field {...frame}>
      {(wiring) => (
        <span className="ui-select">
          <select
            {...wiring}
            value={String(value)}
            disabled={disabled}
            onChange={(event) => {
              const chosen = options.find((option) => String(option.value) === event.target.value);
              if (chosen !== undefined) onChange(chosen.value);
            }}
          >
            {grouped(options).map(([title, members]) =>
              title === '' ? (
                members.map(drawOption)
              ) : (
                <optgroup key={title} label={title}>
                  {members.map(drawOption)}
                </optgroup>
              ),
            )}
          </select>
          <Icon name="up-down" />
        </span>
      )}
    </Field>
  );
}

function drawOption<T extends string | number>(option: SelectOption<T>) {
  return (
    <option key={option.value} value={String(option.value)} disabled={option.disabled}>
      {option.label}
    </option>
  );
}

/** Options by their group, in the order of the first of each. */
function grouped<T extends string | number>(options: readonly SelectOption<T>[]): [string, SelectOption<T>[]][] {
  const groups = new Map<string, SelectOption<T>[]>();
  for (const option of options) {
    const title = option.group ?? '';
    const members = groups.get(title);
    if (members === undefined) groups.set(title, [option]);
    else members.push(option);
  }
  return [...groups];
}
