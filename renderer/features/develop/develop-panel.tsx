/** The develop panel: model, its fields, format, names, and the foot with the price and the button. */
import './develop.css';
import { useEffect, useId, useMemo, useState } from 'react';
import { photoIdSchema, type PhotoId } from '../../../electron/contract/ids.ts';
import type { Model } from '../../../electron/contract/model.ts';
import type { Quote } from '../../../electron/contract/job.ts';
import { useAction } from '../../actions/dispatch.ts';
import { shortcutOf } from '../../actions/keys.ts';
import { formatAbout, formatDuration } from '../../lib/format.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { wantPhotos } from '../../stores/photo-rows.ts';
import { useQueue } from '../../stores/queue-store.ts';
import { completeRecipe, useRecipe, type RecipeDraft } from '../../stores/recipe-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { DevelopFoot } from './develop-foot.tsx';
import { NameSection } from './name-section.tsx';
import { ParameterField } from './parameter-field.tsx';
import { chosenOthers, kindTitles, modelGroups, nounOf, otherInputs, targetsFor, type OtherInput } from './models.ts';
import { OtherPhoto } from './other-photo.tsx';
import { againWords, footButton, shownQuote, type FootInput } from './quote-words.ts';
import { fieldsOf, missingField, missingWords, unfitField, type Field } from '../../lib/recipe-fields.ts';
import { useAgain } from './use-again.ts';
import { useDevelop } from './use-develop.ts';
import { useQuote, type QuoteRequest } from './use-quote.ts';
import { useTargets } from './use-targets.ts';

function ModelSection({ model, models }: { readonly model: Model; readonly models: readonly Model[] }) {
  const setModel = useRecipe((recipe) => recipe.setModel);
  const demo = useSettings((settings) => settings.preferences?.demo ?? false);
  const price = `${formatAbout(model.priceUsd).replace(/^a/, 'A')} and ${formatDuration(model.latencySeconds * 1000)} ${model.kind === 'text-to-picture' ? 'each' : 'a photo'}.`;
  const options = modelGroups(models).flatMap((group) =>
    group.models.map((entry) => ({ value: entry.slug, label: entry.title, group: group.title })),
  );
  return (
    <section className="develop-group">
      <Select
        label="Model"
        hint={`${kindTitles[model.kind]}. ${demo ? 'Simulated here.' : price}`}
        options={options}
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
      {otherInputs(model).map((other) => (
        <OtherPhoto key={other.field} input={other} />
      ))}
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
  const models = useSettings((settings) => settings.models);
  const preferences = useSettings((settings) => settings.preferences);
  const draft = useRecipe((recipe) => recipe.draft);
  const begin = useRecipe((recipe) => recipe.begin);
  useEffect(() => {
    if (preferences !== null) begin(models, preferences.lastRecipe);
  }, [models, preferences, begin]);
  return { draft, models, model: models.find((entry) => entry.slug === draft?.model) ?? null };
}

interface Wanted {
  readonly targets: readonly PhotoId[];
  /** What the button says is missing; null: nothing. */
  readonly missing: string | null;
  /** Null while something is missing. */
  readonly request: QuoteRequest | null;
}

/** What still stands between the fields and a price, in words for the button; null: nothing. */
function missingIn(model: Model, draft: RecipeDraft, noPhotoFor: OtherInput | null): string | null {
  const missing = missingField(model, draft.parameters);
  if (missing !== null) return missingWords(missing, model.kind);
  const unfit = unfitField(model, draft.parameters);
  if (unfit !== null) return `“${unfit.field.parameter.title}” does not fit`;
  return noPhotoFor === null ? null : `Choose a photo for “${noPhotoFor.title}”`;
}

/** What the panel asks for as it stands: photos, the model's further photos, the recipe. */
function useWanted(model: Model | null, draft: RecipeDraft | null): Wanted {
  const longSide = useSettings((settings) => settings.preferences?.longSide);
  const nameTemplate = useSettings((settings) => settings.preferences?.nameTemplate);
  const carried = useSettings((settings) => settings.preferences?.carried);
  const others = useRecipe((recipe) => recipe.others);
  const photos = useLibrary((library) => library.photos);
  useEffect(() => {
    wantPhotos(Object.values(others));
  }, [others, photos]);
  const selected = useTargets();
  // The library may change while none of this does: the same ids stay the same request.
  const chosen = model === null ? null : chosenOthers(model, others, photos);
  const otherKey = chosen?.photoIds?.join(' ') ?? null;
  const missing = model === null || draft === null || chosen === null ? null : missingIn(model, draft, chosen.missing);
  return useMemo((): Wanted => {
    const otherIds = otherKey === null ? [] : otherKey.split(' ').flatMap((id) => photoIdSchema.safeParse(Number(id)).data ?? []);
    const targets = model === null ? [] : targetsFor(model, selected, otherIds);
    const enough = targets.length > 0 || model?.inputs.length === 0;
    const isKnown = longSide !== undefined && nameTemplate !== undefined && carried !== undefined;
    if (draft === null || !isKnown || missing !== null || !enough) {
      return { targets, missing, request: null };
    }
    const recipe = completeRecipe(draft, { longSide, nameTemplate, carried });
    return { targets, missing, request: { photoIds: targets, recipe, others: otherIds } };
  }, [draft, model, longSide, nameTemplate, carried, missing, selected, otherKey]);
}

/** All that the foot shows, and what its buttons do. */
function useFoot(model: Model | null, { targets, missing, request }: Wanted) {
  const demo = useSettings((settings) => settings.preferences?.demo ?? false);
  const budget = useSettings((settings) => settings.preferences?.budget);
  const key = useSettings((settings) => settings.key);
  const pause = useQueue((queue) => queue.summary.pause);
  const spentUsd = useQueue((queue) => queue.summary.spentTodayUsd);
  const noun = nounOf(model?.kind ?? 'photo-to-photo');
  const { state, askNow } = useQuote(request);
  const again = useAgain(request, state);
  const { queueing, askedOf, pressedEarly, press, pressAgain } = useDevelop(request, state, askNow, noun);
  const input: FootInput = {
    noun,
    selected: noun === 'picture' ? 1 : targets.length,
    missing,
    key,
    demo,
    pause,
    quote: state,
    today: { spentUsd, limitUsd: budget?.dayUsd ?? null },
    askAboveUsd: budget?.askAboveUsd ?? null,
    pressedEarly,
    confirming: askedOf !== null && (askedOf === request || askedOf === again?.request),
    queueing,
  };
  const againButton =
    again === null || queueing !== null || pressedEarly
      ? null
      : {
          text: againWords(again.quote, demo, askedOf === again.request),
          onPress: () => {
            pressAgain(again);
          },
        };
  return { input, press, againButton, quote: shownQuote(state) };
}

/** The right panel's tab "Develop". */
export function DevelopPanel() {
  const { draft, model, models } = useDraft();
  const platform = useSettings((settings) => settings.platform);
  const { input, press, againButton, quote } = useFoot(model, useWanted(model, draft));
  const button = footButton(input);
  const onPress = () => {
    if (button.action === 'none' && input.queueing === null) useView.getState().say(button.text);
    press(button.action);
  };
  useAction('develop', draft === null ? null : onPress);

  if (draft === null || model === null) return <div className="develop" />;
  return (
    <div className="develop">
      <RecipeForm model={model} models={models} draft={draft} quote={quote} />
      <DevelopFoot
        input={input}
        button={button}
        again={againButton}
        sends={model.inputs.length > 0}
        shortcut={shortcutOf('develop', platform)}
        onPress={onPress}
      />
    </div>
  );
}
