/** The left panel's part: each watched folder with its dot and what waits. A folder dropped here is offered to be watched. */
import './watch-section.css';
import { useId, useRef, type KeyboardEvent } from 'react';
import { runAction } from '../../actions/dispatch.ts';
import { shortcutOf } from '../../actions/keys.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { useWatch } from '../../stores/watch-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { stepIndex } from '../../ui/step-index.ts';
import { HealthDot } from './health-dot.tsx';
import { healthWords, ruleName, waitingWords } from './health-words.ts';
import { showWatch } from './rule-acts.ts';
import { useMinute } from './use-minute.ts';

/** The section with its head. */
export function WatchSection() {
  const id = useId();
  const platform = useSettings((state) => state.platform);
  return (
    <section className="app-section" data-watch-drop>
      <div className="app-section-head">
        <h2 id={id}>Watched folders</h2>
        <IconButton
          icon="plus"
          label="Watch a folder"
          shortcut={shortcutOf('watch-folder', platform)}
          onClick={() => runAction('watch-folder')}
        />
      </div>
      <RuleTree labelledBy={id} />
    </section>
  );
}

function RuleTree({ labelledBy }: { readonly labelledBy: string }) {
  const rules = useWatch((state) => state.rules);
  const paused = useWatch((state) => state.paused);
  const active = useView((state) => (state.view === 'watch' ? state.activeRule : null));
  const tree = useRef<HTMLDivElement>(null);
  const now = useMinute();
  const chosen = rules.findIndex((rule) => rule.id === active);
  if (rules.length === 0) return <NoRules />;

  const onKeyDown = (event: KeyboardEvent) => {
    if (['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    const items = [...(tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
    const current = items.findIndex((item) => item === document.activeElement);
    const next = stepIndex(event.key, current, rules.length);
    const rule = rules[current];
    if (next !== null) items[next]?.focus();
    else if ((event.key === 'Enter' || event.key === ' ') && rule !== undefined) showWatch(rule.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={tree} role="tree" aria-labelledby={labelledBy} onKeyDown={onKeyDown}>
      {rules.map((rule, index) => {
        const { dot, title } = healthWords(rule, paused, now);
        return (
          <div
            key={rule.id}
            role="treeitem"
            aria-level={1}
            aria-selected={index === chosen}
            aria-label={ruleName(rule, paused, now)}
            title={`${rule.folderLabel}: ${title}`}
            tabIndex={index === Math.max(0, chosen) ? 0 : -1}
            className={classes('app-tree-row', dot === 'gone' && 'watch-tree-off')}
            onClick={() => {
              showWatch(rule.id);
            }}
          >
            <HealthDot dot={dot} />
            <span className="ui-cut">{rule.name}</span>
            <span className="app-tree-count">{dot === 'gone' ? '' : waitingWords(rule)}</span>
          </div>
        );
      })}
    </div>
  );
}

function NoRules() {
  return (
    <button
      type="button"
      className="watch-none"
      onClick={() => {
        showWatch();
      }}
    >
      None yet
    </button>
  );
}
