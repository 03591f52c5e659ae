/** Actions of the window itself: views, areas, dialogs. */
import { useAction } from '../actions/dispatch.ts';
import { call } from '../lib/bridge.ts';
import { useLibrary } from '../stores/library-store.ts';
import { settle } from '../stores/report.ts';
import { useView, type View } from '../stores/view-store.ts';
import { jumpRegion } from './regions.ts';

/** Shows a view. Loupe and compare without a chosen photo take the first. */
function showView(view: View): void {
  const state = useView.getState();
  if ((view === 'loupe' || view === 'compare') && state.active === null && state.activeResult === null) {
    const first = useLibrary.getState().order[0];
    if (first !== undefined) state.select([first], first);
  }
  state.show(view);
}

/** Says that it is done: where nothing changed nothing else would tell. */
async function lookAgain(): Promise<void> {
  await call('library.rescan', undefined);
  useView.getState().say('All folders were looked at');
}

/** Claims the window's actions. */
export function useAppActions(): void {
  const view = useView((state) => state.view);
  useAction('show-grid', () => {
    showView('grid');
  });
  useAction('show-loupe', () => {
    showView('loupe');
  });
  useAction('show-compare', () => {
    showView('compare');
  });
  useAction('show-queue', () => {
    showView(view === 'queue' ? 'grid' : 'queue');
  });
  useAction('loupe-and-back', () => {
    showView(view === 'grid' ? 'loupe' : 'grid');
  });
  useAction(
    'back',
    view === 'grid'
      ? null
      : () => {
          showView('grid');
        },
  );
  useAction('full-screen', () => void settle(call('window.control', { action: 'full-screen' })));
  useAction('next-region', () => {
    jumpRegion(1);
  });
  useAction('previous-region', () => {
    jumpRegion(-1);
  });
  useAction('open-settings', () => {
    useView.getState().set({ dialog: { kind: 'settings', page: 'account' } });
  });
  useAction('show-help', () => {
    useView.getState().set({ dialog: { kind: 'help' } });
  });
  useAction('look-again', () => {
    void settle(lookAgain());
  });
  useAction('show-log', () => void settle(call('window.show-log', undefined)));
}
