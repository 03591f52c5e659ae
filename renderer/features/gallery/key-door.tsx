/** The key, tested and stored without leaving the first screen. */
import { useEffect, useRef, useState, type SyntheticEvent } from 'react';
import { nextStep, type Problem } from '../../../electron/contract/errors.ts';
import { call } from '../../lib/bridge.ts';
import { dollars } from '../../../electron/contract/dollars.ts';
import { problemOf, settle } from '../../stores/report.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Segmind's keys are longer; main refuses shorter ones too. */
const SHORTEST_KEY = 8;

/** The form. `onDone` is called once the key is stored. */
export function KeyDoor({ onDone }: { readonly onDone: () => void }) {
  const stored = useSettings((state) => state.key);
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState<'testing' | 'saving' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
  }, []);

  if (stored?.fromEnvironment === true) {
    return (
      <div className="gallery-key">
        <p className="ui-secondary">The key comes from SEGMIND_API_KEY and is used as it is.</p>
        <Button variant="primary" onClick={onDone}>
          Go on
        </Button>
      </div>
    );
  }

  const save = async (note: string): Promise<void> => {
    setBusy('saving');
    const state = await call('account.save-key', { key: key.trim() });
    useView.getState().showToast(`Key kept in ${state.keptIn}. ${note}`);
    onDone();
  };
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(null);
    }
  };
  const testAndSave = async (): Promise<void> => {
    if (key.trim().length < SHORTEST_KEY) {
      setProblem({ code: 'key-rejected', message: 'That is too short for a Segmind key. Copy it whole from your account.' });
      return;
    }
    setBusy('testing');
    const answer = await call('account.test-key', { key: key.trim() });
    if (!answer.works) setProblem(answer.problem);
    else await save(answer.balance === null ? '' : `Balance ${dollars(answer.balance.usd)}.`);
  };
  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    void guarded(testAndSave);
  };
  const mayBeRight = problem !== null && problem.code !== 'key-rejected' && problem.code !== 'bad-input';
  return (
    <form className="gallery-key" onSubmit={onSubmit}>
      <TextField
        label="Segmind key"
        type="password"
        value={key}
        error={problem === null ? null : problem.message}
        hint="The test asks for your balance. It runs nothing and costs nothing."
        ref={field}
        onChange={(value) => {
          setKey(value);
          setProblem(null);
        }}
      />
      <div className="gallery-key-buttons">
        <Button variant="primary" type="submit" busy={busy !== null} disabled={key.trim() === ''}>
          {busy === 'testing'
            ? 'Testing the key'
            : busy === 'saving'
              ? 'Keeping the key'
              : key.trim() === ''
                ? 'Paste your key'
                : 'Test and keep'}
        </Button>
        {mayBeRight && <Button onClick={() => void guarded(async () => save('Not tested yet.'))}>Keep without a test</Button>}
        {problem !== null && nextStep(problem.code) === 'add-credits' && (
          <Button onClick={() => void settle(call('window.open-link', { link: 'segmind-credits' }))}>
            Add credits at Segmind
          </Button>
        )}
        <Button variant="ghost" onClick={() => void settle(call('window.open-link', { link: 'segmind-keys' }))}>
          Get a key at Segmind
        </Button>
      </div>
    </form>
  );
}
