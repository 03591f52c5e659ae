/** Says, as long as the window is open, that the Electron it runs in is old and for trying only. */
import { useSettings } from '../stores/settings-store.ts';
import { Chip } from '../ui/chip.tsx';

/** Nothing in the right Electron. */
export function TrialChip() {
  const trial = useSettings((state) => state.trial);
  if (trial === undefined) return null;
  return (
    <Chip tone="warn" icon="warn" className="app-trial">
      {trial}
    </Chip>
  );
}
