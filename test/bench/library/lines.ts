/** How figures of the library are printed: each beside its limit. */

/** One figure; `limit` null: it has none. */
export function line(name: string, value: number, unit: string, limit: number | null, remark = ''): void {
  const digits = limit !== null && limit < 10 ? 2 : 0;
  const against = limit === null ? '' : `limit ${limit.toFixed(digits).padStart(6)}   ratio ${(value / limit).toFixed(2)}`;
  const shown = value.toFixed(unit === '×' ? 2 : 1);
  console.log(`${name.padEnd(48)}${shown.padStart(10)} ${unit.padEnd(6)} ${against} ${remark}`.trimEnd());
}

/** The middle one. */
export function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
