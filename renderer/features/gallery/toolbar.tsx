/** The line above the grid: where we are, what is selected, what can be done with it, how the grid looks. */
import './toolbar.css';
import { runAction, useCanRun } from '../../actions/dispatch.ts';
import { shortcutOf } from '../../actions/keys.ts';
import type { ActionId } from '../../actions/registry.ts';
import { formatCount } from '../../lib/format.ts';
import { useLook } from '../../stores/look-store.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { settle } from '../../stores/report.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView, type Source } from '../../stores/view-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Slider } from '../../ui/slider.tsx';
import { closeBar } from './filter-bar.tsx';
import { useGallery } from './gallery-store.ts';
import { SortMenu } from './sort-menu.tsx';

/** Thumbnail sizes, pixels. */
const SIZES = { min: 64, max: 320, step: 4 } as const;

/** The toolbar of the grid. `count`: photos that are shown; `total`: in this source. */
export function GridToolbar({ count, total }: { readonly count: number; readonly total: number }) {
  const source = useView((state) => state.source);
  const selected = useView((state) => state.selection.size);
  return (
    <div className="gallery-toolbar" role="toolbar" aria-label="Grid">
      <Crumbs source={source} count={count} total={total} />
      {selected > 0 && (
        <>
          <span className="ui-divider" />
          <span className="ui-secondary">{formatCount(selected)} selected</span>
        </>
      )}
      <span className="gallery-toolbar-gap" />
      {total > 0 && (
        <>
          {selected > 0 && <SelectionButtons />}
          <FilterButton />
          <LookControls />
        </>
      )}
    </div>
  );
}

interface CrumbsProps {
  readonly source: Source;
  readonly count: number;
  readonly total: number;
}

function Crumbs({ source, count, total }: CrumbsProps) {
  const parts =
    source.kind === 'folder'
      ? source.label.split(' / ')
      : [source.kind === 'all' ? 'All photos' : source.since === undefined ? 'All results' : 'Results of today'];
  const last = parts.at(-1) ?? '';
  return (
    <h2 className="gallery-crumbs">
      {parts.slice(0, -1).map((part) => (
        <span key={part} className="gallery-crumb ui-muted">
          {part}
          <Icon name="chevron-right" size={12} />
        </span>
      ))}
      <span className="gallery-crumb-last ui-cut" title={last}>
        {last}
      </span>
      <span className="ui-muted">{count === total ? formatCount(count) : `${formatCount(count)} of ${formatCount(total)}`}</span>
    </h2>
  );
}

function SelectionButtons() {
  const hasResults = useView((state) => state.active) !== null;
  const anyResults = useLibrary((state) => state.results.size > 0);
  return (
    <>
      {anyResults && <ActionButton id="toggle-stack" icon="stack" label="Open or close the stack" />}
      {hasResults && <ActionButton id="show-compare" icon="compare" label="Compare with the original" />}
      <ActionButton id="show-in-folder" icon="folder" label="Show in folder" />
      <ActionButton id="remove-photos" icon="close" label="Remove from the library; the files stay" />
      <span className="ui-divider" />
    </>
  );
}

function ActionButton({ id, icon, label }: { readonly id: ActionId; readonly icon: IconName; readonly label: string }) {
  const able = useCanRun(id);
  const platform = useSettings((state) => state.platform);
  return (
    <IconButton
      size="sm"
      icon={icon}
      label={label}
      shortcut={shortcutOf(id, platform)}
      disabled={!able}
      onClick={() => runAction(id)}
    />
  );
}

/** Shows and hides the line with search and filter. */
function FilterButton() {
  const open = useLook((state) => state.barOpen);
  const platform = useSettings((state) => state.platform);
  return (
    <IconButton
      size="sm"
      icon="filter"
      label={open ? 'Close search and filter' : 'Search and filter'}
      shortcut={shortcutOf('find', platform)}
      aria-expanded={open}
      className={open ? 'gallery-filter-on' : undefined}
      onClick={() => {
        if (open) closeBar();
        else runAction('find');
      }}
    />
  );
}

function LookControls() {
  const stored = useSettings((state) => state.preferences?.thumbnailSize ?? 116);
  const style = useSettings((state) => state.preferences?.gridLayout ?? 'square');
  const draft = useGallery((state) => state.draftSize);
  const size = draft ?? stored;
  const keep = (value: number) => {
    void settle(
      useSettings
        .getState()
        .change({ thumbnailSize: value })
        .finally(() => {
          useGallery.getState().set({ draftSize: null });
        }),
    );
  };
  return (
    <>
      <SortMenu />
      <Segmented
        label="Layout"
        size="sm"
        value={style}
        options={[
          { value: 'square', label: 'Boxes of one size', icon: 'grid', iconOnly: true },
          { value: 'justified', label: 'Rows of one height', icon: 'justified', iconOnly: true },
        ]}
        onChange={(gridLayout) => void settle(useSettings.getState().change({ gridLayout }))}
      />
      <Slider
        label="Thumbnail size"
        variant="quiet"
        className="gallery-size"
        {...SIZES}
        value={size}
        valueText={`${String(size)} pixels`}
        onChange={(value) => {
          useGallery.getState().set({ draftSize: value });
        }}
        onCommit={keep}
      />
    </>
  );
}
