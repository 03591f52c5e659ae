/** What the panel's button does: starts the run at the price that was shown, and says what became of it. */
import { useCallback, useRef, useState } from 'react';
import type { JobId } from '../../../electron/contract/ids.ts';
import type { Job, Quote, StartOutcome } from '../../../electron/contract/job.ts';
import { call } from '../../lib/bridge.ts';
import { formatAbout, plural } from '../../lib/format.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { tellFailure } from '../../stores/tell-failure.ts';
import { useView } from '../../stores/view-store.ts';
import { outcomeWords, shownQuote, type FootAction, type QuoteState } from './quote-words.ts';
import type { QuoteRequest } from './use-quote.ts';

interface Run {
  readonly total: number;
  /** Jobs with a higher number belong to this run. */
  readonly after: number;
}

function highestId(jobs: ReadonlyMap<JobId, Job>): number {
  let highest = 0;
  for (const id of jobs.keys()) highest = Math.max(highest, id);
  return highest;
}

function countAfter(jobs: ReadonlyMap<JobId, Job>, after: number): number {
  let count = 0;
  for (const id of jobs.keys()) if (id > after) count += 1;
  return count;
}

/** True where pressing would spend more, or on other photos, than the button says. */
export function isDearer(shown: Quote, fresh: Quote): boolean {
  return fresh.count > shown.count || fresh.priceUsd > shown.priceUsd + 1e-9;
}

/** Shows results that were there before: one in compare, many as open stacks. */
function showEarlier(outcome: StartOutcome): void {
  const { results } = useLibrary.getState();
  const view = useView.getState();
  const found = outcome.reused.filter((reused) => results.has(reused.resultId));
  const first = found[0];
  if (first === undefined) return;
  view.setActive(first.photoId, first.resultId);
  if (found.length === 1) {
    view.show('compare');
    return;
  }
  for (const { photoId } of found) if (photoId !== null && !useView.getState().openStacks.has(photoId)) view.toggleStack(photoId);
  view.show('grid');
}

function sayOutcome(outcome: StartOutcome): void {
  const { showToast, show } = useView.getState();
  if (outcome.queued.length === 0 && outcome.reused.length > 0) {
    showToast(`${plural(outcome.reused.length, 'earlier result')}, nothing paid`);
    return;
  }
  const action = {
    label: 'Show the queue',
    run: () => {
      show('queue');
    },
  };
  showToast(outcomeWords(outcome), outcome.queued.length > 0 ? action : null);
}

export interface Develop {
  /** How far queueing is; null: nothing is being queued. */
  readonly queueing: { readonly done: number; readonly total: number } | null;
  readonly press: (action: FootAction) => void;
}

/** The button's doing for the request on screen. */
export function useDevelop(request: QuoteRequest | null, state: QuoteState, askNow: () => Promise<Quote | null>): Develop {
  const [run, setRun] = useState<Run | null>(null);
  // State arrives with the next drawing; a second press before that must not start a second run.
  const busy = useRef(false);
  const done = useQueue((queue) => (run === null ? 0 : Math.min(run.total, countAfter(queue.jobs, run.after))));

  const start = useCallback(async () => {
    const shown = shownQuote(state);
    if (busy.current || request === null || shown === null) return;
    busy.current = true;
    setRun({ total: shown.count, after: highestId(useQueue.getState().jobs) });
    try {
      if (state.status !== 'known') {
        const fresh = await askNow();
        if (fresh === null) return;
        if (isDearer(shown, fresh)) {
          useView.getState().showToast(`The price is ${formatAbout(fresh.priceUsd)} now. Nothing was sent`);
          return;
        }
      }
      const outcome = await call('develop.start', { photoIds: [...request.photoIds], recipe: request.recipe });
      if (outcome.queued.length === 0) showEarlier(outcome);
      sayOutcome(outcome);
    } catch (error) {
      tellFailure(error);
    } finally {
      busy.current = false;
      setRun(null);
    }
  }, [request, state, askNow]);

  const press = useCallback(
    (action: FootAction): void => {
      const view = useView.getState();
      switch (action) {
        case 'start':
        case 'show-earlier':
          void start();
          return;
        case 'show-queue':
          view.show('queue');
          return;
        case 'enter-key':
          view.set({ dialog: { kind: 'settings', page: 'account' } });
          return;
        case 'ask-again':
          void askNow();
          return;
        case 'none':
          return;
      }
    },
    [start, askNow],
  );

  return { queueing: run === null ? null : { done, total: run.total }, press };
}
