/** Actions on the chosen photos and results, in every view. */
import { useAction } from '../../actions/dispatch.ts';
import type { PhotoId, ResultId } from '../../../electron/contract/ids.ts';
import type { Photo } from '../../../electron/contract/photo.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { useLook } from '../../stores/look-store.ts';
import { showInFolder, trashResult } from '../../stores/picture-files.ts';
import { useView } from '../../stores/view-store.ts';
import { removePhotos, chooseFiles } from './intake.ts';

/** The photos that an action is for: the selection, else the active one. */
function useChosenPhotos(): readonly PhotoId[] {
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
  useAction('find', () => {
    const view = useView.getState();
    if (view.view !== 'grid') view.show('grid');
    useLook.getState().set({ barOpen: true, wantsTyping: true });
  });
  useAction('remove-photos', chosen.length === 0 ? null : () => void removePhotos([...chosen]));
  const folder = useFolderOfActive();
  useAction(
    'go-to-folder',
    folder === null
      ? null
      : () => {
          goToFolder(folder);
        },
  );
  // Loupe and compare do these for the picture they show.
  const shown = inGrid && (active !== null || activeResult !== null);
  useAction('show-in-folder', shown ? () => void showInFolder(active, activeResult) : null);
  useAction('trash-results', shown ? () => void trashActive(activeResult) : null);
}

/** The folder of the photo that is looked at; null where it is shown already, or nothing is looked at. */
function useFolderOfActive(): Photo | null {
  const active = useView((state) => state.active);
  const photo = useLibrary((state) => (active === null ? null : (state.photos.get(active) ?? null)));
  return useView((state) => (state.source.kind === 'folder' && state.source.folder === photo?.folderKey ? null : photo));
}

/** Shows a folder in the grid, with what was looked at still chosen and in sight. */
function goToFolder({ folderKey, folder }: Photo): void {
  const view = useView.getState();
  view.showSource({ kind: 'folder', folder: folderKey, label: folder });
  view.show('grid');
  view.setActive(view.active, view.activeResult);
}

/** Moves the active result to the system's trash. An original is left alone, and that is said. */
async function trashActive(resultId: ResultId | null): Promise<void> {
  const { results, resultsByPhoto } = useLibrary.getState();
  const result = resultId === null ? undefined : results.get(resultId);
  if (result === undefined) {
    useView.getState().showToast('This is an original; it stays. Choose a result to move it to the trash.');
    return;
  }
  await trashResult(result, result.photoId === null ? [] : (resultsByPhoto.get(result.photoId) ?? []));
}
