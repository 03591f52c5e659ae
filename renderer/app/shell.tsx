/** The window after the first start: title bar, panels around the middle, queue strip. */
import { useEffect, useRef } from 'react';
import { Compare } from '../features/compare/compare.tsx';
import { Loupe } from '../features/compare/loupe.tsx';
import { Gallery } from '../features/gallery/gallery.tsx';
import { QueueScreen } from '../features/queue/queue-screen.tsx';
import { QueueStrip } from '../features/queue/queue-strip.tsx';
import { useWatchActions } from '../features/watch/use-watch-actions.ts';
import { WatchScreen } from '../features/watch/watch-screen.tsx';
import { useView } from '../stores/view-store.ts';
import { IntakeLine } from './intake-line.tsx';
import { LeftPanel } from './left-panel.tsx';
import { Panel } from './panel.tsx';
import { focusMiddle } from './regions.ts';
import { openPictureMenu } from './picture-menu.ts';
import { RightPanel } from './right-panel.tsx';
import { TitleBar } from './title-bar.tsx';
import { useAppActions } from './use-app-actions.ts';
import { usePanels } from './use-panels.ts';

/** The shell. */
export function Shell() {
  const panels = usePanels();
  useAppActions();
  useWatchActions();
  const over = panels.left === 'over' || panels.right === 'over';
  return (
    <div className="app-shell">
      <TitleBar panels={panels} />
      <div className="app-body">
        {panels.left !== 'folded' && (
          <Panel side="left" state={panels.left} label="Library">
            <LeftPanel />
          </Panel>
        )}
        <main
          data-region="middle"
          className="app-middle"
          onPointerDown={over ? panels.closeOver : undefined}
          onContextMenu={openPictureMenu}
        >
          <Middle />
          <IntakeLine />
        </main>
        {panels.right !== 'folded' && (
          <Panel side="right" state={panels.right} label="Develop and info">
            <RightPanel />
          </Panel>
        )}
      </div>
      <div data-region="strip" className="app-strip">
        <QueueStrip />
      </div>
    </div>
  );
}

function Middle() {
  const view = useView((state) => state.view);
  const before = useRef(view);
  useEffect(() => {
    if (before.current !== view) focusMiddle();
    before.current = view;
  }, [view]);
  switch (view) {
    case 'grid':
      return <Gallery />;
    case 'loupe':
      return <Loupe />;
    case 'compare':
      return <Compare />;
    case 'queue':
      return <QueueScreen />;
    case 'watch':
      return <WatchScreen />;
  }
}
