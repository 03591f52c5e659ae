/** The develop panel: model, its fields, format, names, and the foot with the price and the button. */
import './develop.css';
import { useEffect, useId, useMemo, useState } from 'react';
import type { Model } from '../../../electron/contract/model.ts';
import type { Quote } from '../../../electron/contract/job.ts';
import { useAction } from '../../actions/dispatch.ts';
import { shortcutOf } from '../../actions/keys.ts';
import { formatAbout, formatDuration } from '../../lib/format.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { completeRecipe, offeredModels, useRecipe, type RecipeDraft } from '../../stores/recipe-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { DevelopFoot } from './develop-foot.tsx';
import { NameSection } from './name-section.tsx';
import { ParameterField } from './parameter-field.tsx';
import { footButton, shownQuote, type FootInput } from './quote-words.ts';
import { fieldsOf, missingField, missingWords, type Field } from './recipe-fields.ts';
import { useDevelop } from './use-develop.ts';
import { useQuote, type QuoteRequest } from './use-quote.ts';
import { useTargets } from './use-targets.ts';

const kindWords: Record<Model['kind'], string> = {
  'photo-to-photo': 'Image to image',
  restore: 'Restoration',
  'text-to-picture': 'Text to picture',
  'two-photos': 'Two photos',
};

function ModelSection({ model, models }: { readonly model: Model; readonly models: readonly Model[] }) {
  const setModel = useRecipe((recipe) => recipe.setModel);
  const demo = useSettings((settings) => settings.preferences?.demo ?? false);
  const price = `${formatAbout(model.priceUsd).replace(/^a/, 'A')} and ${formatDuration(model.latencySeconds * 1000)} a photo.`;
  return (
    <section className="develop-group">
      <Select
        label="Model"
        hint={`${kindWords[model.kind]}. ${demo ? 'Simulated here.' : price}`}
        options={models.map((entry) => ({ value: entry.slug, label: entry.title }))}
        value={model.slug}
        onChange={(slug) => {
          const chosen = models.find((entry) => entry.slug === slug);
          if (chosen !== undefined) setModel(chosen);
        }}
      />
    </section>
  );
}

function FieldGroup({ field, draft }: { readonly field: Field; readonly draft: RecipeDraft }) {
  const setParameter = useRecipe((recipe) => recipe.setParameter);
  return (
    <div className="develop-field">
      <ParameterField
        key={`${draft.model} ${field.name}`}
        field={field}
        value={draft.parameters[field.name]}
        onChange={(value) => {
          setParameter(field.name, value);
        }}
      />
    </div>
  );
}

function MoreFields({ fields, draft }: { readonly fields: readonly Field[]; readonly draft: RecipeDraft }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  if (fields.length === 0) return null;
  return (
    <section className="develop-group">
      <Button
        variant="ghost"
        size="sm"
        icon={open ? 'chevron-down' : 'chevron-right'}
        className="develop-more"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => {
          setOpen(!open);
        }}
      >
        More
      </Button>
      <div id={id} className="develop-fields" hidden={!open}>
        {open && fields.map((field) => <FieldGroup key={field.name} field={field} draft={draft} />)}
      </div>
    </section>
  );
}

function FormatSection({ draft }: { readonly draft: RecipeDraft }) {
  const setFormat = useRecipe((recipe) => recipe.setFormat);
  return (
    <section className="develop-group">
      <div className="develop-line">
        <span aria-hidden="true">Format</span>
        <Segmented
          label="Format"
          size="sm"
          options={[
            { value: 'jpeg', label: 'JPEG' },
            { value: 'png', label: 'PNG' },
          ]}
          value={draft.format}
          onChange={setFormat}
        />
      </div>
    </section>
  );
}

interface RecipeFormProps {
  readonly model: Model;
  readonly models: readonly Model[];
  readonly draft: RecipeDraft;
  readonly quote: Quote | null;
}

function RecipeForm({ model, models, draft, quote }: RecipeFormProps) {
  const { main, more } = fieldsOf(model);
  return (
    <div className="develop-body">
      <ModelSection model={model} models={models} />
      {main.map((field) => (
        <section key={field.name} className="develop-group">
          <FieldGroup field={field} draft={draft} />
        </section>
      ))}
      <MoreFields fields={more} draft={draft} />
      <FormatSection draft={draft} />
      <NameSection quote={quote} />
    </div>
  );
}

/** The draft, begun from the last recipe as soon as models and preferences are there. */
function useDraft(): { readonly draft: RecipeDraft | null; readonly model: Model | null; readonly models: readonly Model[] } {
  const all = useSettings((settings) => settings.models);
  const preferences = useSettings((settings) => settings.preferences);
  const draft = useRecipe((recipe) => recipe.draft);
  const begin = useRecipe((recipe) => recipe.begin);
  const models = useMemo(() => offeredModels(all), [all]);
  useEffect(() => {
    if (preferences !== null) begin(all, preferences.lastRecipe);
  }, [all, preferences, begin]);
  return { draft, models, model: models.find((entry) => entry.slug === draft?.model) ?? null };
}

/** The right panel's tab "Develop". */
export function DevelopPanel() {
  const { draft, model, models } = useDraft();
  const longSide = useSettings((settings) => settings.preferences?.longSide);
  const nameTemplate = useSettings((settings) => settings.preferences?.nameTemplate);
  const demo = useSettings((settings) => settings.preferences?.demo ?? false);
  const key = useSettings((settings) => settings.key);
  const platform = useSettings((settings) => settings.platform);
  const pause = useQueue((queue) => queue.summary.pause);
  const photoIds = useTargets();
  const missing = model === null || draft === null ? null : missingField(model, draft.parameters);

  const request = useMemo((): QuoteRequest | null => {
    if (draft === null || longSide === undefined || nameTemplate === undefined) return null;
    if (missing !== null || photoIds.length === 0) return null;
    return { photoIds, recipe: completeRecipe(draft, { longSide, nameTemplate }) };
  }, [draft, longSide, nameTemplate, missing, photoIds]);
  const { state, askNow } = useQuote(request);
  const { queueing, press } = useDevelop(request, state, askNow);

  const input: FootInput = {
    selected: photoIds.length,
    missing: missing === null ? null : missingWords(missing),
    key,
    demo,
    pause,
    quote: state,
    queueing,
  };
  const button = footButton(input);
  const onPress = () => {
    if (button.action === 'none' && queueing === null) useView.getState().say(button.text);
    press(button.action);
  };
  useAction('develop', draft === null ? null : onPress);

  if (draft === null || model === null) return <div className="develop" />;
  return (
    <div className="develop">
      <RecipeForm model={model} models={models} draft={draft} quote={shownQuote(state)} />
      <DevelopFoot input={input} button={button} shortcut={shortcutOf('develop', platform)} onPress={onPress} />
    </div>
  );
}
