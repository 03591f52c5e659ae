/** Settings: a list of pages at the left, one page at the right. What is changed acts at once; there is nothing to save. */
import './settings.css';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useView, type SettingsPage } from '../../stores/view-store.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { stepIndex } from '../../ui/step-index.ts';
import { AccountPage } from './account-page.tsx';
import { AppearancePage } from './appearance-page.tsx';
import { BudgetPage } from './budget-page.tsx';
import { KeysPage } from './keys-page.tsx';
import { LogPage } from './log-page.tsx';
import { NamesPage } from './names-page.tsx';
import { PhotosPage } from './photos-page.tsx';
import { PrivacyPage } from './privacy-page.tsx';
import { WatchingPage } from './watching-page.tsx';

interface PageItem {
  readonly page: SettingsPage;
  readonly label: string;
  readonly icon: IconName;
}

const pages: readonly PageItem[] = [
  { page: 'account', label: 'Account', icon: 'key' },
  { page: 'budget', label: 'Budget', icon: 'coins' },
  { page: 'watching', label: 'Watching', icon: 'eye' },
  { page: 'privacy', label: 'Privacy', icon: 'shield' },
  { page: 'photos', label: 'Photos', icon: 'photos' },
  { page: 'names', label: 'Names', icon: 'type' },
  { page: 'keys', label: 'Keys', icon: 'keyboard' },
  { page: 'appearance', label: 'Appearance', icon: 'appearance' },
  { page: 'log', label: 'Log', icon: 'log' },
];

function pageBody(page: SettingsPage): ReactNode {
  switch (page) {
    case 'account':
      return <AccountPage />;
    case 'budget':
      return <BudgetPage />;
    case 'watching':
      return <WatchingPage />;
    case 'privacy':
      return <PrivacyPage />;
    case 'photos':
      return <PhotosPage />;
    case 'names':
      return <NamesPage />;
    case 'keys':
      return <KeysPage />;
    case 'appearance':
      return <AppearancePage />;
    case 'log':
      return <LogPage />;
  }
}

function PageList({ page, onChange }: { readonly page: SettingsPage; readonly onChange: (page: SettingsPage) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = pages.findIndex((item) => item.page === page);
    const next = stepIndex(event.key, at, pages.length);
    const item = next === null ? undefined : pages[next];
    if (next === null || item === undefined) return;
    event.preventDefault();
    onChange(item.page);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <div
      ref={list}
      role="tablist"
      aria-label="Pages"
      aria-orientation="vertical"
      className="settings-pages"
      onKeyDown={onKeyDown}
    >
      {pages.map((item) => (
        <button
          key={item.page}
          type="button"
          role="tab"
          id={`settings-tab-${item.page}`}
          aria-selected={item.page === page}
          aria-controls="settings-page"
          tabIndex={item.page === page ? 0 : -1}
          data-autofocus={item.page === page ? '' : undefined}
          onClick={() => {
            onChange(item.page);
          }}
        >
          <Icon name={item.icon} />
          {item.label}
        </button>
      ))}
    </div>
  );
}

/** The dialog; shows nothing unless the window's dialog is the settings. */
export function SettingsDialog() {
  const dialog = useView((view) => view.dialog);
  const set = useView((view) => view.set);
  if (dialog?.kind !== 'settings') return null;
  return (
    <Dialog
      title="Settings"
      width={900}
      height={720}
      className="settings"
      onClose={() => {
        set({ dialog: null });
      }}
    >
      <div className="settings-body">
        <PageList
          page={dialog.page}
          onChange={(page) => {
            set({ dialog: { kind: 'settings', page } });
          }}
        />
        <div
          key={dialog.page}
          id="settings-page"
          role="tabpanel"
          aria-labelledby={`settings-tab-${dialog.page}`}
          // A page without controls scrolls by keys only where it can take the focus itself.
          tabIndex={0}
          className="settings-page"
        >
          {pageBody(dialog.page)}
        </div>
      </div>
    </Dialog>
  );
}
