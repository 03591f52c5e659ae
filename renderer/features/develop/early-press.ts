/**
 * A press that came before the price was known, right after typing: whether it is carried out now that the price is there. It was meant for
 * the recipe and the photos as they were at that moment, and for nothing else. Pure.
 */
import type { Quote } from '../../../electron/contract/job.ts';
import type { QuoteRequest } from './use-quote.ts';

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What is different now; null: nothing is, although it may be another object. */
function change(pressed: QuoteRequest, now: QuoteRequest | null): string | null {
  if (now === null) return 'the recipe or the selection changed';
  if (!same(pressed.photoIds, now.photoIds) || !same(pressed.others, now.others)) return 'the selection changed';
  if (pressed.recipe.model !== now.recipe.model) return 'the model changed';
  if (pressed.recipe.parameters['prompt'] !== now.recipe.parameters['prompt']) return 'the prompt changed';
  return same(pressed.recipe, now.recipe) ? null : 'the settings changed';
}

/**
 * Why the press is not carried out, in words for the line at the bottom; null: it is.
 * @param now - what the panel asks for by now; null: something is missing
 * @param quote - the price of what was asked for when it was pressed; null: it could not be had
 */
export function whyNotStarted(pressed: QuoteRequest, now: QuoteRequest | null, quote: Quote | null): string | null {
  const changed = change(pressed, now);
  if (changed !== null) return `Not started: ${changed}.`;
  if (quote === null) return 'Not started: its price could not be worked out.';
  if (quote.problem !== null) return `Not started. ${quote.problem.message}`;
  if (quote.count > 0 || quote.doneBefore > 0) return null;
  return quote.underWay > 0 ? 'Not started: it is in the queue already.' : 'Not started: it cannot be developed.';
}
