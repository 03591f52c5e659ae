/** Settings, Names: the template that results are called after, with live examples and every token. */
import { useRef, useState } from 'react';
import { DEFAULT_NAME_TEMPLATE } from '../../../electron/contract/recipe.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { exampleName, nameTokens, templateProblem } from './name-example.ts';
import { changePreferences, Row, Section } from './rows.tsx';

/** Puts a token where the caret is, or at the end. */
function insertAt(text: string, token: string, input: HTMLInputElement | null): string {
  const start = input?.selectionStart ?? text.length;
  const end = input?.selectionEnd ?? start;
  return `${text.slice(0, start)}${token}${text.slice(end)}`;
}

function Editor({ template }: { readonly template: string }) {
  const [draft, setDraft] = useState(template);
  const input = useRef<HTMLInputElement>(null);
  const error = templateProblem(draft);
  const take = (next: string) => {
    const clean = next.trim();
    if (templateProblem(clean) === null && clean !== template) changePreferences({ nameTemplate: clean });
  };
  const insert = (token: string) => {
    const next = insertAt(draft, token, input.current);
    setDraft(next);
    take(next);
    input.current?.focus();
  };
  return (
    <>
      <Row label="Template">
        <div className="settings-line settings-line-top">
          <TextField
            ref={input}
            label="Template"
            hideLabel
            className="settings-template"
            error={error}
            maxLength={200}
            value={draft}
            onChange={setDraft}
            onBlur={() => {
              take(draft);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') take(draft);
            }}
          />
          <Button
            variant="ghost"
            disabled={draft === DEFAULT_NAME_TEMPLATE}
            onClick={() => {
              setDraft(DEFAULT_NAME_TEMPLATE);
              take(DEFAULT_NAME_TEMPLATE);
            }}
          >
            Back to the default
          </Button>
        </div>
        <p className="settings-hint">
          The ending comes from the format. Results lie in a folder “Darkslide” beside their photos.
        </p>
      </Row>
      <Row label="Examples">
        {error === null ? (
          <ul className="settings-examples" aria-label="Examples" aria-live="polite">
            <li>{exampleName(draft)}</li>
            <li className="ui-muted">{exampleName(draft, 2)}, where the first is taken</li>
          </ul>
        ) : (
          <p className="settings-text ui-muted">Examples show here when the template fits.</p>
        )}
      </Row>
      <Row label="Tokens">
        <ul className="settings-tokens" aria-label="Tokens">
          {nameTokens.map(({ token, meaning, example }) => (
            <li key={token}>
              <button
                type="button"
                className="settings-token"
                aria-label={`Insert ${token}, ${meaning}`}
                onClick={() => {
                  insert(token);
                }}
              >
                <code>{token}</code>
                <span>{meaning}</span>
                <span className="ui-muted">{example}</span>
              </button>
            </li>
          ))}
        </ul>
      </Row>
      <Row label="A taken name">
        <p className="settings-text">Gets the next number. No file is ever written over.</p>
      </Row>
    </>
  );
}

/** The page. */
export function NamesPage() {
  const template = useSettings((settings) => settings.preferences?.nameTemplate);
  return <Section title="Names of results">{template !== undefined && <Editor template={template} />}</Section>;
}
