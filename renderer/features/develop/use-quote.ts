/** Asks main for the price while the recipe and the selection change: a moment after the last change, the newest answer wins. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CallInput } from '../../../electron/contract/calls.ts';
import { problem, type Problem } from '../../../electron/contract/errors.ts';
import type { PhotoId } from '../../../electron/contract/ids.ts';
import type { Quote, QueueSummary } from '../../../electron/contract/job.ts';
import type { Recipe } from '../../../electron/contract/recipe.ts';
import { call } from '../../lib/bridge.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { problemOf } from '../../stores/report.ts';
import type { QuoteState } from './quote-words.ts';

/** Milliseconds of quiet before the price is asked for. */
export const QUOTE_DELAY_MS = 150;

export interface QuoteRequest {
  /** Empty for a picture from text. */
  readonly photoIds: readonly PhotoId[];
  readonly recipe: Recipe;
  /** Photos for the model's further inputs, in their order. */
  readonly others: readonly PhotoId[];
}

/** The request as main takes it. */
export function runOf({ photoIds, recipe, others }: QuoteRequest): CallInput<'develop.start'> {
  return { photoIds: [...photoIds], recipe, ...(others.length === 0 ? {} : { others: [...others] }) };
}

interface Answer {
  readonly request: QuoteRequest;
  readonly quote: Quote | null;
  readonly problem: Problem | null;
}

/** What of the queue changes a price: photos under way, photos done, the balance after it all. */
function queueKey(summary: QueueSummary, balance: number | null): string {
  const { waiting, running, runDone, failed, unsure } = summary;
  return [waiting, running, runDone, failed, unsure, balance ?? ''].join('/');
}

async function fetchQuote(request: QuoteRequest): Promise<Answer> {
  try {
    const quote = await call('develop.quote', runOf(request));
    return { request, quote, problem: null };
  } catch (error) {
    return { request, quote: null, problem: problemOf(error) };
  }
}

function stateOf(request: QuoteRequest | null, answer: Answer | null): QuoteState {
  if (request === null) return { status: 'none' };
  if (answer?.request !== request) return { status: 'asking', previous: answer?.quote ?? null };
  if (answer.quote !== null) return { status: 'known', quote: answer.quote };
  return { status: 'failed', problem: answer.problem ?? problem('internal') };
}

/** The state of the price, and `askNow`, which asks without waiting and gives the fresh quote, or null where there is none. */
export function useQuote(request: QuoteRequest | null): {
  readonly state: QuoteState;
  readonly askNow: () => Promise<Quote | null>;
} {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const newest = useRef(0);
  const key = useQueue((queue) => queueKey(queue.summary, queue.balance?.usd ?? null));

  const ask = useCallback(async (asked: QuoteRequest): Promise<Quote | null> => {
    newest.current += 1;
    const mine = newest.current;
    const fresh = await fetchQuote(asked);
    // A newer question is under way: this answer is about what is no longer on screen.
    if (mine === newest.current) setAnswer(fresh);
    return fresh.quote;
  }, []);

  useEffect(() => {
    if (request === null) return undefined;
    const timer = setTimeout(() => void ask(request), QUOTE_DELAY_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [request, key, ask]);

  const askNow = useCallback(async () => (request === null ? null : await ask(request)), [request, ask]);
  const state = useMemo(() => stateOf(request, answer), [request, answer]);
  return { state, askNow };
}
