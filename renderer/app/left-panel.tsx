/** The left panel: what the library holds, with counts everywhere. */
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { runAction } from '../actions/dispatch.ts';
import { shortcutOf } from '../actions/keys.ts';
import { call } from '../lib/bridge.ts';
import { formatCount } from '../lib/format.ts';
import { useLibrary } from '../stores/library-store.ts';
import { reportFailure } from '../stores/report.ts';
import { useSettings } from '../stores/settings-store.ts';
import { useView, type Source } from '../stores/view-store.ts';
import { WatchSection } from '../features/watch/watch-section.tsx';
import { IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { stepIndex } from '../ui/step-index.ts';
import { folderRows, sameSource, sourceWords } from './sources.ts';

interface TreeRow {
  readonly source: Source;
  readonly icon: IconName;
  readonly label: string;
  readonly title?: string;
  /** A folder that was added as a whole. */
  readonly isRoot?: boolean;
  /** It cannot be reached now. */
  readonly isAway?: boolean;
  readonly count: number;
  readonly level: 1 | 2;
}

/** Library, results, and the foot. */
export function LeftPanel() {
  const overview = useLibrary((state) => state.overview);
  const results = useLibrary((state) => state.results);
  const platform = useSettings((state) => state.platform);
  const folders = useMemo(() => folderRows(overview), [overview]);
  const library: TreeRow[] = [
    { source: { kind: 'all' }, icon: 'photos', label: 'All photos', count: overview.total, level: 1 },
    ...folders.map(({ folder, whole, label, count, isRoot, problem }): TreeRow => ({
      source: { kind: 'folder', folder, label: whole, subfolders: isRoot },
      isRoot,
      icon: 'folder',
      label,
      title: problem === null ? whole : `${whole}. ${problem}`,
      isAway: problem !== null,
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

  const choose = (row: TreeRow) => {
    const view = useView.getState();
    if (!sameSource(row.source, view.source)) view.select([]);
    view.showSource(row.source);
    view.show('grid');
    view.say(sourceWords(row.label, row.count));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    const current = treeItems(tree.current).findIndex((item) => item === document.activeElement);
    const next = stepIndex(event.key, current, rows.length);
    const row = rows[current];
    if (next !== null) treeItems(tree.current)[next]?.focus();
    else if ((event.key === 'Enter' || event.key === ' ') && row !== undefined) choose(row);
    else if (event.key === 'Delete' && row?.isRoot === true && row.source.kind === 'folder') void removeFolder(row.source);
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
            key={row.source.kind === 'folder' ? row.source.folder : row.label}
            role="treeitem"
            aria-level={row.level}
            aria-selected={index === chosen}
            aria-label={`${row.title ?? row.label}, ${formatCount(row.count)}`}
            title={row.title}
            tabIndex={index === stop ? 0 : -1}
            className={classes('app-tree-row', row.level === 2 && 'app-tree-row-2', row.isAway === true && 'app-tree-row-away')}
            onClick={() => {
              choose(row);
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

/** The folder is not looked at any more; nothing else happens to its photos. */
async function removeFolder({ folder, label }: Extract<Source, { kind: 'folder' }>): Promise<void> {
  try {
    await call('library.remove-folder', { folder });
    useView.getState().showToast(`${label} is not looked at any more. Its photos stay until you remove them.`);
  } catch (error) {
    reportFailure(error);
  }
}

function treeItems(tree: HTMLElement | null): HTMLElement[] {
  return tree === null ? [] : [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
}
