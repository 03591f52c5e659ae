/** What main asks of the page: menu entries, and files handed over by a second start; and notices said at the start. */
import { useEffect } from 'react';
import { runAction } from '../actions/dispatch.ts';
import { isActionId } from '../actions/registry.ts';
import { takesText } from '../actions/use-keys.ts';
import { welcomePhotos } from '../features/gallery/intake.ts';
import { call, listen } from '../lib/bridge.ts';
import { reportFailure, reportProblem } from '../stores/report.ts';
import { useSettings } from '../stores/settings-store.ts';
import { useView } from '../stores/view-store.ts';

/** Hears main while mounted. */
export function useMainEvents(): void {
  useEffect(() => {
    const stopMenu = listen('menu.action', ({ action }) => {
      runFromMenu(action);
    });
    const stopFiles = listen('files.opened', (opened) => {
      welcomePhotos({ ...opened, known: [] });
    });
    call('window.first-action', undefined)
      .then((action) => {
        if (action !== null) runFromMenu(action);
      })
      .catch(reportFailure);
    const notice = useSettings.getState().notices[0];
    if (notice !== undefined) reportProblem(notice);
    return () => {
      stopMenu();
      stopFiles();
    };
  }, []);
}

/** Runs a menu's entry. "Select all" in a field means its text; behind a dialog nothing happens. */
function runFromMenu(action: string): void {
  const focused = document.activeElement;
  if (action === 'select-all' && takesText(focused)) {
    if (focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement) focused.select();
    return;
  }
  if (!isActionId(action) || useView.getState().dialog !== null) return;
  runAction(action);
}
