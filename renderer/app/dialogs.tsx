/** Whatever dialog the view asks for. */
import { PhotoChooser } from '../features/develop/photo-chooser.tsx';
import { RefusedDialog } from '../features/gallery/refused-dialog.tsx';
import { RecoverDialog } from '../features/queue/recover-dialog.tsx';
import { SettingsDialog } from '../features/settings/settings-dialog.tsx';
import { RemoveRuleDialog } from '../features/watch/remove-dialog.tsx';
import { RuleDialog } from '../features/watch/rule-dialog.tsx';
import { useView } from '../stores/view-store.ts';
import { HelpSheet } from './help-sheet.tsx';

/** At most one dialog. */
export function Dialogs() {
  const kind = useView((state) => state.dialog?.kind);
  switch (kind) {
    case 'settings':
      return <SettingsDialog />;
    case 'help':
      return <HelpSheet />;
    case 'recover-ledger':
      return <RecoverDialog />;
    case 'refused':
      return <RefusedDialog />;
    case 'rule':
      return <RuleDialog />;
    case 'remove-rule':
      return <RemoveRuleDialog />;
    case 'choose-photo':
      return <PhotoChooser />;
    case undefined:
      return null;
  }
}
