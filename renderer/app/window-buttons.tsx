/** Minimize, maximize, close: drawn by us where the system does not. */
import { useEffect, useState } from 'react';
import { call, listen } from '../lib/bridge.ts';
import { settle } from '../stores/report.ts';
import { useSettings } from '../stores/settings-store.ts';
import { Icon, type IconName } from '../ui/icon.tsx';

type Control = 'minimize' | 'maximize' | 'close';

/** Three buttons at the right edge; none on macOS, which has its own. */
export function WindowButtons() {
  const platform = useSettings((state) => state.platform);
  const maximized = useMaximized();
  if (platform === 'mac') return null;
  const button = (action: Control, icon: IconName, label: string) => (
    <button
      type="button"
      className={`app-window-button app-window-${action}`}
      aria-label={label}
      title={label}
      onClick={() => void settle(call('window.control', { action }))}
    >
      <Icon name={icon} size={14} />
    </button>
  );
  return (
    <div className="app-window-buttons" role="group" aria-label="Window">
      {button('minimize', 'minimize', 'Minimize')}
      {button('maximize', maximized ? 'restore' : 'maximize', maximized ? 'Restore' : 'Maximize')}
      {button('close', 'close', 'Close the window')}
    </div>
  );
}

function useMaximized(): boolean {
  const [maximized, setMaximized] = useState(false);
  useEffect(
    () =>
      listen('window.changed', (state) => {
        setMaximized(state.maximized);
      }),
    [],
  );
  return maximized;
}
