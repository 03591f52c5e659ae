/** A field for an amount of US dollars, or for no limit. */
import './money-field.css';
import { useState } from 'react';
import { moneyText, readMoney } from '../lib/money.ts';
import { TextField } from './text-field.tsx';

export interface MoneyFieldProps {
  readonly label: string;
  readonly usd: number | null;
  readonly onChange: (usd: number | null) => void;
  readonly disabled?: boolean;
}

/** An amount, taken when the field is left or Enter is pressed; empty: no limit. */
export function MoneyField({ label, usd, onChange, disabled = false }: MoneyFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const read = draft === null ? null : readMoney(draft);
  const error = read !== null && 'error' in read ? read.error : null;
  const take = () => {
    if (read === null || 'error' in read) return;
    setDraft(null);
    if (read.usd !== usd) onChange(read.usd);
  };
  return (
    <TextField
      label={label}
      hideLabel
      className="ui-money"
      inputMode="decimal"
      placeholder="No limit"
      disabled={disabled}
      error={error}
      value={draft ?? moneyText(usd)}
      onChange={setDraft}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
    />
  );
}
