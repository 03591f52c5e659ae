/** What is done with the files of photos and results, from whatever view: shown in the file manager, moved to the trash. */
import type { PhotoId, ResultId } from '../../electron/contract/ids.ts';
import type { Result } from '../../electron/contract/photo.ts';
import { call } from '../lib/bridge.ts';
import { reportFailure, settle } from './report.ts';
import { useView } from './view-store.ts';

/** Shows a file in the system's file manager: the result where there is one, else the photo. */
export async function showInFolder(photoId: PhotoId | null, resultId: ResultId | null): Promise<void> {
  if (resultId !== null) await settle(call('library.show-result', { resultId }));
  else if (photoId !== null) await settle(call('library.show-photo', { photoId }));
}

/**
 * Moves a result to the system's trash and says so, also where it did not go.
 * @param neighbours - the results that it is looked at among, in their order: the next is looked at then, else the one before
 */
export async function trashResult(result: Result, neighbours: readonly ResultId[]): Promise<void> {
  const index = neighbours.indexOf(result.id);
  const next = neighbours[index + 1] ?? neighbours[index - 1] ?? null;
  try {
    await call('library.trash-results', { resultIds: [result.id] });
  } catch (error) {
    reportFailure(error);
    return;
  }
  const view = useView.getState();
  // Only where the user still looks at it: the answer may come after they went on.
  if (view.activeResult === result.id) view.setActive(view.active, next);
  view.showToast(`${result.name} is in the trash. The original stays.`);
}
