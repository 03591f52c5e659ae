/** The fields of a rule: folder, name, recipe, where results go and what a day may cost; the rest under "More". */
import { useId, useState } from 'react';
import { dollars } from '../../../electron/contract/dollars.ts';
import type { Recipe } from '../../../electron/contract/recipe.ts';
import type { RuleView } from '../../../electron/contract/rule.ts';
import { plural } from '../../lib/format.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { MoneyField } from '../../ui/money-field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea, TextField } from '../../ui/text-field.tsx';
import { lastPart, promptOf, recipeNote, recipeProblem, recipeTitle, withPrompt, type RuleForm } from './rule-draft.ts';
import { chooseFolder, Line, positive, type ChangeForm } from './rule-line.tsx';
import { RuleMore } from './rule-more.tsx';

interface RuleFieldsProps {
  readonly form: RuleForm;
  /** Null: a new one. */
  readonly rule: RuleView | null;
  readonly panelRecipe: Recipe | null;
  /** Of the other rules. */
  readonly names: readonly string[];
  readonly onChange: (form: RuleForm) => void;
}

/** The body of the dialog's first step. */
export function RuleFields({ form, rule, panelRecipe, names, onChange }: RuleFieldsProps) {
  const change: ChangeForm = (part) => {
    onChange({ ...form, ...part });
  };
  const taken = names.includes(form.name.trim());
  return (
    <div className="rule-fields">
      <Line label="Folder">
        <FolderField form={form} names={names} change={change} />
      </Line>
      <Line label="Name">
        <TextField
          label="Name"
          hideLabel
          maxLength={80}
          value={form.name}
          error={taken ? 'Another watched folder has this name.' : null}
          data-autofocus
          onChange={(name) => {
            change({ name });
          }}
        />
      </Line>
      <Line label="Recipe">
        <RecipeField form={form} rule={rule} panelRecipe={panelRecipe} change={change} />
      </Line>
      <Line label="Results go to">
        <OutputField form={form} change={change} />
      </Line>
      <Line label="A day at most">
        <DayField form={form} change={change} />
      </Line>
      <More form={form} change={change} />
    </div>
  );
}

interface FieldProps {
  readonly form: RuleForm;
  readonly change: ChangeForm;
}

function FolderField({ form, names, change }: FieldProps & { readonly names: readonly string[] }) {
  return (
    <div className="rule-line">
      <span className="rule-folder ui-cut" title={form.folderLabel}>
        {form.folderLabel === '' ? 'None chosen' : form.folderLabel}
      </span>
      <Button
        size="sm"
        aria-label="Choose the folder"
        onClick={() => {
          chooseFolder('folder', ({ folder, label }) => {
            const own = form.name !== '' && form.name !== lastPart(form.folderLabel);
            const name = own || names.includes(lastPart(label)) ? form.name : lastPart(label).slice(0, 80);
            change({ folder, folderLabel: label, name });
          });
        }}
      >
        Choose…
      </Button>
    </div>
  );
}

function RecipeField({ form, rule, panelRecipe, change }: FieldProps & Pick<RuleFieldsProps, 'rule' | 'panelRecipe'>) {
  const models = useSettings((state) => state.models);
  const options = [
    ...(rule === null ? [] : [{ value: 'own', label: `As it is: ${recipeTitle(rule.recipe, models)}` }]),
    ...(panelRecipe === null
      ? [{ value: 'panel', label: 'Nothing set up in the develop panel', disabled: true }]
      : [{ value: 'panel', label: `From the develop panel: ${recipeTitle(panelRecipe, models)}` }]),
  ];
  const problem = recipeProblem(form.recipe, models);
  const prompt = promptOf(form.recipe, models);
  return (
    <div className="rule-recipe">
      <Select
        label="Recipe"
        hideLabel
        options={options}
        value={form.recipeFrom}
        error={prompt === null ? problem : null}
        hint={form.recipe === null ? undefined : `${recipeNote(form.recipe, models)}. The rule keeps it as it is now.`}
        onChange={(value) => {
          const recipe = value === 'own' && rule !== null ? rule.recipe : panelRecipe;
          change({ recipe, recipeFrom: value === 'own' ? 'own' : 'panel' });
        }}
      />
      {prompt !== null && (
        <TextArea
          label="Prompt"
          hideLabel
          rows={2}
          placeholder="What the photos should look like"
          value={prompt}
          error={problem}
          onChange={(text) => {
            if (form.recipe !== null) change({ recipe: withPrompt(form.recipe, text) });
          }}
        />
      )}
    </div>
  );
}

function OutputField({ form, change }: FieldProps) {
  const beside = form.output === null;
  return (
    <div className="rule-line">
      <span className="rule-folder ui-cut" title={beside ? undefined : form.outputLabel}>
        {beside ? 'A folder “Darkslide” beside each photo' : form.outputLabel}
      </span>
      {!beside && (
        <Button
          variant="ghost"
          size="sm"
          onClick={() => {
            change({ output: null, outputLabel: '' });
          }}
        >
          Beside each photo
        </Button>
      )}
      <Button
        size="sm"
        aria-label="Choose where results go"
        onClick={() => {
          chooseFolder('output', ({ folder, label }) => {
            change({ output: folder, outputLabel: label });
          });
        }}
      >
        Choose…
      </Button>
    </div>
  );
}

function DayField({ form, change }: FieldProps) {
  const models = useSettings((state) => state.models);
  const price = models.find(({ slug }) => slug === form.recipe?.model)?.priceUsd ?? 0;
  const { dayUsd } = form.caps;
  const words =
    dayUsd === null
      ? 'No limit of its own; those of the whole app hold'
      : price > 0
        ? `about ${plural(Math.floor(dayUsd / price + 1e-9), 'photo')} at ${dollars(price)}, then it waits until midnight`
        : '';
  return (
    <div className="rule-line">
      <MoneyField
        label="A day at most"
        usd={dayUsd}
        onChange={(usd) => {
          change({ caps: { ...form.caps, dayUsd: positive(usd) } });
        }}
      />
      <span className="ui-muted">{words}</span>
    </div>
  );
}

function More({ form, change }: FieldProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <div className="rule-more">
        <Button
          variant="ghost"
          size="sm"
          icon={open ? 'chevron-down' : 'chevron-right'}
          aria-expanded={open}
          aria-controls={id}
          onClick={() => {
            setOpen(!open);
          }}
        >
          More: which files, limits, hours, moving originals
        </Button>
      </div>
      <div id={id} className="rule-more-fields" hidden={!open}>
        {open && <RuleMore form={form} change={change} />}
      </div>
    </>
  );
}
