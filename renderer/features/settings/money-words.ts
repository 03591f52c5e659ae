/** Spending limits as the budget page reads and says them. Pure. */
import { plural } from '../../lib/format.ts';
import { dollars } from '../../../electron/contract/dollars.ts';

/** "about 125 photos" for a limit; what an empty field means. `priceUsd`: of one photo. */
export function runLimitWords(usd: number | null, priceUsd: number): string {
  if (usd === null) return 'no limit for one run';
  if (priceUsd <= 0) return '';
  return `about ${plural(Math.floor(usd / priceUsd + 1e-9), 'photo')} at ${dollars(priceUsd)}`;
}

/** "$4.72 used today". */
export function dayLimitWords(usd: number | null, spentUsd: number): string {
  const used = `${dollars(spentUsd)} used today`;
  return usd === null ? `no limit for a day, ${used}` : used;
}

/** What the queue does at a balance. */
export function floorWords(usd: number | null): string {
  return usd === null ? 'the queue goes on until Segmind says no' : 'the queue pauses before it goes below';
}
