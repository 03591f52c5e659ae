/** The middle of the window for watched folders: the rules with their health, and what happened with the one that is chosen. */
import './watch-screen.css';
import { useEffect } from 'react';
import { runAction } from '../../actions/dispatch.ts';
import { formatCount } from '../../lib/format.ts';
import { useView } from '../../stores/view-store.ts';
import { ruleOf, useWatch } from '../../stores/watch-store.ts';
import { Button } from '../../ui/button.tsx';
import { pauseAll, watchFolder } from './rule-acts.ts';
import { RuleStory } from './rule-story.tsx';
import { RuleTable } from './rule-table.tsx';

/** The screen. */
export function WatchScreen() {
  const rules = useWatch((state) => state.rules);
  const paused = useWatch((state) => state.paused);
  const active = useView((state) => state.activeRule);
  const chosen = ruleOf(rules, active) ?? rules[0] ?? null;
  useEffect(() => {
    if (chosen !== null && chosen.id !== active) useView.getState().setActiveRule(chosen.id);
  }, [chosen, active]);
  return (
    <div className="watch-screen">
      <Toolbar count={rules.length} paused={paused} />
      {chosen === null ? (
        <EmptyWatch />
      ) : (
        <>
          {paused && <PausedBanner />}
          <RuleTable rules={rules} paused={paused} chosen={chosen.id} />
          <RuleStory key={chosen.id} rule={chosen} paused={paused} />
        </>
      )}
    </div>
  );
}

function Toolbar({ count, paused }: { readonly count: number; readonly paused: boolean }) {
  return (
    <div className="watch-toolbar" role="toolbar" aria-label="Watched folders">
      <h2>Watched folders</h2>
      {count > 0 && <span className="ui-muted">{formatCount(count)}</span>}
      <span className="watch-toolbar-gap" />
      {count > 0 && (
        <>
          <span className="ui-small ui-muted watch-toolbar-note">Watching goes on when this window is closed</span>
          {!paused && (
            <Button variant="ghost" size="sm" icon="pause" onClick={() => runAction('pause-watching')}>
              Pause all
            </Button>
          )}
          <Button size="sm" icon="plus" onClick={watchFolder}>
            Watch a folder
          </Button>
        </>
      )}
    </div>
  );
}

function PausedBanner() {
  return (
    <div className="watch-banner" role="group" aria-label="All watching is paused">
      <div>
        <p>All watching is paused</p>
        <p className="ui-secondary">New photos are still noticed. They go out when watching goes on.</p>
      </div>
      <Button
        variant="primary"
        onClick={() => {
          pauseAll(false);
        }}
      >
        Go on watching
      </Button>
    </div>
  );
}

function EmptyWatch() {
  return (
    <div className="watch-empty">
      <div>
        <h2>Watch a folder</h2>
        <p>
          Photos that a camera, a phone or Lightroom puts into it are developed by themselves, with a recipe and a spending limit
          that you set, and you see what it would do and cost before it starts.
        </p>
        <div className="watch-empty-ways">
          <Button variant="primary" icon="plus" onClick={watchFolder}>
            Watch a folder…
          </Button>
          <span className="ui-secondary">or drag one in here</span>
        </div>
      </div>
    </div>
  );
}
