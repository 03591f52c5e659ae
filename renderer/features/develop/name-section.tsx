/** How the results will be called: real names from the quote, and the template behind them. */
import { useId, useState } from 'react';
import type { Quote } from '../../../electron/contract/job.ts';
import { useRecipe } from '../../stores/recipe-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { reportFailure } from '../../stores/report.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { nameWords } from './quote-words.ts';

const TEMPLATE_LENGTH = 200;

/** The template's field: taken when it is left or Enter is pressed, so that no half-typed name is ever stored. */
function TemplateField({ template }: { readonly template: string }) {
  const change = useSettings((settings) => settings.change);
  const [draft, setDraft] = useState(template);
  const empty = draft.trim() === '';
  const take = () => {
    const next = draft.trim();
    if (empty || next === template) return;
    change({ nameTemplate: next }).catch(reportFailure);
  };
  return (
    <TextField
      label="Template"
      hint="{name} the photo’s, {recipe} its words, {variant} the number. More under Settings, Names."
      error={empty ? 'A name needs at least one character.' : null}
      maxLength={TEMPLATE_LENGTH}
      value={draft}
      onChange={setDraft}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
    />
  );
}

function Preview({ quote }: { readonly quote: Quote | null }) {
  const names = quote === null ? null : nameWords(quote);
  if (names === null) return <p className="ui-small ui-muted">Names of the results show here.</p>;
  return (
    <>
      <p className="ui-cut" title={names.first}>
        {names.first}
      </p>
      {names.rest !== null && (
        <p className="ui-small ui-muted ui-cut" title={names.rest}>
          {names.rest}
        </p>
      )}
      {quote?.folder != null && <p className="develop-hint">To {quote.folder}. A name that is taken gets the next number.</p>}
    </>
  );
}

/** The section "Name"; `quote` gives the names, null: not known yet. */
export function NameSection({ quote }: { readonly quote: Quote | null }) {
  const template = useSettings((settings) => settings.preferences?.nameTemplate);
  const title = useRecipe((recipe) => recipe.draft?.title ?? '');
  const setTitle = useRecipe((recipe) => recipe.setTitle);
  const [editing, setEditing] = useState(false);
  const heading = useId();
  return (
    <section className="develop-group" aria-labelledby={heading}>
      <div className="develop-label">
        <h3 id={heading}>Name</h3>
        <Button
          variant="ghost"
          size="sm"
          className="develop-label-end"
          aria-expanded={editing}
          onClick={() => {
            setEditing(!editing);
          }}
        >
          {editing ? 'Done' : 'Edit'}
        </Button>
      </div>
      {editing && template !== undefined && (
        <div className="develop-fields">
          <TextField
            label="Recipe"
            placeholder="From the prompt’s first words"
            maxLength={80}
            value={title}
            onChange={setTitle}
          />
          <TemplateField key={template} template={template} />
        </div>
      )}
      <Preview quote={quote} />
    </section>
  );
}
