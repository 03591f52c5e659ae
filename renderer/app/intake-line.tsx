/** One line above the photos while files come in: what is done, how far it is, and the ways to hold it. Not there when nothing goes on. */
import { useEffect, useState } from 'react';
import { call } from '../lib/bridge.ts';
import { useLibrary } from '../stores/library-store.ts';
import { settle } from '../stores/report.ts';
import { Button } from '../ui/button.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { intakeWords } from './intake-words.ts';

/** A look that is over sooner, as at each start, is not worth a line. Milliseconds. */
const WORTH_SAYING_MS = 80;

/** The line. */
export function IntakeLine() {
  const intake = useLibrary((state) => state.intake);
  const isOn = useLasts(intake.state !== 'idle', WORTH_SAYING_MS);
  if (!isOn || intake.state === 'idle') return null;
  const { looked, toLook } = intake;
  const words = intakeWords(intake);
  return (
    <div role="group" aria-label="Files coming in" className="app-intake">
      <span className="ui-cut">{words}</span>
      <ProgressBar
        label="Looked into"
        value={intake.state === 'listing' || looked + toLook === 0 ? null : looked / (looked + toLook)}
        valueText={words}
        className="app-intake-bar"
      />
      {intake.state === 'listing' && <Control action="stop" label="Stop" />}
      {intake.state === 'looking' && <Control action="pause" label="Pause" />}
      {intake.state === 'paused' && <Control action="resume" label="Go on" />}
    </div>
  );
}

function Control({ action, label }: { readonly action: 'pause' | 'resume' | 'stop'; readonly label: string }) {
  return (
    <Button size="sm" variant="ghost" onClick={() => void settle(call('library.intake', { action }))}>
      {label}
    </Button>
  );
}

/** True once it has been true for so long. */
function useLasts(is: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!is) return;
    const timer = window.setTimeout(() => {
      setLasts(true);
    }, ms);
    return () => {
      window.clearTimeout(timer);
      setLasts(false);
    };
  }, [is, ms]);
  return lasts;
}
