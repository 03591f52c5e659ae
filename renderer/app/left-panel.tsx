/** The left panel: what the library holds, with counts everywhere. */
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { menuBox } from '../actions/context-menus.ts';
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
import type { FolderRow } from '../stores/folders.ts';
import { useFolderRows, useOpenFolders } from './folder-rows.ts';
import { sameSource } from './sources.ts';
import { chooseSource, openSourceMenu, useSourceActions } from './source-actions.ts';

interface TreeRow {
  readonly key: string;
  readonly source: Source;
  readonly icon: IconName;
  readonly label: string;
  readonly title?: string;
  /** A folder that was added as a whole. */
  readonly isRoot: boolean;
  readonly count: number;
  /** 1: at the root. */
  readonly level: number;
  /** Whether what lies in it is shown; null: nothing lies in it. */
  readonly open: boolean | null;
  /** It cannot be reached now. */
  readonly unreachable: boolean;
}

/** A row that is no folder. */
function plainRow(row: Pick<TreeRow, 'source' | 'icon' | 'label' | 'count'>): TreeRow {
  return { ...row, key: row.label, level: 1, open: null, isRoot: false, unreachable: false };
}

function folderRow({ node, level, open }: FolderRow): TreeRow {
  const { key, name, label, count, isRoot, problem } = node;
  return {
    key,
    source: { kind: 'folder', folder: key, label },
    isRoot,
    icon: problem === null ? 'folder' : 'eject',
    label: name,
    title: problem === null ? label : `${label}. ${problem}`,
    count,
    level: level + 1,
    open,
    unreachable: problem !== null,
  };
}

/** Pixels that each level of the tree is moved in by. */
const INDENT = 14;

/** Library, results, and the foot. */
export function LeftPanel() {
  useSourceActions();
  const total = useLibrary((state) => state.overview.total);
  const results = useLibrary((state) => state.results);
  const platform = useSettings((state) => state.platform);
  const folders = useFolderRows();
  const library: TreeRow[] = [
    plainRow({ source: { kind: 'all' }, icon: 'photos', label: 'All photos', count: total }),
    ...folders.map(folderRow),
  ];
  const midnight = useMidnight();
  const resultRows = useMemo((): TreeRow[] => {
    const today = [...results.values()].filter(({ createdAt }) => createdAt >= midnight).length;
    return [
      plainRow({ source: { kind: 'results' }, icon: 'image', label: 'All results', count: results.size }),
      plainRow({ source: { kind: 'results', since: midnight }, icon: 'clock', label: 'Today', count: today }),
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
    const current = treeItems(tree.current).findIndex((item) => item === document.activeElement);
    const row = rows[current];
    const next = ['ArrowLeft', 'ArrowRight'].includes(event.key)
      ? sidestep(rows, current, event.key === 'ArrowRight')
      : stepIndex(event.key, current, rows.length);
    if (next !== null) treeItems(tree.current)[next]?.focus();
    else if ((event.key === 'Enter' || event.key === ' ') && row !== undefined) chooseSource(row);
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
            key={row.key}
            role="treeitem"
            aria-level={row.level}
            aria-expanded={row.open ?? undefined}
            aria-selected={index === chosen}
            aria-label={`${row.title ?? row.label}, ${formatCount(row.count)}`}
            title={row.title}
            tabIndex={index === stop ? 0 : -1}
            className={classes('app-tree-row', row.unreachable && 'app-tree-row-unreachable')}
            style={{ paddingLeft: 26 + (row.level - 1) * INDENT }}
            onClick={() => {
              chooseSource(row);
            }}
            onContextMenu={(event) => {
              event.preventDefault();
              event.stopPropagation();
              openSourceMenu(row, menuBox(event, event.currentTarget));
            }}
          >
            {row.open !== null && <Twist row={row} open={row.open} />}
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

/** Opens and closes a folder by the pointer; keys do it on the row. */
function Twist({ row, open }: { readonly row: TreeRow; readonly open: boolean }) {
  return (
    <span
      className="app-tree-twist"
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        setOpen(row, !open);
      }}
    >
      <Icon name={open ? 'chevron-down' : 'chevron-right'} size={12} />
    </span>
  );
}

function setOpen({ source }: TreeRow, open: boolean): void {
  if (source.kind === 'folder') useOpenFolders.getState().set(source.folder, open);
}

/**
 * The arrows to the sides: open a folder, then go into it; close it, or go to the one around it.
 * @returns the row to go to, the same one where it was opened or closed; null: nothing is to be done
 */
function sidestep(rows: readonly TreeRow[], current: number, right: boolean): number | null {
  const row = rows[current];
  if (row === undefined) return null;
  if (row.open === !right) {
    setOpen(row, right);
    return current;
  }
  if (right) return row.open === true ? current + 1 : null;
  for (let index = current - 1; index >= 0; index -= 1) {
    if ((rows[index]?.level ?? 1) < row.level) return index;
  }
  return null;
}

function treeItems(tree: HTMLElement | null): HTMLElement[] {
  return tree === null ? [] : [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
}
