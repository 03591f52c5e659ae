/** The right panel: develop and info beside photos, the chosen job beside the queue. */
import { DevelopPanel } from '../features/develop/develop-panel.tsx';
import { InfoPanel } from '../features/compare/info-panel.tsx';
import { JobPanel } from '../features/queue/job-panel.tsx';
import { useView, type RightTab } from '../stores/view-store.ts';
import { Tabs, tabId } from '../ui/tabs.tsx';

const tabs: readonly { value: RightTab; label: string }[] = [
  { value: 'develop', label: 'Develop' },
  { value: 'info', label: 'Info' },
];
const PANEL_ID = 'right-panel';

/** What stands in the panel. */
export function RightPanel() {
  const view = useView((state) => state.view);
  const tab = useView((state) => state.rightTab);
  if (view === 'queue') return <JobPanel />;
  return (
    <>
      <Tabs
        label="Panel"
        tabs={tabs}
        value={tab}
        panelId={PANEL_ID}
        onChange={(rightTab) => {
          useView.getState().set({ rightTab });
        }}
      />
      <div id={PANEL_ID} role="tabpanel" aria-labelledby={tabId(PANEL_ID, tab)} className="app-right-body">
        {tab === 'develop' ? <DevelopPanel /> : <InfoPanel />}
      </div>
    </>
  );
}
