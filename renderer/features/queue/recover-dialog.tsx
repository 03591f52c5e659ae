/** The record of what was paid is lost: what to go on from. */
import './recover-dialog.css';
import { useEffect, useState } from 'react';
import type { CallOutput } from '../../../electron/contract/calls.ts';
import { dollars } from '../../../electron/contract/dollars.ts';
import { call } from '../../lib/bridge.ts';
import { formatWhen, plural } from '../../lib/format.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { reportFailure } from '../../stores/report.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

type Backup = CallOutput<'library.backups'>[number];
type Recovered = NonNullable<CallOutput<'library.recover-ledger'>>;
type Way = 'backup' | 'results' | 'nothing';

interface Choice {
  readonly way: Way;
  readonly title: string;
  readonly text: string;
  readonly button: string;
}

/** Shows itself while the view asks for it. */
export function RecoverDialog() {
  const [busy, setBusy] = useState<Way | null>(null);
  const backups = useBackups();
  const said = useQueue((queue) => queue.summary.pause?.problem?.message);
  const close = () => {
    useView.getState().set({ dialog: null });
  };
  const go = (way: Way) => {
    setBusy(way);
    recover(way, backups?.[0])
      .then((done) => {
        if (done) close();
      })
      .catch(reportFailure)
      .finally(() => {
        setBusy(null);
      });
  };
  if (backups === null) return null; // a moment: the dialog puts the focus on its first choice when it opens
  return (
    <Dialog title="What to go on from" width={600} onClose={close}>
      <div className="recover">
        <p>{said ?? 'The record of what was paid for is lost.'}</p>
        <ul className="recover-choices">
          {choices(backups[0]).map(({ way, title, text, button }, index) => (
            <li key={way}>
              <div>
                <h3>{title}</h3>
                <p>{text}</p>
              </div>
              <Button
                variant={index === 0 ? 'primary' : 'plain'}
                data-autofocus={index === 0 || undefined}
                busy={busy === way}
                disabled={busy !== null && busy !== way}
                onClick={() => {
                  go(way);
                }}
              >
                {button}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

/** Null: not known yet. A list that cannot be read is none: the other ways stay open. */
function useBackups(): readonly Backup[] | null {
  const [backups, setBackups] = useState<readonly Backup[] | null>(null);
  useEffect(() => {
    call('library.backups', undefined)
      .then(setBackups)
      .catch(() => {
        setBackups([]);
      });
  }, []);
  return backups;
}

function choices(backup: Backup | undefined): Choice[] {
  const results: Choice = {
    way: 'results',
    title: 'Read it from the results',
    text: 'Each result says in its metadata which photo and recipe it was paid for. Folders inside the one that you choose are looked through as well.',
    button: 'Choose a folder…',
  };
  const nothing: Choice = {
    way: 'nothing',
    title: 'Begin without it',
    text: 'Photos that were developed before may be paid for again.',
    button: 'Begin without it',
  };
  if (backup === undefined) return [results, nothing];
  const when = formatWhen(backup.at, Date.now()).replace(/^[TY]/, (letter) => letter.toLowerCase());
  const text = `Darkslide opens again with the library as it was then, ratings and stacks included. What was developed since is read from the results after that.`;
  return [{ way: 'backup', title: `Go back to the copy of ${when}`, text, button: 'Go back and reopen' }, results, nothing];
}

/** @returns whether the question is answered; false: the person closed the question for a folder */
async function recover(way: Way, backup: Backup | undefined): Promise<boolean> {
  if (way === 'backup') {
    if (backup !== undefined) await call('library.restore-backup', { name: backup.name });
    return true;
  }
  const found = await call('library.recover-ledger', { from: way });
  if (found === null) return false;
  useView.getState().showToast(recoveredWords(found));
  return true;
}

function recoveredWords({ results, chargedUsd, fromSpool, rescued }: Recovered): string {
  const waiting = fromSpool + rescued;
  const pictures = waiting === 0 ? '' : ` ${plural(waiting, 'paid picture')} that waited ${waiting === 1 ? 'is' : 'are'} kept.`;
  return `${plural(results, 'result')} written down, ${dollars(chargedUsd)} paid.${pictures}`;
}
