/** Before a rule is forgotten: what goes and what stays. */
import './rule-dialog.css';
import { formatCount } from '../../lib/format.ts';
import { reportFailure } from '../../stores/report.ts';
import { useView } from '../../stores/view-store.ts';
import { ruleOf, useWatch } from '../../stores/watch-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { removeRule } from './rule-acts.ts';

/** Shows itself while the view asks for it. */
export function RemoveRuleDialog() {
  const dialog = useView((state) => state.dialog);
  const rules = useWatch((state) => state.rules);
  if (dialog?.kind !== 'remove-rule') return null;
  const rule = ruleOf(rules, dialog.id);
  if (rule === null) return null;
  const { waiting } = rule.health;
  const close = () => {
    useView.getState().set({ dialog: null });
  };
  return (
    <Dialog
      title={`Remove the rule ${rule.name}`}
      width={480}
      onClose={close}
      footer={
        <>
          <span className="rule-foot-gap" />
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            data-autofocus
            onClick={() => {
              close();
              removeRule(rule).catch(reportFailure);
            }}
          >
            Remove the rule
          </Button>
        </>
      }
    >
      <div className="rule-check-note">
        <p>{rule.folderLabel} is not watched any more. Photos, results and what they cost stay as they are.</p>
        {waiting > 0 && (
          <p className="ui-secondary">
            {waiting === 1 ? '1 photo that waits is' : `${formatCount(waiting)} photos that wait are`} taken out of the queue.
          </p>
        )}
      </div>
    </Dialog>
  );
}
