/** Developing on purpose what was developed before: finds the first variant that nobody has yet, with its price. */
import { useEffect, useState } from 'react';
import type { Quote } from '../../../electron/contract/job.ts';
import { call } from '../../lib/bridge.ts';
import { shownQuote, type QuoteState } from './quote-words.ts';
import { runOf, type QuoteRequest } from './use-quote.ts';

/** The contract's highest variant. */
const LAST_VARIANT = 999;

export interface Again {
  readonly request: QuoteRequest;
  readonly quote: Quote;
}

/**
 * The first variant under which none of the photos was developed or is under way; null: there is none, or it cannot be priced.
 * `current` says whether the answer is still wanted. Throws CallError.
 */
export async function nextVariant(request: QuoteRequest, current: () => boolean): Promise<Again | null> {
  for (let variant = 2; variant <= LAST_VARIANT && current(); variant += 1) {
    const asked = { ...request, recipe: { ...request.recipe, variant } };
    const quote = await call('develop.quote', runOf(asked));
    if (quote.problem !== null) return null;
    if (quote.doneBefore === 0 && quote.underWay === 0) return quote.count > 0 ? { request: asked, quote } : null;
  }
  return null;
}

/** What "Develop again" would do for a request of which everything was done before; null: nothing to do again, or not known yet. */
export function useAgain(request: QuoteRequest | null, state: QuoteState): Again | null {
  const [found, setFound] = useState<{ readonly of: Quote; readonly again: Again | null } | null>(null);
  const quote = state.status === 'known' ? shownQuote(state) : null;
  const done = quote !== null && quote.problem === null && quote.count === 0 && quote.underWay === 0 && quote.doneBefore > 0;
  useEffect(() => {
    if (!done || request === null) return undefined;
    let wanted = true;
    const current = () => wanted;
    // Without an answer there is no second button; the first one still shows the earlier results.
    nextVariant(request, current).then(
      (again) => {
        if (wanted) setFound({ of: quote, again });
      },
      () => {
        if (wanted) setFound(null);
      },
    );
    return () => {
      wanted = false;
    };
  }, [done, request, quote]);
  // An answer about an older quote may name a variant that was taken since.
  return done && found?.of === quote ? found.again : null;
}
