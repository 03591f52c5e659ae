/** Moves the result that is looked at to the system's trash, and goes on to its neighbour. */
import { call } from '../../lib/bridge.ts';
import type { Result } from '../../../electron/contract/photo.ts';
import { tellFailure } from '../../stores/tell-failure.ts';
import { useView } from '../../stores/view-store.ts';
import type { Shown } from './shown.ts';

/** The result to look at when one goes: the next, else the one before; null: the last one went. */
export function afterTrash(results: readonly Result[], gone: Result): Result | null {
  const index = results.findIndex((result) => result.id === gone.id);
  return results[index + 1] ?? results[index - 1] ?? null;
}

/** Trashes a result; says what happened, also where it did not. */
export async function trashResult(result: Result, shown: Pick<Shown, 'results'>): Promise<void> {
  const next = afterTrash(shown.results, result);
  try {
    await call('library.trash-results', { resultIds: [result.id] });
  } catch (error) {
    tellFailure(error);
    return;
  }
  const view = useView.getState();
  // Only where the user still looks at it: the answer may come after they went on.
  if (view.activeResult === result.id) view.setActive(view.active, next?.id ?? null);
  view.showToast(`${result.name} is in the trash. The original stays.`);
}
