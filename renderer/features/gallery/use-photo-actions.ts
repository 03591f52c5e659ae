/** Actions on the chosen photos and results, in every view. */
import { useAction } from '../../actions/dispatch.ts';
import type { PhotoId, ResultId } from '../../../electron/contract/ids.ts';
import { call } from '../../lib/bridge.ts';
import { plural } from '../../lib/format.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { reportFailure, settle } from '../../stores/report.ts';
import { useView } from '../../stores/view-store.ts';
import { removePhotos, chooseFiles } from './intake.ts';

/** The photos that an action is for: the selection, else the active one. */
export function useChosenPhotos(): readonly PhotoId[] {
  const selection = useView((state) => state.selection);
  const active = useView((state) => state.active);
  return selection.size > 0 ? [...selection] : active === null ? [] : [active];
}

/** Claims what can be done to photos, whatever the window shows. */
export function usePhotoActions(): void {
  const chosen = useChosenPhotos();
  const active = useView((state) => state.active);
  const activeResult = useView((state) => state.activeResult);
  const inGrid = useView((state) => state.view === 'grid');
  useAction('add-photos', () => void chooseFiles('photos'));
  useAction('add-folder', () => void chooseFiles('folder'));
  useAction('remove-photos', chosen.length === 0 ? null : () => void removePhotos([...chosen]));
  // Loupe and compare do these for the picture they show.
  const shown = inGrid && (active !== null || activeResult !== null);
  useAction('show-in-folder', shown ? () => void showInFolder(active, activeResult) : null);
  useAction('trash-results', shown ? () => void trashResult(activeResult) : null);
}

/** Shows the result where one is active, else the photo. */
async function showInFolder(photoId: PhotoId | null, resultId: ResultId | null): Promise<void> {
  if (resultId !== null) await settle(call('library.show-result', { resultId }));
  else if (photoId !== null) await settle(call('library.show-photo', { photoId }));
}

/** Moves the active result to the system's trash. An original is left alone, and that is said. */
async function trashResult(resultId: ResultId | null): Promise<void> {
  const view = useView.getState();
  const result = resultId === null ? undefined : useLibrary.getState().results.get(resultId);
  if (resultId === null || result === undefined) {
    view.showToast('This is an original; it stays. Choose a result to move it to the trash.');
    return;
  }
  try {
    await call('library.trash-results', { resultIds: [resultId] });
    view.setActive(view.active, neighbour(result.photoId, resultId));
    view.showToast(`${plural(1, 'result')} moved to the trash: ${result.name}`);
  } catch (error) {
    reportFailure(error);
  }
}

/** The result that takes the place of one that goes: the next of its photo, else the one before. */
function neighbour(photoId: PhotoId | null, gone: ResultId): ResultId | null {
  const own = photoId === null ? [] : (useLibrary.getState().resultsByPhoto.get(photoId) ?? []);
  const at = own.indexOf(gone);
  if (at < 0) return own.at(-1) ?? null; // the news of its going was faster
  return own[at + 1] ?? own[at - 1] ?? null;
}
