/** Keeps the stores true to main: one snapshot at the start and after a gap, deltas in between. */
import { call, listen } from '../lib/bridge.ts';
import { useLibrary } from './library-store.ts';
import { useQueue } from './queue-store.ts';
import { useSettings } from './settings-store.ts';
import { startViews, type ViewLoader } from './views.ts';
import { useWatch } from './watch-store.ts';

/** Fills the stores and follows main's events; returns the function that stops it. Throws CallError when main gives no snapshot. */
export async function startSync(): Promise<() => void> {
  let revision = -1;
  let loading: Promise<void> | null = null;
  let views: ViewLoader | null = null;

  const load = async (): Promise<void> => {
    const snapshot = await call('app.snapshot', undefined);
    revision = snapshot.revision;
    useSettings.getState().replace(snapshot);
    useLibrary.getState().replace(snapshot);
    useQueue.getState().replace(snapshot);
    useWatch.getState().replace(snapshot);
    views?.moved();
  };
  const reload = async (): Promise<void> => {
    loading ??= load().finally(() => {
      loading = null;
    });
    await loading;
  };

  const stop = listen('library.changed', (event) => {
    if (revision < 0 || event.revision <= revision) return; // the snapshot under way already holds it
    if (event.revision !== revision + 1) {
      void reload().catch((error: unknown) => {
        console.error('The library could not be read again', error);
      });
      return;
    }
    revision = event.revision;
    useLibrary.getState().apply(event.changes);
    if (event.changes.viewsMoved === true) views?.moved();
    useQueue.getState().apply(event.changes);
    useSettings.getState().apply(event.changes);
    useWatch.getState().apply(event.changes);
  });
  await reload();
  const loader = startViews();
  views = loader;
  return () => {
    stop();
    loader.stop();
  };
}
