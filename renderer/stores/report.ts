/**
 * The one way in which a failure comes before the user: its sentence in the line at the bottom, with the one next step that belongs to its
 * code, and said at once by a screen reader.
 */
import { nextStep, problem, type NextStep, type Problem } from '../../electron/contract/errors.ts';
import { call, CallError } from '../lib/bridge.ts';
import { useView, type Toast } from './view-store.ts';

/** Any thrown value as a problem with words for the user. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof CallError) return { code: thrown.code, message: thrown.message };
  reportError(thrown);
  return problem('internal');
}

/** The sentence of any thrown value, for a place of its own beside the control that failed. */
export function failureWords(thrown: unknown): string {
  return problemOf(thrown).message;
}

/** Says a failure. `again` is what "Try again" does; without it that step is left out. */
export function reportFailure(thrown: unknown, again?: () => void): void {
  reportProblem(problemOf(thrown), again);
}

/** Says a problem that did not come as an exception. */
export function reportProblem(found: Problem, again?: () => void): void {
  // Every other change of settings that helps is made under Account.
  const action = found.code === 'budget-reached' ? openBudget : stepAction(nextStep(found.code), again);
  const { showToast, say } = useView.getState();
  showToast(found.message, action);
  say(found.message, true);
}

const openBudget: NonNullable<Toast['action']> = {
  label: 'Change the budget',
  run: () => {
    useView.getState().set({ dialog: { kind: 'settings', page: 'budget' } });
  },
};

/** The button of a next step; null where the step is no button here. */
function stepAction(next: NextStep, again?: () => void): Toast['action'] {
  const settings = (page: 'account' | 'privacy'): (() => void) => {
    return () => {
      useView.getState().set({ dialog: { kind: 'settings', page } });
    };
  };
  switch (next) {
    case 'retry':
      return again === undefined ? null : { label: 'Try again', run: again };
    case 'enter-key':
      return { label: 'Enter the key', run: settings('account') };
    case 'check-balance':
      return { label: 'Check the balance', run: settings('account') };
    case 'add-credits':
      return { label: 'Add credits at Segmind', run: () => void settle(call('window.open-link', { link: 'segmind-credits' })) };
    case 'change-settings':
      return { label: 'Open settings', run: settings('account') };
    case 'show-log':
      return { label: 'Show the log', run: () => void settle(call('window.show-log', undefined)) };
    case 'decide':
      return {
        label: 'Open the queue',
        run: () => {
          useView.getState().show('queue');
        },
      };
    case 'confirm-limits':
      return { ...openBudget, label: 'Confirm the limits' };
    case 'recover-ledger':
      return {
        label: 'Choose what to go on from',
        run: () => {
          useView.getState().set({ dialog: { kind: 'recover-ledger' } });
        },
      };
    case 'none':
    case 'change-prompt':
    case 'change-model':
    case 'choose-folder':
      return null;
  }
}

/** Waits for a call whose failure only needs saying. */
export async function settle(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    reportFailure(error);
  }
}
