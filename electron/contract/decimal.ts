/** Numbers as people type them into a command. Pure. */

/**
 * A decimal number, or null where the text is none. `Number` alone would take an empty text for 0, "0x10" for 16 and "Infinity" for a
 * limit that limits nothing.
 */
export function readDecimal(text: string): number | null {
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text.trim())) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
