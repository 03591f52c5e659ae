/** What the panel's buttons do: start a run at the price that was shown, ask once more where it is dear, and say what became of it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { JobId } from '../../../electron/contract/ids.ts';
import type { Job, Quote, StartOutcome } from '../../../electron/contract/job.ts';
import { call } from '../../lib/bridge.ts';
import { formatAbout, plural } from '../../lib/format.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { reportFailure } from '../../stores/report.ts';
import { useView, type Toast } from '../../stores/view-store.ts';
import { whyNotStarted } from './early-press.ts';
import { outcomeWords, shownQuote, type FootAction, type FootInput, type QuoteState } from './quote-words.ts';
import type { Again } from './use-again.ts';
import { runOf, type QuoteRequest } from './use-quote.ts';

interface Run {
  readonly total: number;
  /** Jobs with a higher number belong to this run. */
  readonly after: number;
}

/** The second click of a double click comes sooner than this after the first, ms: it is no second word. */
const SECOND_WORD_MS = 500;

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
function isDearer(shown: Quote, fresh: Quote): boolean {
  return fresh.count > shown.count || fresh.priceUsd > shown.priceUsd + 1e-9;
}

/** Shows results that were there before: one in compare (without a photo in the loupe), many as open stacks. */
function showEarlier(outcome: StartOutcome): void {
  const { results } = useLibrary.getState();
  const view = useView.getState();
  const found = outcome.reused.filter((reused) => results.has(reused.resultId));
  const first = found[0];
  if (first === undefined) return;
  if (first.photoId === null) {
    view.select([]);
    view.showSource({ kind: 'results' });
  }
  view.setActive(first.photoId, first.resultId);
  if (found.length === 1) {
    view.show(first.photoId === null ? 'loupe' : 'compare');
    return;
  }
  for (const { photoId } of found) if (photoId !== null && !useView.getState().openStacks.has(photoId)) view.toggleStack(photoId);
  view.show('grid');
}

/** What the toast of a started run offers: pictures are found among the results, photos in the queue unless it is open. */
function outcomeAction(outcome: StartOutcome, noun: FootInput['noun']): Toast['action'] {
  const { view, source, show, showSource } = useView.getState();
  if (outcome.queued.length === 0) return null;
  if (noun === 'picture') {
    if (source.kind === 'results' && view === 'grid') return null;
    const run = () => {
      showSource({ kind: 'results' });
      show('grid');
    };
    return { label: 'Show all results', run };
  }
  const run = () => {
    show('queue');
  };
  return { label: 'Show the queue', run, leadsTo: 'queue' };
}

function sayOutcome(outcome: StartOutcome, noun: FootInput['noun']): void {
  const { showToast } = useView.getState();
  if (outcome.queued.length === 0 && outcome.reused.length > 0) {
    showToast(`${plural(outcome.reused.length, 'earlier result')}, nothing paid`);
    return;
  }
  showToast(outcomeWords(outcome, noun), outcomeAction(outcome, noun));
}

/** Starts the run and says what became of it. Throws CallError. */
async function startRun(request: QuoteRequest, noun: FootInput['noun']): Promise<void> {
  const outcome = await call('develop.start', runOf(request));
  if (outcome.queued.length === 0) showEarlier(outcome);
  sayOutcome(outcome, noun);
}

/** Remembers that the user was asked once more about just this request. */
function useSecondWord(): {
  readonly askedOf: QuoteRequest | null;
  /** True: go on. False: the question was put, or a double click came too soon after it. */
  readonly agreed: (request: QuoteRequest, quote: Quote) => boolean;
  readonly forget: () => void;
} {
  const [asked, setAsked] = useState<{ readonly request: QuoteRequest; readonly at: number } | null>(null);
  const agreed = useCallback(
    (request: QuoteRequest, quote: Quote): boolean => {
      if (!quote.asks) return true;
      if (asked?.request === request) return performance.now() - asked.at >= SECOND_WORD_MS;
      setAsked({ request, at: performance.now() });
      useView.getState().say(`This costs ${formatAbout(quote.priceUsd)}. Press again to develop`, true);
      return false;
    },
    [asked],
  );
  const forget = useCallback(() => {
    setAsked(null);
  }, []);
  return { askedOf: asked?.request ?? null, agreed, forget };
}

export interface Develop {
  /** How far queueing is; null: nothing is being queued. */
  readonly queueing: { readonly done: number; readonly total: number } | null;
  /** The request that the user is asked about once more; null: none. */
  readonly askedOf: QuoteRequest | null;
  /** A press waits for the price of what it is to start. */
  readonly pressedEarly: boolean;
  readonly press: (action: FootAction) => void;
  /** Starts another picture of what was done before. */
  readonly pressAgain: (again: Again) => void;
}

type Begin = (wanted: QuoteRequest, shown: Quote, fresh: () => Promise<Quote | null>) => Promise<void>;

/**
 * Keeps a press that came before the price was known, and carries it out once it is, or says why not. `seen`: the price of the recipe before,
 * which the button showed; it is not exceeded.
 */
function useEarlyPress(
  request: QuoteRequest | null,
  askNow: () => Promise<Quote | null>,
  begin: Begin,
): { readonly waits: boolean; readonly press: (seen: Quote | null) => void } {
  const [waits, setWaits] = useState(false);
  const waiting = useRef(false);
  const latest = useRef<QuoteRequest | null>(request);
  useEffect(() => {
    latest.current = request;
    return () => {
      latest.current = null; // the panel was left: what it would ask for now is not known any more
    };
  }, [request]);

  const follow = useCallback(
    async (pressed: QuoteRequest, seen: Quote | null) => {
      const quote = await askNow();
      const now = latest.current;
      waiting.current = false;
      setWaits(false);
      const reason = whyNotStarted(pressed, now, quote);
      if (reason !== null || now === null || quote === null) useView.getState().showToast(reason ?? 'Not started.');
      else await begin(now, seen ?? quote, async () => Promise.resolve(quote));
    },
    [askNow, begin],
  );
  const press = useCallback(
    (seen: Quote | null) => {
      if (waiting.current || request === null) return;
      waiting.current = true;
      setWaits(true);
      useView.getState().say('It starts when the price is known');
      follow(request, seen).catch(reportFailure);
    },
    [request, follow],
  );
  return { waits, press };
}

/** The buttons' doing for the request on screen. */
export function useDevelop(
  request: QuoteRequest | null,
  state: QuoteState,
  askNow: () => Promise<Quote | null>,
  noun: FootInput['noun'],
): Develop {
  const [run, setRun] = useState<Run | null>(null);
  // State arrives with the next drawing; a second press before that must not start a second run.
  const busy = useRef(false);
  const done = useQueue((queue) => (run === null ? 0 : Math.min(run.total, countAfter(queue.jobs, run.after))));
  const { askedOf, agreed, forget } = useSecondWord();

  const begin: Begin = useCallback(
    async (wanted, shown, fresh) => {
      if (busy.current || !agreed(wanted, shown)) return;
      busy.current = true;
      setRun({ total: shown.count, after: highestId(useQueue.getState().jobs) });
      try {
        const quote = await fresh();
        if (quote === null) return;
        if (isDearer(shown, quote)) {
          useView.getState().showToast(`The price is ${formatAbout(quote.priceUsd)} now. Nothing was sent`);
          return;
        }
        await startRun(wanted, noun);
      } catch (error) {
        reportFailure(error);
      } finally {
        busy.current = false;
        setRun(null);
        forget();
      }
    },
    [agreed, forget, noun],
  );

  const early = useEarlyPress(request, askNow, begin);
  const pressEarly = early.press;

  const press = useCallback(
    (action: FootAction): void => {
      const view = useView.getState();
      switch (action) {
        case 'start':
        case 'show-earlier': {
          const shown = shownQuote(state);
          if (request !== null && shown !== null) {
            if (state.status === 'known') void begin(request, shown, async () => Promise.resolve(shown));
            else pressEarly(shown);
          }
          return;
        }
        case 'start-early':
          pressEarly(null);
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
    [request, state, begin, askNow, pressEarly],
  );
  const pressAgain = useCallback(
    (again: Again): void => {
      void begin(again.request, again.quote, async () => Promise.resolve(again.quote));
    },
    [begin],
  );

  return {
    queueing: run === null ? null : { done, total: run.total },
    askedOf,
    pressedEarly: early.waits,
    press,
    pressAgain,
  };
}
