/** What a rule would do: how many match, what a week costs, names, what is passed over and why, and what becomes of what is there. */
import { useEffect, useId, useState } from 'react';
import type { DryRun } from '../../../electron/contract/rule.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { RadioRows } from '../../ui/radio-rows.tsx';
import type { RuleForm } from './rule-draft.ts';
import {
  allPriceWords,
  namesWords,
  ofFiles,
  paceWords,
  skippedCount,
  skipWords,
  weekWords,
  type ExistingChoice,
} from './watch-words.ts';

export type Check =
  | { readonly state: 'looking' }
  | { readonly state: 'found'; readonly found: DryRun }
  | { readonly state: 'failed'; readonly message: string };

interface CheckStepProps {
  readonly check: Check;
  readonly folder: string;
  readonly form: RuleForm;
  /** Null: nothing is to be chosen, because the rule is there already or cannot be. */
  readonly choice: ExistingChoice | null;
  readonly onChoice: (choice: ExistingChoice) => void;
}

/** The body of the dialog's second step. */
export function CheckStep({ check, folder, form, choice, onChoice }: CheckStepProps) {
  if (check.state === 'looking') return <Looking folder={folder} />;
  if (check.state === 'failed') {
    return (
      <div className="rule-check-note" role="alert">
        <p>{check.message}</p>
        <p className="ui-secondary">Nothing has been sent. Change the rule, or try again when the folder is there.</p>
      </div>
    );
  }
  const { found } = check;
  return (
    <>
      <Problems found={found} />
      <div className="rule-check">
        <Matches found={found} />
        <Skipped found={found} />
      </div>
      {choice !== null && found.matches > 0 && <ExistingQuestion found={found} form={form} choice={choice} onChoice={onChoice} />}
    </>
  );
}

/** How long it takes is not known before the end: seconds count up instead of a bar that guesses. */
function Looking({ folder }: { readonly folder: string }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => {
      setSeconds((before) => before + 1);
    }, 1000);
    return () => {
      window.clearInterval(timer);
    };
  }, []);
  return (
    <div className="rule-check-note" role="status">
      <p>Looking through {folder}</p>
      <ProgressBar label={`Looking through ${folder}`} value={null} className="rule-check-bar" />
      <p className="ui-secondary">
        Names, sizes and dates are looked at; nothing is sent or written.{seconds > 1 ? ` ${formatCount(seconds)} s so far.` : ''}
      </p>
    </div>
  );
}

function Problems({ found }: { readonly found: DryRun }) {
  if (found.problems.length + found.remarks.length === 0) return null;
  return (
    <ul className="rule-check-problems">
      {found.problems.map(({ code, message }) => (
        <li key={`${code} ${message}`} className="rule-check-problem">
          {message}
        </li>
      ))}
      {found.remarks.map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
    </ul>
  );
}

function Matches({ found }: { readonly found: DryRun }) {
  const { matches, names, outputLabel } = found;
  const rest = matches - names.length;
  return (
    <div className="rule-check-half">
      <p className="rule-check-head">
        <span>{formatCount(matches)} match</span> <span className="ui-muted">{ofFiles(found)}</span>
      </p>
      <p className="ui-small ui-secondary">{weekWords(found)}</p>
      {names.length > 0 && (
        <>
          <h3 className="ui-small ui-secondary">Names of the results</h3>
          <ul className="rule-check-names">
            {names.map((name) => (
              <li key={name} className="ui-cut" title={name}>
                {name}
              </li>
            ))}
            <li className="ui-muted ui-cut">
              {rest > 0 ? `and ${formatCount(rest)} more in ${outputLabel}` : `in ${outputLabel}`}
            </li>
          </ul>
        </>
      )}
    </div>
  );
}

function Skipped({ found }: { readonly found: DryRun }) {
  const { skipped } = found;
  return (
    <div className="rule-check-half">
      <p className="rule-check-head">
        <span>{formatCount(skippedCount(skipped))} skipped</span>{' '}
        {skipped.length > 0 && <span className="ui-muted">each for a reason</span>}
      </p>
      <ul className="rule-check-skipped">
        {skipped.map(({ reason, count, names }) => (
          <li key={reason}>
            <span>{formatCount(count)}</span>
            <span>{skipWords[reason]}</span>
            <SkippedNames names={names} count={count} />
          </li>
        ))}
      </ul>
      <p className="rule-check-later">
        What is inside a file is looked at before it is sent: damaged or unsuitable ones are passed over then.
      </p>
    </div>
  );
}

/** A few fit into the line; the list opens below it. */
function SkippedNames({ names, count }: { readonly names: readonly string[]; readonly count: number }) {
  const few = names.slice(0, 5);
  if (names.length <= few.length) {
    return (
      <span className="ui-muted ui-cut" title={names.join(', ')}>
        {namesWords(names, count)}
      </span>
    );
  }
  const rest = count - names.length;
  return (
    <details className="rule-check-all">
      <summary className="ui-muted ui-cut">{namesWords(few, count)}</summary>
      <ul className="ui-muted">
        {names.map((name, index) => (
          <li key={`${String(index)} ${name}`} className="ui-cut" title={name}>
            {name}
          </li>
        ))}
        {rest > 0 && <li>and {formatCount(rest)} more</li>}
      </ul>
    </details>
  );
}

interface ExistingProps {
  readonly found: DryRun;
  readonly form: RuleForm;
  readonly choice: ExistingChoice;
  readonly onChoice: (choice: ExistingChoice) => void;
}

function ExistingQuestion({ found, form, choice, onChoice }: ExistingProps) {
  const id = useId();
  const pace = paceWords(found, form.caps);
  return (
    <div className="rule-check-existing">
      <h3 id={id}>What about the {plural(found.matches, 'photo')} already there?</h3>
      <RadioRows<ExistingChoice>
        labelledBy={id}
        value={choice}
        onChange={onChoice}
        rows={[
          { value: 'leave', label: 'Leave them. Develop only what arrives from now on', aside: '$0.00' },
          { value: 'choose', label: 'Choose which, in the grid', aside: 'you see the price there' },
          {
            value: 'develop',
            label: (
              <>
                All {formatCount(found.matches)}
                {pace !== '' && <span className="ui-muted"> {pace}</span>}
              </>
            ),
            aside: allPriceWords(found),
          },
        ]}
      />
    </div>
  );
}
