/** Amounts of money in words: one way on screen, on the command line and in every sentence. Pure. */

const groups = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/**
 * "$0.08", "$12.00", "$1,240.50", "$0.0076": cents, and up to four digits under a dollar where a price has them.
 * @param usd - US dollars; a debt gets a minus sign
 */
export function dollars(usd: number): string {
  const amount = Math.abs(usd);
  const [whole = '0', decimals = '00'] = amount.toFixed(amount < 1 ? 4 : 2).split('.');
  const shown = `${groups.format(Number(whole))}.${decimals.replace(/0{1,2}$/, '').padEnd(2, '0')}`;
  return `${usd < 0 && Number(`${whole}.${decimals}`) > 0 ? '−' : ''}$${shown}`;
}
