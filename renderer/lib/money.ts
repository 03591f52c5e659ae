/** Amounts of money as people type them. Pure. */
import { dollars } from '../../electron/contract/dollars.ts';

/** The contract's highest limit, US dollars. */
const MOST = 1_000_000;

/** A typed amount: US dollars, null for an empty field (no limit), or why it is neither. */
export function readMoney(text: string): { readonly usd: number | null } | { readonly error: string } {
  const clean = text
    .replace(/[$\s]/g, '')
    // "1,240" is a thousand and more, "0,076" is less than one
    .replace(/^[1-9]\d{0,2}(,\d{3})+(?=\.|$)/, (whole) => whole.replaceAll(',', ''))
    .replace(',', '.');
  if (clean === '') return { usd: null };
  const usd = Number(clean);
  if (!Number.isFinite(usd) || !/^\d*\.?\d*$/.test(clean)) return { error: 'Only an amount fits here, such as 10 or 2.50.' };
  if (usd > MOST) return { error: `At most ${dollars(MOST)}.` };
  // As many digits as it is shown with: a limit must not be another one than the field says
  const grid = usd < 1 ? 10_000 : 100;
  return { usd: Math.round(usd * grid) / grid };
}

/** An amount in its field; no limit is an empty field. */
export function moneyText(usd: number | null): string {
  return usd === null ? '' : dollars(usd);
}
