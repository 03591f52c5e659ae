/** Making or changing a rule in two steps of one dialog: what it is, then what it would do with what is there and what that costs. */
import './rule-dialog.css';
import { useEffect, useRef, useState } from 'react';
import type { DryRun, RuleDraft, RuleId, RuleView } from '../../../electron/contract/rule.ts';
import { call } from '../../lib/bridge.ts';
import { failureWords, reportFailure } from '../../stores/report.ts';
import { completeRecipe, useRecipe } from '../../stores/recipe-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView, type ChosenFolder } from '../../stores/view-store.ts';
import { ruleOf, useWatch } from '../../stores/watch-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckStep, type Check } from './check-step.tsx';
import { chooseInGrid, showWatch } from './rule-acts.ts';
import { draftOf, formOf, missingIn, newForm, recipeTitle, type RuleForm } from './rule-draft.ts';
import { RuleFields } from './rule-fields.tsx';
import { startWords, type ExistingChoice } from './watch-words.ts';

type Step = 'set' | 'check';

/** Shows itself while the view asks for it. */
export function RuleDialog() {
  const dialog = useView((state) => state.dialog);
  const rules = useWatch((state) => state.rules);
  if (dialog?.kind !== 'rule') return null;
  const rule = ruleOf(rules, dialog.id);
  // It went while its dialog was asked for
  if (dialog.id !== null && rule === null) return null;
  const key = `${dialog.id ?? ''} ${dialog.chosen?.folder ?? ''}`;
  return <RuleSteps key={key} rule={rule} chosen={dialog.chosen} firstStep={dialog.step} />;
}

/** The recipe that the develop panel shows now; null: there is none yet. */
function usePanelRecipe() {
  const preferences = useSettings((state) => state.preferences);
  const draft = useRecipe((state) => state.draft);
  if (preferences === null) return null;
  return draft === null ? preferences.lastRecipe : completeRecipe(draft, preferences);
}

interface RuleStepsProps {
  /** Null: a new one. */
  readonly rule: RuleView | null;
  readonly chosen: ChosenFolder | null;
  readonly firstStep: Step;
}

function close(): void {
  useView.getState().set({ dialog: null });
}

function RuleSteps({ rule, chosen, firstStep }: RuleStepsProps) {
  const panelRecipe = usePanelRecipe();
  const models = useSettings((state) => state.models);
  const names = useWatch((state) => state.rules)
    .filter(({ id }) => id !== rule?.id)
    .map(({ name }) => name);
  const [form, setForm] = useState<RuleForm>(() => (rule === null ? newForm(chosen, panelRecipe, names) : formOf(rule)));
  const [step, setStep] = useState<Step>(firstStep);
  const [choice, setChoice] = useState<ExistingChoice>('leave');
  const { busy, save } = useSave();
  const draft = draftOf(form);
  const check = useCheck(step === 'check' ? draft : null);
  const inside = useFocusOnStep(step);
  const missing = missingIn(form, models, names);
  const found = check.state === 'found' ? check.found : null;

  const finish = () => {
    if (draft !== null && missing === null) save(draft, rule === null ? choice : 'leave');
  };
  const setting = step === 'set';
  const footer = setting ? (
    <>
      {rule !== null && (
        <Button
          variant="ghost"
          disabled={missing !== null}
          onClick={() => {
            setStep('check');
          }}
        >
          What it would do…
        </Button>
      )}
      <span className="rule-foot-gap" />
      <Button onClick={close}>Cancel</Button>
      <Button
        variant={missing === null ? 'primary' : 'plain'}
        disabled={missing !== null}
        busy={busy}
        onClick={() => {
          if (rule === null) setStep('check');
          else finish();
        }}
      >
        {missing ?? (rule === null ? 'Look through the folder' : 'Save the rule')}
      </Button>
    </>
  ) : (
    <>
      <Button
        variant="ghost"
        className="rule-foot-back"
        onClick={() => {
          setStep('set');
        }}
      >
        Change rule…
      </Button>
      <span className="rule-foot-gap" />
      <Button onClick={close}>Cancel</Button>
      <StartButton isNew={rule === null} check={check} choice={choice} form={form} busy={busy} onStart={finish} />
    </>
  );
  const title = setting ? (rule === null ? 'Watch a folder' : `Change the rule: ${rule.name}`) : `Dry run: ${form.name}`;
  return (
    <Dialog
      title={title}
      width={780}
      className="rule-dialog"
      onClose={close}
      head={!setting && form.recipe !== null && <span className="ui-muted ui-cut">{recipeTitle(form.recipe, models)}</span>}
      footer={footer}
    >
      <div ref={inside}>
        {setting ? (
          <RuleFields form={form} rule={rule} panelRecipe={panelRecipe} names={names} onChange={setForm} />
        ) : (
          <CheckStep
            check={check}
            folder={form.folderLabel}
            form={form}
            choice={rule === null && found?.problems.length === 0 ? choice : null}
            onChoice={setChoice}
          />
        )}
      </div>
    </Dialog>
  );
}

interface StartButtonProps {
  readonly isNew: boolean;
  readonly check: Check;
  readonly choice: ExistingChoice;
  readonly form: RuleForm;
  readonly busy: boolean;
  readonly onStart: () => void;
}

/** The one that starts, and says what it spends. */
function StartButton({ isNew, check, choice, form, busy, onStart }: StartButtonProps) {
  if (check.state === 'looking') return <Button busy>Looking through the folder</Button>;
  if (check.state === 'failed') return <Button disabled>Nothing is known of the folder</Button>;
  if (check.found.problems.length > 0) return <Button disabled>It cannot be watched like this</Button>;
  return (
    <Button variant="primary" busy={busy} data-autofocus onClick={onStart}>
      {busy ? 'Starting' : isNew ? startWords(check.found, choice, form.caps) : 'Save the rule'}
    </Button>
  );
}

/** Stores the draft; then the dialog closes, and what was chosen is shown. */
function useSave() {
  const [busy, setBusy] = useState(false);
  const save = (draft: RuleDraft, choice: ExistingChoice) => {
    setBusy(true);
    (async () => {
      const saved = await call('watch.save', { draft, existing: choice === 'develop' ? 'develop' : 'leave' });
      close();
      await shown(saved.id, draft.id === null, saved, choice);
    })()
      .catch(reportFailure)
      .finally(() => {
        setBusy(false);
      });
  };
  return { busy, save };
}

async function shown(id: RuleId, isNew: boolean, saved: RuleView, choice: ExistingChoice): Promise<void> {
  if (choice === 'choose') {
    await chooseInGrid(saved);
    return;
  }
  showWatch(id);
  if (isNew) useView.getState().showToast(`${saved.name} is watched, also while this window is closed.`);
}

/** Asks main what the draft would do; null: not asked for now. */
function useCheck(draft: RuleDraft | null): Check {
  const [check, setCheck] = useState<Check>({ state: 'looking' });
  const asked = draft === null ? null : JSON.stringify(draft);
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
  });
  useEffect(() => {
    const wanted = latest.current;
    if (asked === null || wanted === null) return;
    let over = false;
    const put = (next: Check) => {
      if (!over) setCheck(next);
    };
    call('watch.check', { draft: wanted })
      .then((found: DryRun) => {
        put({ state: 'found', found });
        const { say } = useView.getState();
        say(`${String(found.matches)} match`);
      })
      .catch((error: unknown) => {
        put({ state: 'failed', message: failureWords(error) });
      });
    return () => {
      over = true;
      setCheck({ state: 'looking' });
    };
  }, [asked]);
  return check;
}

/** The button that led to another step went with its step: the focus goes to where the new one begins. */
function useFocusOnStep(step: Step) {
  const inside = useRef<HTMLDivElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    const box = inside.current?.closest<HTMLElement>('[role=dialog]');
    (box?.querySelector<HTMLElement>('[data-autofocus]') ?? box)?.focus();
  }, [step]);
  return inside;
}
