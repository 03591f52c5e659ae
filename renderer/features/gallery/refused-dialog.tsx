/** Every file that was not taken, under its reason. */
import './refused-dialog.css';
import { formatCount } from '../../lib/format.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { byReason } from './intake-words.ts';

/** Shows itself while the view asks for it. */
export function RefusedDialog() {
  const dialog = useView((state) => state.dialog);
  if (dialog?.kind !== 'refused') return null;
  const close = () => {
    useView.getState().set({ dialog: null });
  };
  return (
    <Dialog
      title={`${formatCount(dialog.refused.length)} refused`}
      width={560}
      onClose={close}
      footer={
        <>
          <span className="ui-muted ui-small">Nothing was changed in these files.</span>
          <Button data-autofocus className="gallery-refused-close" onClick={close}>
            Close
          </Button>
        </>
      }
    >
      <div className="gallery-refused">
        {byReason(dialog.refused).map(({ reason, names }) => (
          <section key={reason}>
            <h3>
              {reason} <span className="ui-muted">{formatCount(names.length)}</span>
            </h3>
            <ul>
              {names.map((name, index) => (
                <li key={`${name} ${String(index)}`} className="ui-cut" title={name}>
                  {name}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
