/** The app from the first question to main to the window: loading, failed, first start, or the shell. */
import './app.css';
import { useCallback, useEffect, useState } from 'react';
import type { Problem } from '../../electron/contract/errors.ts';
import { Welcome } from '../features/gallery/welcome.tsx';
import { problemOf } from '../stores/report.ts';
import { useSettings } from '../stores/settings-store.ts';
import { startSync } from '../stores/sync.ts';
import { ContextMenu } from './context-menu.tsx';
import { Dialogs } from './dialogs.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { LiveRegions } from './live-regions.tsx';
import { Shell } from './shell.tsx';
import { StartFailure } from './start-failure.tsx';
import { useTheme } from './theme.ts';
import { Toasts } from './toasts.tsx';
import { TrialChip } from './trial-chip.tsx';
import { useMainEvents } from './use-main-events.ts';
import { WindowButtons } from './window-buttons.tsx';
import { DropZones } from '../features/gallery/drop-zones.tsx';
import { usePaste } from '../features/gallery/use-paste.ts';
import { usePhotoActions } from '../features/gallery/use-photo-actions.ts';
import { useKeys } from '../actions/use-keys.ts';

type Start = { readonly state: 'loading' | 'ready' } | { readonly state: 'failed'; readonly problem: Problem };

/** The whole page. */
export function App() {
  const { start, again } = useStart();
  useTheme();
  return (
    <ErrorBoundary>
      {start.state === 'failed' && <StartFailure problem={start.problem} again={again} />}
      {start.state === 'ready' && <Window />}
    </ErrorBoundary>
  );
}

/** Connects to main; again when asked to. */
function useStart(): { start: Start; again: () => void } {
  const [start, setStart] = useState<Start>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let over = false;
    let stop: (() => void) | null = null;
    startSync()
      .then((stopSync) => {
        if (over) stopSync();
        else {
          stop = stopSync;
          setStart({ state: 'ready' });
        }
      })
      .catch((error: unknown) => {
        if (!over) setStart({ state: 'failed', problem: problemOf(error) });
      });
    return () => {
      over = true;
      stop?.();
    };
  }, [attempt]);
  const again = useCallback(() => {
    setStart({ state: 'loading' });
    setAttempt((count) => count + 1);
  }, []);
  return { start, again };
}

function Window() {
  const welcomed = useSettings((state) => state.preferences?.welcomed === true);
  const platform = useSettings((state) => state.platform);
  useKeys(platform);
  usePaste();
  usePhotoActions();
  useMainEvents();
  useUsableMark();
  return (
    <>
      {welcomed ? (
        <Shell />
      ) : (
        <Welcome
          windowButtons={
            <>
              <TrialChip />
              <WindowButtons />
            </>
          }
        />
      )}
      <ContextMenu />
      <Dialogs />
      <DropZones />
      <Toasts />
      <LiveRegions />
    </>
  );
}

/** Says, for the measurement of starts, when the first screen can be used. */
function useUsableMark(): void {
  useEffect(() => {
    performance.mark('darkslide-usable');
  }, []);
}
