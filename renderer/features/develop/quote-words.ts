/** What the foot of the develop panel says: the lines about money above the button, and the button that spends it. */
import type { Problem } from '../../../electron/contract/errors.ts';
import type { KeyState } from '../../../electron/contract/preferences.ts';
import type { Pause, Quote, StartOutcome } from '../../../electron/contract/job.ts';
import { formatAbout, formatCount, formatDuration, plural } from '../../lib/format.ts';
import { dollars } from '../../../electron/contract/dollars.ts';

export type QuoteState =
  | { readonly status: 'none' }
  /** `previous` is what was known before: shown while the new answer is under way, never spent on. */
  | { readonly status: 'asking'; readonly previous: Quote | null }
  | { readonly status: 'known'; readonly quote: Quote }
  | { readonly status: 'failed'; readonly problem: Problem };

export interface FootInput {
  /** What a run makes: photos developed, or pictures from words alone. */
  readonly noun: 'photo' | 'picture';
  /** Photos that would be developed; 1 for a picture from text. */
  readonly selected: number;
  /** What the button says about an empty or wrong field, or a photo still to choose; null: nothing is missing. */
  readonly missing: string | null;
  readonly key: Pick<KeyState, 'state'> | null;
  readonly demo: boolean;
  readonly pause: Pause;
  readonly quote: QuoteState;
  /** Spent today, and the most that a day may cost; US dollars, null: no such limit. */
  readonly today: { readonly spentUsd: number; readonly limitUsd: number | null };
  /** A run above this is asked about once more, US dollars; null: never. */
  readonly askAboveUsd: number | null;
  /** The button was pressed and asks once more. */
  readonly confirming: boolean;
  /** The button was pressed before the price was known, and what it started follows the price. */
  readonly pressedEarly: boolean;
  /** How far queueing is; null: nothing is being queued. */
  readonly queueing: { readonly done: number; readonly total: number } | null;
}

/** What pressing the button does. `none`: it is disabled and its words say what is missing. `start-early`: start once the price is known. */
export type FootAction = 'none' | 'start' | 'start-early' | 'show-earlier' | 'show-queue' | 'enter-key' | 'ask-again';

export interface FootButton {
  readonly action: FootAction;
  readonly text: string;
  /** 0 to 1 while busy; null: not busy. */
  readonly busy: number | null;
}

export interface FootLine {
  readonly label: string;
  readonly value: string;
  readonly tone: 'plain' | 'ok' | 'warn';
}

/** The newest quote there is, fresh or not. */
export function shownQuote(state: QuoteState): Quote | null {
  if (state.status === 'known') return state.quote;
  return state.status === 'asking' ? state.previous : null;
}

function spendingWords(quote: Quote, input: FootInput): string {
  const things = plural(quote.count, input.noun);
  if (input.demo) return `Develop ${things} · simulated · ${formatDuration(quote.durationMs)}`;
  const price = formatAbout(quote.priceUsd);
  if (input.confirming) return `Yes, develop ${things} · ${price}`;
  if (input.pause?.by === 'offline') return `Queue ${things} · ${price}`;
  return `Develop ${things} · ${price} · ${formatDuration(quote.durationMs)}`;
}

/** What the second button says about developing on purpose what was developed before. */
export function againWords(quote: Quote, demo: boolean, confirming: boolean): string {
  if (demo) return 'Develop again · simulated';
  const price = formatAbout(quote.priceUsd);
  return confirming ? `Yes, develop again · ${price}` : `Develop again · ${price}`;
}

function off(text: string): FootButton {
  return { action: 'none', text, busy: null };
}

function act(action: FootAction, text: string): FootButton {
  return { action, text, busy: null };
}

/** The one button of the panel, for every situation it can be in. */
export function footButton(input: FootInput): FootButton {
  if (input.queueing !== null) {
    const { done, total } = input.queueing;
    const text = `Queueing ${formatCount(done)} of ${formatCount(total)}`;
    return { action: 'none', text, busy: total === 0 ? 0 : done / total };
  }
  if (input.missing !== null && input.noun === 'picture') return off(input.missing);
  if (input.selected === 0) return off('Select photos to develop');
  if (input.missing !== null) return off(input.missing);
  if (!input.demo && input.key !== null && input.key.state !== 'set') return act('enter-key', 'Enter a Segmind key');
  if (input.quote.status === 'failed') return act('ask-again', 'Ask for the price again');
  if (input.pressedEarly) return off('Starts when the price is known');
  const quote = shownQuote(input.quote);
  // What an older answer offers beside developing belongs to the older recipe
  const stale = input.quote.status === 'asking' && (quote === null || quote.problem !== null || quote.count === 0);
  if (quote === null || stale) return act('start-early', 'Working out the price');
  if (quote.problem !== null) return off('One of the settings does not fit');
  if (quote.count > 0) return act('start', spendingWords(quote, input));
  if (quote.doneBefore > 0) {
    return act('show-earlier', `Show ${plural(quote.doneBefore, 'earlier result')}`);
  }
  if (quote.underWay > 0) return act('show-queue', `Show ${plural(quote.underWay, input.noun)} in the queue`);
  return off(input.selected === 1 ? 'This photo cannot be developed' : 'None of these can be developed');
}

function balanceLine(after: number): FootLine {
  const label = 'Balance after the whole queue';
  // Binary fractions leave a hair of a balance that is used up to the last cent
  if (after > -1e-6) return { label, value: formatAbout(Math.max(0, after)), tone: 'plain' };
  return { label, value: `${formatAbout(-after)} short`, tone: 'warn' };
}

function selectedLine(quote: Quote, selected: number, noun: FootInput['noun']): FootLine | null {
  if (quote.gone > 0) {
    const label = `${formatCount(selected)} selected, ${formatCount(quote.doneBefore)} done before`;
    const value =
      quote.gone === 1 ? 'the file of 1 result is not there' : `the files of ${formatCount(quote.gone)} results are not there`;
    return { label, value, tone: 'warn' };
  }
  if (noun === 'picture') return quote.doneBefore > 0 ? { label: 'Made before', value: 'not paid again', tone: 'ok' } : null;
  if (quote.doneBefore > 0) {
    const label = `${formatCount(selected)} selected, ${formatCount(quote.doneBefore)} done before`;
    return { label, value: 'not paid again', tone: 'ok' };
  }
  return quote.underWay > 0 || quote.refused.length > 0
    ? { label: `${formatCount(selected)} selected`, value: `${formatCount(quote.count)} to develop`, tone: 'plain' }
    : null;
}

/** The lines between the fields and the button. */
export function footLines(input: FootInput): readonly FootLine[] {
  const quote = shownQuote(input.quote);
  if (quote === null || input.selected === 0) return [];
  const lines: FootLine[] = [];
  const selected = selectedLine(quote, input.selected, input.noun);
  if (selected !== null) lines.push(selected);
  if (quote.underWay > 0) {
    lines.push({ label: `${formatCount(quote.underWay)} in the queue already`, value: 'not sent twice', tone: 'ok' });
  }
  if (input.pause?.by === 'offline' && !input.demo && quote.count > 0) {
    lines.push({ label: plural(quote.count, input.noun), value: formatAbout(quote.priceUsd), tone: 'plain' });
    lines.push({ label: 'Goes out', value: 'when the network is back', tone: 'plain' });
  } else if (quote.balanceAfterUsd !== null && !input.demo && quote.count > 0) lines.push(balanceLine(quote.balanceAfterUsd));
  const today = todayLine(input, quote);
  if (today !== null) lines.push(today);
  return lines;
}

/** "Today so far — $4.72 of $10.00"; null where nothing is limited or nothing is paid. */
function todayLine({ today, demo }: FootInput, quote: Quote): FootLine | null {
  if (demo || quote.count === 0 || today.limitUsd === null) return null;
  const tight = quote.dayLeftUsd !== null && quote.priceUsd > quote.dayLeftUsd + 1e-9;
  return {
    label: 'Today so far',
    value: `${dollars(today.spentUsd)} of ${dollars(today.limitUsd)}`,
    tone: tight ? 'warn' : 'plain',
  };
}

/** What to know before pressing, as a sentence: the run is dear, or a spending limit will stop it; null: nothing. */
export function footWarning(input: FootInput): string | null {
  const quote = shownQuote(input.quote);
  if (quote === null || input.selected === 0 || input.demo) return null;
  const limit = quote.count > 0 ? (quote.budgetProblem?.message ?? null) : null;
  if (!input.confirming || input.askAboveUsd === null) return limit;
  const asks = `This run is above ${dollars(input.askAboveUsd)}, so the button asks once more. Nothing is sent yet.`;
  return limit === null ? asks : `${limit} ${asks}`;
}

/** Why the price is not shown yet, in one line; null: it is, or the button says it. */
export function footHint(input: FootInput): string | null {
  if (input.quote.status === 'failed') return input.quote.problem.message;
  const quote = shownQuote(input.quote);
  if (quote?.problem != null && input.quote.status === 'known') return quote.problem.message;
  return quote === null || input.selected === 0 ? 'The price shows here before anything is sent.' : null;
}

/** Names under "Name": the first, then how many more; null: nothing to name. */
export function nameWords(quote: Quote): { readonly first: string; readonly rest: string | null } | null {
  const [first, second] = quote.names;
  if (first === undefined) return null;
  const others = quote.count - 1;
  if (others <= 0) return { first, rest: null };
  if (second === undefined) return { first, rest: `and ${formatCount(others)} more` };
  return { first, rest: others === 1 ? second : `${second} and ${formatCount(others - 1)} more` };
}

/** One sentence on what pressing the button did. */
export function outcomeWords(outcome: StartOutcome, noun: FootInput['noun'] = 'photo'): string {
  const parts: string[] = [];
  if (outcome.queued.length > 0) parts.push(`${plural(outcome.queued.length, noun)} queued`);
  if (outcome.underWay.length > 0) parts.push(`${formatCount(outcome.underWay.length)} in the queue already`);
  if (outcome.reused.length > 0) {
    parts.push(`${formatCount(outcome.reused.length)} taken from earlier results`);
  }
  if (outcome.refused.length > 0) parts.push(`${formatCount(outcome.refused.length)} cannot be developed`);
  return parts.length === 0 ? 'Nothing to queue' : parts.join(', ');
}
