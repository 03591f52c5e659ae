/** The title bar: menu and name, the views in the middle of the window, panels and window buttons at the right. */
import { useCallback } from 'react';
import { runAction } from '../actions/dispatch.ts';
import { shortcutOf } from '../actions/keys.ts';
import type { ActionId } from '../actions/registry.ts';
import { useSettings } from '../stores/settings-store.ts';
import { useView, type View } from '../stores/view-store.ts';
import { IconButton } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { MenuButton } from '../ui/menu.tsx';
import { menuEntries } from './menu-entries.ts';
import { TrialChip } from './trial-chip.tsx';
import type { Panels } from './use-panels.ts';
import { WindowButtons } from './window-buttons.tsx';

const views: readonly { view: View; action: ActionId; icon: IconName; label: string }[] = [
  { view: 'grid', action: 'show-grid', icon: 'grid', label: 'Grid' },
  { view: 'loupe', action: 'show-loupe', icon: 'frame', label: 'Loupe' },
  { view: 'compare', action: 'show-compare', icon: 'compare', label: 'Compare' },
];

/** The bar; where nothing stands it drags the window. */
export function TitleBar({ panels }: { readonly panels: Panels }) {
  const platform = useSettings((state) => state.platform);
  const demo = useSettings((state) => state.preferences?.demo === true);
  const entries = useCallback(() => menuEntries(platform), [platform]);
  const mac = platform === 'mac';
  const view = useView((state) => state.view);
  return (
    <header data-region="title" className={mac ? 'app-title app-title-mac' : 'app-title'}>
      <div className="app-title-side">
        {!mac && <MenuButton icon="menu" label="Menu" groups={entries} />}
        {!mac && <span className="app-brand">Darkslide</span>}
        <PanelButton side="left" panels={panels} />
        {demo && (
          <Chip tone="sim" icon="simulated" className="app-demo">
            Demo, simulated
          </Chip>
        )}
        <TrialChip />
      </div>
      <ViewSwitch />
      <div className="app-title-side app-title-right">
        {view !== 'watch' && <PanelButton side="right" panels={panels} />}
        <WindowButtons />
      </div>
    </header>
  );
}

function PanelButton({ side, panels }: { readonly side: 'left' | 'right'; readonly panels: Panels }) {
  return (
    <IconButton
      icon={side === 'left' ? 'panel-left' : 'panel-right'}
      label={side === 'left' ? 'Left panel' : 'Right panel'}
      aria-expanded={panels[side] !== 'folded'}
      onClick={() => {
        panels.toggle(side);
      }}
    />
  );
}

function ViewSwitch() {
  const current = useView((state) => state.view);
  const platform = useSettings((state) => state.platform);
  return (
    <nav className="ui-segmented app-views" aria-label="View">
      {views.map(({ view, action, icon, label }) => (
        <button
          key={view}
          type="button"
          aria-label={label}
          aria-current={view === current ? 'true' : undefined}
          onClick={() => runAction(action)}
        >
          <Icon name={icon} />
          <span className="app-view-word">{label}</span>
          <span className="ui-segmented-key" aria-hidden="true">
            {shortcutOf(action, platform)}
          </span>
        </button>
      ))}
    </nav>
  );
}
