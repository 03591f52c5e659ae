/** Folders whose photos never leave this computer: listed, added and taken out, in the page Privacy. */
import { useEffect, useState } from 'react';
import type { CallOutput } from '../../../electron/contract/calls.ts';
import { call } from '../../lib/bridge.ts';
import { reportFailure } from '../../stores/report.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Row } from './rows.tsx';

type Folders = CallOutput<'privacy.folders'>;

/** A row of the page. */
export function PrivateFoldersRow() {
  const [folders, setFolders] = useState<Folders>([]);
  const take = (work: Promise<Folders | null>) => {
    work.then((list) => {
      if (list !== null) setFolders(list);
    }, reportFailure);
  };
  useEffect(() => {
    take(call('privacy.folders', undefined));
  }, []);
  return (
    <Row label="Never uploaded">
      {folders.length > 0 && (
        <ul className="settings-examples" aria-label="Folders that are never uploaded">
          {folders.map(({ key, label }) => (
            <li key={key} className="settings-line">
              <span>{label}</span>
              <IconButton
                icon="close"
                label={`Allow uploads from ${label} again`}
                onClick={() => {
                  take(call('privacy.remove-folder', { key }));
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <Button
        onClick={() => {
          take(call('privacy.add-folder', undefined));
        }}
      >
        Never upload from a folder…
      </Button>
      <p className="settings-hint">
        Photos in it, and in folders below, are refused before anything is paid: in this window, in watched folders and on the
        command line.
      </p>
    </Row>
  );
}
