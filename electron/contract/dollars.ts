/** Amounts of money in words: one way on screen, on the command line and in every sentence. Pure. */

const groups = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/**
 * "$0.08", "$12.00", "$1,240.50", "$0.0076": cents, and up to four digits under a dollar where a price has them. What is smaller still
 * keeps its digits, because "$0.00" would call it free; under a thousandth of a cent it is what sums of fractions leave over, and nothing.
 * @param usd - US dollars; a debt gets a minus sign
 */
export function dollars(usd: number): string {
  const amount = Math.abs(usd);
  const [whole = '0', decimals = '00'] = amount.toFixed(digitsFor(amount)).split('.');
  const shown = `${groups.format(Number(whole))}.${decimals.replace(/0+$/, '').padEnd(2, '0')}`;
  return `${usd < 0 && Number(`${whole}.${decimals}`) > 0 ? '−' : ''}$${shown}`;
}

function digitsFor(amount: number): number {
  if (amount >= 1 || amount < 0.000_01) return 2;
  return amount < 0.000_1 ? 6 : 4;
}
