/** Main gave no answer to the first question: say why, offer to ask again. */
import { useState } from 'react';
import { nextStep, type Problem } from '../../electron/contract/errors.ts';
import { call } from '../lib/bridge.ts';
import { Button } from '../ui/button.tsx';
import { WindowButtons } from './window-buttons.tsx';

/** The screen. Its buttons work without a snapshot. */
export function StartFailure({ problem, again }: { readonly problem: Problem; readonly again: () => void }) {
  const [noLog, setNoLog] = useState(false);
  const showLog = () => {
    call('window.show-log', undefined).catch(() => {
      setNoLog(true);
    });
  };
  return (
    <main className="app-trouble" role="alert">
      <WindowButtons />
      <div>
        <h1>The library did not open</h1>
        <p>
          {problem.message} {noLog ? 'The log cannot be shown either; start Darkslide again.' : 'Nothing was changed on disk.'}
        </p>
        <div className="app-trouble-buttons">
          <Button variant="primary" data-autofocus onClick={again}>
            Try again
          </Button>
          {nextStep(problem.code) === 'show-log' && <Button onClick={showLog}>Show the log</Button>}
        </div>
      </div>
    </main>
  );
}
