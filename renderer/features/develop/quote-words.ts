/** What the foot of the develop panel says: the lines about money above the button, and the button that spends it. */
import type { Problem } from '../../../electron/contract/errors.ts';
import type { KeyState } from '../../../electron/contract/preferences.ts';
import type { Pause, Quote, StartOutcome } from '../../../electron/contract/job.ts';
import { formatAbout, formatCount, formatDuration, plural } from '../../lib/format.ts';

export type QuoteState =
  | { readonly status: 'none' }
  /** `previous` is what was known before: shown while the new answer is under way, never spent on. */
  | { readonly status: 'asking'; readonly previous: Quote | null }
  | { readonly status: 'known'; readonly quote: Quote }
  | { readonly status: 'failed'; readonly problem: Problem };

export interface FootInput {
  /** Photos that would be developed. */
  readonly selected: number;
  /** What the button says about an empty required field; null: none is empty. */
  readonly missing: string | null;
  readonly key: Pick<KeyState, 'state'> | null;
  readonly demo: boolean;
  readonly pause: Pause;
  readonly quote: QuoteState;
  /** How far queueing is; null: nothing is being queued. */
  readonly queueing: { readonly done: number; readonly total: number } | null;
}

/** What pressing the button does. `none`: it is disabled and its words say what is missing. */
export type FootAction = 'none' | 'start' | 'show-earlier' | 'show-queue' | 'enter-key' | 'ask-again';

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
  if (input.demo) return `Develop ${plural(quote.count, 'photo')} · simulated · ${formatDuration(quote.durationMs)}`;
  const price = formatAbout(quote.priceUsd);
  if (input.pause?.by === 'offline') return `Queue ${plural(quote.count, 'photo')} · ${price}`;
  return `Develop ${plural(quote.count, 'photo')} · ${price} · ${formatDuration(quote.durationMs)}`;
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
  if (input.selected === 0) return off('Select photos to develop');
  if (input.missing !== null) return off(input.missing);
  if (!input.demo && input.key !== null && input.key.state !== 'set') return act('enter-key', 'Enter a Segmind key');
  if (input.quote.status === 'failed') return act('ask-again', 'Ask for the price again');
  const quote = shownQuote(input.quote);
  if (quote === null) return off('Working out the price');
  if (quote.problem !== null) return off('One of the settings does not fit');
  if (quote.count > 0) return act('start', spendingWords(quote, input));
  if (quote.doneBefore > 0) {
    return act('show-earlier', `Show ${plural(quote.doneBefore, 'earlier result')}`);
  }
  if (quote.underWay > 0) return act('show-queue', `Show ${plural(quote.underWay, 'photo')} in the queue`);
  return off(input.selected === 1 ? 'This photo cannot be developed' : 'None of these can be developed');
}

function balanceLine(after: number): FootLine {
  const label = 'Balance after the whole queue';
  if (after >= 0) return { label, value: formatAbout(after), tone: 'plain' };
  return { label, value: `${formatAbout(-after)} short`, tone: 'warn' };
}

function selectedLine(quote: Quote, selected: number): FootLine | null {
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
  const selected = selectedLine(quote, input.selected);
  if (selected !== null) lines.push(selected);
  if (quote.underWay > 0) {
    lines.push({ label: `${formatCount(quote.underWay)} in the queue already`, value: 'not sent twice', tone: 'ok' });
  }
  if (input.pause?.by === 'offline' && !input.demo && quote.count > 0) {
    lines.push({ label: plural(quote.count, 'photo'), value: formatAbout(quote.priceUsd), tone: 'plain' });
    lines.push({ label: 'Goes out', value: 'when the network is back', tone: 'plain' });
  } else if (quote.balanceAfterUsd !== null && !input.demo && quote.count > 0) lines.push(balanceLine(quote.balanceAfterUsd));
  return lines;
}

/** Why the price is not shown yet, in one line; null: it is, or the button says it. */
export function footHint(input: FootInput): string | null {
  if (input.quote.status === 'failed') return input.quote.problem.message;
  const quote = shownQuote(input.quote);
  if (quote?.problem != null) return quote.problem.message;
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
export function outcomeWords(outcome: StartOutcome): string {
  const parts: string[] = [];
  if (outcome.queued.length > 0) parts.push(`${plural(outcome.queued.length, 'photo')} queued`);
  if (outcome.underWay.length > 0) parts.push(`${formatCount(outcome.underWay.length)} in the queue already`);
  if (outcome.reused.length > 0) {
    parts.push(`${formatCount(outcome.reused.length)} taken from earlier results`);
  }
  if (outcome.refused.length > 0) parts.push(`${formatCount(outcome.refused.length)} cannot be developed`);
  return parts.length === 0 ? 'Nothing to queue' : parts.join(', ');
}
