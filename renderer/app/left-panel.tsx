/** The left panel: what the library holds, with counts everywhere. */
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { menuBox } from '../actions/context-menus.ts';
import { runAction } from '../actions/dispatch.ts';
import { shortcutOf } from '../actions/keys.ts';
import { formatCount } from '../lib/format.ts';
import { useLibrary } from '../stores/library-store.ts';
import { useSettings } from '../stores/settings-store.ts';
import { useView, type Source } from '../stores/view-store.ts';
import { WatchSection } from '../features/watch/watch-section.tsx';
import { IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { stepIndex } from '../ui/step-index.ts';
import { folderRows, sameSource } from './sources.ts';
import { chooseSource, openSourceMenu, useSourceActions } from './source-actions.ts';

interface TreeRow {
  readonly source: Source;
  readonly icon: IconName;
  readonly label: string;
  readonly title?: string;
  readonly count: number;
  readonly level: 1 | 2;
}

/** Library, results, and the foot. */
export function LeftPanel() {
  useSourceActions();
  const photos = useLibrary((state) => state.photos);
  const results = useLibrary((state) => state.results);
  const platform = useSettings((state) => state.platform);
  const folders = useMemo(() => folderRows(photos.values()), [photos]);
  const library: TreeRow[] = [
    { source: { kind: 'all' }, icon: 'photos', label: 'All photos', count: photos.size, level: 1 },
    ...folders.map(({ folder, label, count }): TreeRow => ({
      source: { kind: 'folder', folder },
      icon: 'folder',
      label,
      title: folder,
      count,
      level: 2,
    })),
  ];
  const midnight = useMidnight();
  const resultRows = useMemo((): TreeRow[] => {
    const today = [...results.values()].filter(({ createdAt }) => createdAt >= midnight).length;
    return [
      { source: { kind: 'results' }, icon: 'image', label: 'All results', count: results.size, level: 1 },
      { source: { kind: 'results', since: midnight }, icon: 'clock', label: 'Today', count: today, level: 1 },
    ];
  }, [results, midnight]);
  return (
    <>
      <div className="app-left-scroll">
        <Section
          title="Library"
          rows={library}
          action={
            <IconButton
              icon="plus"
              label="Add a folder"
              shortcut={shortcutOf('add-folder', platform)}
              onClick={() => runAction('add-folder')}
            />
          }
        />
        <Section title="Results" rows={resultRows} />
        <WatchSection />
      </div>
      <div className="app-left-foot">
        <IconButton
          icon="gear"
          label="Settings"
          shortcut={shortcutOf('open-settings', platform)}
          onClick={() => runAction('open-settings')}
        />
        <IconButton
          icon="keyboard"
          label="Keys"
          shortcut={shortcutOf('show-help', platform)}
          onClick={() => runAction('show-help')}
        />
        <IconButton icon="log" label="Show the log" onClick={() => runAction('show-log')} />
      </div>
    </>
  );
}

/** Local midnight, ms since 1970; followed into the next day. */
function useMidnight(): number {
  const [midnight, setMidnight] = useState(() => new Date().setHours(0, 0, 0, 0));
  useEffect(() => {
    const timer = window.setInterval(() => {
      setMidnight(new Date().setHours(0, 0, 0, 0));
    }, 60_000);
    return () => {
      window.clearInterval(timer);
    };
  }, []);
  return midnight;
}

interface SectionProps {
  readonly title: string;
  readonly rows: readonly TreeRow[];
  readonly action?: ReactNode;
}

function Section({ title, rows, action }: SectionProps) {
  const id = useId();
  const tree = useRef<HTMLDivElement>(null);
  const source = useView((state) => (state.view === 'watch' ? null : state.source));
  const chosen = source === null ? -1 : rows.findIndex((row) => sameSource(row.source, source));
  const stop = Math.max(0, chosen);

  const onKeyDown = (event: KeyboardEvent) => {
    if (['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    const current = treeItems(tree.current).findIndex((item) => item === document.activeElement);
    const next = stepIndex(event.key, current, rows.length);
    const row = rows[current];
    if (next !== null) treeItems(tree.current)[next]?.focus();
    else if ((event.key === 'Enter' || event.key === ' ') && row !== undefined) chooseSource(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section className="app-section">
      <div className="app-section-head">
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      <div ref={tree} role="tree" aria-labelledby={id} onKeyDown={onKeyDown}>
        {rows.map((row, index) => (
          <div
            key={row.title ?? row.label}
            role="treeitem"
            aria-level={row.level}
            aria-selected={index === chosen}
            aria-label={`${row.title ?? row.label}, ${formatCount(row.count)}`}
            title={row.title}
            tabIndex={index === stop ? 0 : -1}
            className={classes('app-tree-row', row.level === 2 && 'app-tree-row-2')}
            onClick={() => {
              chooseSource(row);
            }}
            onContextMenu={(event) => {
              event.preventDefault();
              event.stopPropagation();
              openSourceMenu(row, menuBox(event, event.currentTarget));
            }}
          >
            <Icon name={row.icon} />
            <span className="ui-cut">{row.label}</span>
            <span className="app-tree-count">{formatCount(row.count)}</span>
          </div>
        ))}
      </div>
    </section>
  );
}

function treeItems(tree: HTMLElement | null): HTMLElement[] {
  return tree === null ? [] : [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
}
