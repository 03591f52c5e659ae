/** Claims the actions of watched folders, and says when one of them begins to stand still. */
import { useEffect } from 'react';
import { useAction } from '../../actions/dispatch.ts';
import { useView } from '../../stores/view-store.ts';
import { useWatch } from '../../stores/watch-store.ts';
import { healthWords } from './health-words.ts';
import { isPaused, pauseAll, showTodaysResults, showWatch, watchFolder } from './rule-acts.ts';

/** Call it once, in the shell. */
export function useWatchActions(): void {
  const view = useView((state) => state.view);
  const some = useWatch((state) => state.rules.length > 0);
  useAction('show-watch', () => {
    if (view === 'watch') useView.getState().show('grid');
    else showWatch();
  });
  useAction('watch-folder', watchFolder);
  useAction(
    'pause-watching',
    some
      ? () => {
          pauseAll(!isPaused());
        }
      : null,
  );
  useAction('show-todays-results', showTodaysResults);
  useEffect(
    () =>
      useWatch.subscribe(({ rules, paused }, before) => {
        if (rules === before.rules || paused) return;
        const stood = new Set(before.rules.filter(({ health }) => standsStill(health.state)).map(({ id }) => id));
        const stopped = rules.find((rule) => rule.enabled && standsStill(rule.health.state) && !stood.has(rule.id));
        if (stopped === undefined) return;
        const { title, note } = healthWords(stopped, false, Date.now());
        useView.getState().say(`${stopped.name}: ${title}. ${note}`, true);
      }),
    [],
  );
}

function standsStill(state: string): boolean {
  return state === 'suspended' || state === 'paused' || state === 'failed';
}
