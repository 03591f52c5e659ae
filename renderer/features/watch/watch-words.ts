/** Words about rules: why a file was passed over, what happened, what a rule would do and cost. Pure. */
import { dollars } from '../../../electron/contract/dollars.ts';
import type { DryRun, RuleCaps, SkipReason } from '../../../electron/contract/rule.ts';
import { formatAbout, formatCount, formatDuration, plural } from '../../lib/format.ts';

/** Why a file was passed over, as a head of a list. */
export const skipWords: Record<SkipReason, string> = {
  'already-there': 'There before the rule was made',
  'own-result': 'Results of Darkslide itself',
  'developed-before': 'Developed before with this recipe',
  'changed-known': 'Changed after they were seen',
  pair: 'The other half of a RAW and JPEG pair',
  kind: 'Another kind of file',
  pattern: 'Named like what you leave out',
  'too-small-file': 'Smaller than you want',
  'too-old': 'Older than you want',
  truncated: 'Cut off in the middle, still copying?',
  empty: 'Empty files',
  'not-a-picture': 'Not a picture inside',
  refused: 'Not what the model takes',
  unreadable: 'Cannot be read',
};

/** What becomes of the photos that are there. choose: they are left, and shown in the grid to choose from. */
export type ExistingChoice = 'leave' | 'choose' | 'develop';

/** "A week like that costs about $16.96 and takes 36 min." */
export function weekWords({ matches, lastWeek, priceUsd, durationMs }: DryRun): string {
  if (lastWeek === 0) return 'Nothing came in the last 7 days. Nothing has been sent.';
  const time = formatDuration(matches === 0 ? 0 : (durationMs * lastWeek) / matches);
  const came = `${formatCount(lastWeek)} came in the last 7 days.`;
  const cost = priceUsd === 0 ? 'costs nothing, simulated,' : `costs ${formatAbout(lastWeek * priceUsd)}`;
  return `${came} A week like that ${cost} and takes ${time}. Nothing has been sent.`;
}

/** "of 221 files". */
export function ofFiles({ matches, skipped }: DryRun): string {
  return `of ${plural(matches + skippedCount(skipped), 'file')}`;
}

/** Files passed over, over all reasons. */
export function skippedCount(skipped: DryRun['skipped']): number {
  return skipped.reduce((sum, { count }) => sum + count, 0);
}

/** "at most $10.00 a day by this folder's cap: 10 days"; empty where no cap of the rule stands in the way. */
export function paceWords({ matches, priceUsd }: DryRun, { dayUsd, totalUsd }: RuleCaps): string {
  if (priceUsd === 0) return '';
  const most = totalUsd === null ? matches : Math.min(matches, Math.floor(totalUsd / priceUsd + 1e-9));
  if (most < matches) return `only ${formatCount(most)} of them by this folder’s cap of ${dollars(totalUsd ?? 0)} in all`;
  const days = daysFor(matches * priceUsd, dayUsd);
  return dayUsd === null || days < 2 ? '' : `at most ${dollars(dayUsd)} a day by this folder’s cap: ${plural(days, 'day')}`;
}

function daysFor(usd: number, dayUsd: number | null): number {
  return dayUsd === null ? 1 : Math.ceil(usd / dayUsd - 1e-9);
}

/** "about $99.20, 3 h 30 min". */
export function allPriceWords({ matches, priceUsd, durationMs }: DryRun): string {
  const price = priceUsd === 0 ? 'simulated' : formatAbout(matches * priceUsd);
  return `${price}, ${formatDuration(durationMs)}`;
}

/** What the button that starts the rule says; what it spends stands on it. */
export function startWords(found: DryRun, choice: ExistingChoice, caps: RuleCaps): string {
  const { matches, priceUsd, durationMs } = found;
  if (matches === 0) return 'Start watching';
  if (choice === 'leave') return `Start watching, leave the ${formatCount(matches)}`;
  if (choice === 'choose') return 'Start watching, then choose';
  const price = priceUsd === 0 ? 'simulated' : formatAbout(matches * priceUsd);
  const days = priceUsd === 0 ? 1 : daysFor(matches * priceUsd, caps.dayUsd);
  const time = days > 1 ? plural(days, 'day') : formatDuration(durationMs);
  return `Start, develop ${plural(matches, 'photo')} · ${price} · ${time}`;
}

/** "DSC_4101.jpg, DSC_4102.jpg and 12 more". */
export function namesWords(names: readonly string[], count: number): string {
  const rest = count - names.length;
  if (names.length === 0) return '';
  return rest > 0 ? `${names.join(', ')} and ${formatCount(rest)} more` : names.join(', ');
}
