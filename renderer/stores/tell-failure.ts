/** Puts a failed call before the user: the sentence main gave, or one for what should not happen. */
import { problem } from '../../electron/contract/errors.ts';
import { CallError } from '../lib/bridge.ts';
import { useView } from './view-store.ts';

/** The sentence of a failure, ready to be shown. */
export function failureWords(error: unknown): string {
  return error instanceof CallError ? error.message : problem('internal').message;
}

/** Shows and says a failure at once. For the `catch` of a call that a control started. */
export function tellFailure(error: unknown): void {
  const words = failureWords(error);
  useView.getState().showToast(words);
  useView.getState().say(words, true);
}
