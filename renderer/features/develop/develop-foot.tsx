/** The foot of the panel: what it will cost and what is left, then the button that spends it. */
import { useId } from 'react';
import type { Quote } from '../../../electron/contract/job.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { classes } from '../../ui/classes.ts';
import { footHint, footLines, footWarning, shownQuote, type FootButton, type FootInput } from './quote-words.ts';

/** Most refused photos listed one by one. */
const LISTED = 50;

function Refused({ refused }: { readonly refused: Quote['refused'] }) {
  if (refused.length === 0) return null;
  const [first] = refused;
  if (refused.length === 1 && first !== undefined) {
    return (
      <p className="develop-refused">
        {first.name} is left out. {first.problem.message}
      </p>
    );
  }
  const listed = refused.slice(0, LISTED);
  return (
    <details className="develop-refused">
      <summary>{plural(refused.length, 'photo')} left out, with the reasons</summary>
      <ul>
        {listed.map((entry) => (
          <li key={entry.photoId}>
            <span className="develop-refused-name">{entry.name}</span> {entry.problem.message}
          </li>
        ))}
        {refused.length > listed.length && <li>and {formatCount(refused.length - listed.length)} more</li>}
      </ul>
    </details>
  );
}

export interface DevelopFootProps {
  readonly input: FootInput;
  readonly button: FootButton;
  /** The second button, for what was developed before; null: there is none. */
  readonly again: { readonly text: string; readonly onPress: () => void } | null;
  /** A photo leaves this computer, not only words. */
  readonly sends: boolean;
  /** Key of the button as shown: "Ctrl Enter". */
  readonly shortcut: string | undefined;
  readonly onPress: () => void;
}

/** Lines, button and the two notes under it. */
export function DevelopFoot({ input, button, again, sends, shortcut, onPress }: DevelopFootProps) {
  const hint = footHint(input);
  const warning = footWarning(input);
  const quote = shownQuote(input.quote);
  const noteId = useId();
  // A click waits until the button says what it costs; only the key, pressed right after typing, may come first
  const primary = button.action !== 'none' && button.action !== 'start-early';
  return (
    <div className="develop-foot">
      {input.demo && (
        <p className="develop-demo">
          <Chip tone="sim" icon="simulated">
            Simulated
          </Chip>
          <span>No cost, nothing sent.</span>
        </p>
      )}
      <dl className="develop-sums">
        {footLines(input).map((line) => (
          <div key={line.label} className="develop-sum">
            <dt>{line.label}</dt>
            <dd className={classes(line.tone !== 'plain' && `develop-${line.tone}`)}>{line.value}</dd>
          </div>
        ))}
      </dl>
      {quote !== null && input.selected > 0 && <Refused refused={quote.refused} />}
      {warning !== null && <p className="develop-note">{warning}</p>}
      {hint !== null && <p className="ui-small ui-muted">{hint}</p>}
      <Button
        variant={primary ? 'primary' : 'plain'}
        size="lg"
        className="develop-button"
        disabled={!primary && button.busy === null}
        busy={button.busy ?? false}
        aria-describedby={noteId}
        onClick={onPress}
      >
        {button.text}
      </Button>
      {again !== null && (
        <Button className="develop-again" aria-describedby={noteId} onClick={again.onPress}>
          {again.text}
        </Button>
      )}
      <div className="develop-under" id={noteId}>
        <span>{input.demo ? 'Stays on this computer' : sends ? 'Sent without EXIF or GPS' : 'Only words are sent'}</span>
        <span>{shortcut}</span>
      </div>
    </div>
  );
}
