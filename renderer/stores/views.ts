/** Asks main for the view that is to be shown, and again when it may have moved: at once the first time, then no more often than the page can show. */
import { call } from '../lib/bridge.ts';
import { useLibrary } from './library-store.ts';
import { useLook } from './look-store.ts';
import { reportFailure } from './report.ts';
import { viewQueryOf } from './view-query.ts';
import { useView } from './view-store.ts';

/** Between two answers while photos keep coming, milliseconds: at a hundred thousand photos a layout takes longer. */
const GAP_MS = 250;
const LARGE_GAP_MS = 1_000;
/** From so many photos on the longer gap holds. */
const LARGE = 20_000;
/** A view that cannot be had is asked for again after so long, milliseconds. */
const AGAIN_MS = 2_000;

export interface ViewLoader {
  /** The view may have moved. */
  readonly moved: () => void;
  readonly stop: () => void;
}

/** Starts it; the first view is asked for at once. */
export function startViews(): ViewLoader {
  let isStale = true;
  let isAsking = false;
  let stopped = false;
  let timer: number | undefined;

  const askOnce = async (): Promise<void> => {
    const { query, view } = useLibrary.getState();
    const since = view?.query === query ? view.token : null;
    const [answer, overview] = await Promise.all([call('library.view', { query, since }), call('library.overview', undefined)]);
    if (stopped || useLibrary.getState().query !== query) return;
    if (answer !== null) useLibrary.getState().show(query, answer);
    useLibrary.getState().look(overview);
  };

  const again = (ms: number): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      timer = undefined;
      pump();
    }, ms);
  };

  const pump = (): void => {
    if (!isStale || isAsking || stopped) return;
    isStale = false;
    isAsking = true;
    const { query } = useLibrary.getState();
    let wait = useLibrary.getState().overview.total > LARGE ? LARGE_GAP_MS : GAP_MS;
    askOnce()
      .catch((error: unknown) => {
        if (stopped) return;
        reportFailure(error);
        isStale = true;
        wait = AGAIN_MS;
      })
      .finally(() => {
        isAsking = false;
        // What a person asked for meanwhile does not wait
        again(useLibrary.getState().query === query ? wait : 0);
      });
  };

  /** A person wants to see something else: that does not wait. */
  const stopHearing = useLibrary.subscribe((state, before) => {
    if (state.query === before.query) return;
    isStale = true;
    window.clearTimeout(timer);
    timer = undefined;
    pump();
  });
  const follow = (): void => {
    const wanted = viewQueryOf(useView.getState().source, useLook.getState());
    if (JSON.stringify(useLibrary.getState().query) !== JSON.stringify(wanted)) useLibrary.getState().ask(wanted);
  };
  const stopFollowingSource = useView.subscribe((state, before) => {
    if (state.source !== before.source) follow();
  });
  const stopFollowingLook = useLook.subscribe(follow);
  follow();
  pump();

  return {
    moved: () => {
      isStale = true;
      if (timer === undefined) pump();
    },
    stop: () => {
      stopped = true;
      window.clearTimeout(timer);
      stopHearing();
      stopFollowingSource();
      stopFollowingLook();
    },
  };
}
