/** Settings, Account: the key goes in here and never comes back; test, replace, remove, the endpoint and the demo. */
import { useEffect, useId, useRef, useState, type SubmitEvent, type RefObject } from 'react';
import type { KeyState } from '../../../electron/contract/preferences.ts';
import { call } from '../../lib/bridge.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { failureWords, reportFailure } from '../../stores/report.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { classes } from '../../ui/classes.ts';
import { Icon } from '../../ui/icon.tsx';
import { Switch } from '../../ui/switch.tsx';
import { keptHint, keptWords, testWords, type KeyTest } from './key-words.ts';
import { changePreferences, Row, Section } from './rows.tsx';

/** The shortest text that can be a key; the service decides about the rest. */
const SHORTEST_KEY = 8;

type Note = { readonly tone: 'ok' | 'bad'; readonly text: string };

function say(note: Note): Note {
  useView.getState().say(note.text, note.tone === 'bad');
  return note;
}

function noteOf(test: KeyTest): Note {
  return say({ tone: test.works ? 'ok' : 'bad', text: testWords(test, Date.now()) });
}

function NoteLine({ note, id }: { readonly note: Note | null; readonly id: string }) {
  if (note === null) return null;
  return (
    <p id={id} className={classes('settings-note', note.tone === 'bad' && 'settings-bad')}>
      <Icon name={note.tone === 'ok' ? 'check' : 'warn'} size={14} className={`settings-note-${note.tone}`} />
      <span>{note.text}</span>
    </p>
  );
}

/** Takes the key out of the field and empties it: the page keeps no copy. */
function takeKey(input: RefObject<HTMLInputElement | null>): string {
  const key = input.current?.value.trim() ?? '';
  if (input.current !== null) input.current.value = '';
  return key;
}

interface EntryProps {
  readonly replaces: boolean;
  readonly onDone: (note: Note | null) => void;
}

/** Saves a key and then tests it, so that a wrong one is known before the first photo. */
async function saveKey(key: string): Promise<Note> {
  const state = await call('account.save-key', { key });
  useSettings.getState().apply({ key: state });
  return noteOf(await call('account.test-key', { key: null }));
}

function KeyEntry({ replaces, onDone }: EntryProps) {
  // Uncontrolled on purpose: the key stands in the field only, never in React's state.
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const noteId = useId();
  const submit = async () => {
    const key = takeKey(input);
    if (key.length < SHORTEST_KEY) {
      setError('That is too short for a key. Copy it whole from Segmind’s key page.');
      input.current?.focus();
      return;
    }
    setBusy(true);
    setError(null);
    try {
      onDone(await saveKey(key));
    } catch (failure) {
      setError(failureWords(failure));
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!busy) void submit();
  };
  return (
    <form onSubmit={onSubmit}>
      <div className="settings-line">
        <input
          ref={input}
          type="password"
          className="ui-input settings-key"
          aria-label="API key"
          aria-invalid={error === null ? undefined : true}
          aria-describedby={error === null ? undefined : noteId}
          placeholder="SG_…"
          autoComplete="off"
          spellCheck={false}
          maxLength={400}
          autoFocus
        />
        <Button type="submit" variant="primary" busy={busy}>
          {busy ? 'Testing the key' : 'Save and test'}
        </Button>
        {replaces && (
          <Button
            variant="ghost"
            onClick={() => {
              takeKey(input);
              onDone(null);
            }}
          >
            Cancel
          </Button>
        )}
      </div>
      <NoteLine id={noteId} note={error === null ? null : { tone: 'bad', text: error }} />
      {error === null && (
        <p className="settings-hint">
          From your account at Segmind.{' '}
          <button
            type="button"
            className="ui-link"
            onClick={() => {
              call('window.open-link', { link: 'segmind-keys' }).catch(reportFailure);
            }}
          >
            Open Segmind’s key page
          </button>
        </p>
      )}
    </form>
  );
}

interface StoredProps {
  readonly keyState: KeyState;
  /** It stands where the key was entered, so the focus would be lost with that field. */
  readonly takesFocus: boolean;
  readonly note: Note | null;
  readonly onNote: (note: Note | null) => void;
  readonly onReplace: () => void;
}

function StoredKey({ keyState, takesFocus, note, onNote, onReplace }: StoredProps) {
  const [busy, setBusy] = useState(false);
  const testButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) testButton.current?.focus();
  }, [takesFocus]);
  const noteId = useId();
  const test = async () => {
    setBusy(true);
    try {
      onNote(noteOf(await call('account.test-key', { key: null })));
    } catch (failure) {
      onNote(say({ tone: 'bad', text: failureWords(failure) }));
    } finally {
      setBusy(false);
    }
  };
  const remove = async () => {
    try {
      useSettings.getState().apply({ key: await call('account.remove-key', undefined) });
      onNote(say({ tone: 'ok', text: 'The key is removed from this computer.' }));
    } catch (failure) {
      onNote(say({ tone: 'bad', text: failureWords(failure) }));
    }
  };
  const fixed = keyState.fromEnvironment;
  return (
    <>
      <div className="settings-line">
        <input
          className="ui-input settings-key"
          aria-label="API key, set"
          aria-describedby={note === null ? undefined : noteId}
          value="••••••••••••••••••••"
          readOnly
        />
        <Button ref={testButton} busy={busy} onClick={() => void test()}>
          {busy ? 'Testing the key' : 'Test'}
        </Button>
        {!fixed && <Button onClick={onReplace}>Replace…</Button>}
        {!fixed && (
          <Button variant="ghost" onClick={() => void remove()}>
            Remove
          </Button>
        )}
      </div>
      <NoteLine id={noteId} note={note} />
    </>
  );
}

function KeyRow({ keyState }: { readonly keyState: KeyState }) {
  const [entering, setEntering] = useState(false);
  const [note, setNote] = useState<Note | null>(null);
  const [entered, setEntered] = useState(false);
  const entry = entering || keyState.state !== 'set';
  if (entry && !entered) setEntered(true);
  return (
    <>
      {keyState.state === 'unreadable' && (
        <p className="settings-note settings-bad">
          <Icon name="warn" size={14} className="settings-note-bad" />
          <span>The stored key cannot be read. Enter it again.</span>
        </p>
      )}
      {entry ? (
        <>
          <KeyEntry
            replaces={entering && keyState.state === 'set'}
            onDone={(done) => {
              setEntering(false);
              setNote(done);
            }}
          />
          <NoteLine id="settings-key-note" note={keyState.state === 'none' ? note : null} />
        </>
      ) : (
        <StoredKey
          keyState={keyState}
          takesFocus={entered}
          note={note}
          onNote={setNote}
          onReplace={() => {
            setNote(null);
            setEntering(true);
          }}
        />
      )}
    </>
  );
}

function DemoSection() {
  const demo = useSettings((settings) => settings.preferences?.demo ?? false);
  return (
    <Section title="Demo">
      <Row label="Simulator">
        <div className="settings-line">
          <Switch
            label="Use the simulator instead of Segmind"
            checked={demo}
            onChange={(next) => {
              changePreferences({ demo: next });
            }}
          />
          <span>{demo ? 'On: a simulator on this computer answers' : 'Off: Segmind answers'}</span>
          {demo && (
            <Chip tone="sim" icon="simulated">
              Simulated
            </Chip>
          )}
        </div>
        <p className="settings-hint">
          No key, no cost, no network. Its looks are not the model’s, and every result says so on screen and in its metadata.
        </p>
      </Row>
    </Section>
  );
}

/** The page. */
export function AccountPage() {
  const key = useSettings((settings) => settings.key);
  const endpoint = useSettings((settings) => settings.endpoint);
  return (
    <>
      <Section title="Segmind account">
        <Row label="API key">{key !== null && <KeyRow keyState={key} />}</Row>
        <Row label="Kept in">
          {key !== null && <p className="settings-text">{keptWords(key)}</p>}
          {key !== null && <p className="settings-hint settings-hint-close">{keptHint(key)}</p>}
        </Row>
        <Row label="Endpoint">
          <p className="settings-text">{endpoint}</p>
          {endpoint !== '' && endpoint !== 'api.segmind.com' && (
            <p className="settings-hint settings-hint-close">Set by SEGMIND_BASE_URL, outside Darkslide.</p>
          )}
        </Row>
      </Section>
      <DemoSection />
    </>
  );
}
