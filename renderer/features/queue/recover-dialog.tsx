/** The record of what was paid is lost: what to go on from. */
import { useState } from 'react';
import { dollars } from '../../../electron/contract/dollars.ts';
import { call } from '../../lib/bridge.ts';
import { plural } from '../../lib/format.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { reportFailure } from '../../stores/report.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Shows itself while the view asks for it. */
export function RecoverDialog() {
  const [busy, setBusy] = useState(false);
  const said = useQueue((queue) => queue.summary.pause?.problem?.message);
  const close = () => {
    useView.getState().set({ dialog: null });
  };
  const recover = (from: 'results' | 'nothing') => {
    setBusy(true);
    call('library.recover-ledger', { from })
      .then((found) => {
        if (found === null) return;
        const waiting = found.fromSpool + found.rescued;
        const pictures =
          waiting === 0 ? '' : ` ${plural(waiting, 'paid picture')} that waited ${waiting === 1 ? 'is' : 'are'} kept.`;
        useView
          .getState()
          .showToast(`${plural(found.results, 'result')} written down, ${dollars(found.chargedUsd)} paid.${pictures}`);
        close();
      })
      .catch((error: unknown) => {
        reportFailure(error);
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <Dialog
      title="What to go on from"
      width={560}
      onClose={close}
      footer={
        <>
          <Button
            busy={busy}
            onClick={() => {
              recover('nothing');
            }}
          >
            Begin without it
          </Button>
          <Button
            variant="primary"
            data-autofocus
            busy={busy}
            onClick={() => {
              recover('results');
            }}
          >
            Read it from a folder with results
          </Button>
        </>
      }
    >
      <p>{said ?? 'The record of what was paid for is lost.'}</p>
      <p>
        Each result says in its metadata which photo and recipe it was paid for. Choose the folder that holds them; folders inside
        it are looked through as well. Beginning without it means that photos which were developed before may be paid for again.
      </p>
    </Dialog>
  );
}
