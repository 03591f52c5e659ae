/** What is done with a row of the left panel: chosen by a press, more by its menu. */
import { useContextMenu, type MenuBox } from '../actions/context-menus.ts';
import { useAction } from '../actions/dispatch.ts';
import type { PhotoId } from '../../electron/contract/ids.ts';
import { removePhotos } from '../features/gallery/intake.ts';
import { plural } from '../lib/format.ts';
import { foldersUnder, treeOf } from '../stores/folders.ts';
import { useLibrary } from '../stores/library-store.ts';
import { showInFolder } from '../stores/picture-files.ts';
import { useView, type Source } from '../stores/view-store.ts';
import { sameSource, sourceWords } from './sources.ts';

interface SourceRow {
  readonly source: Source;
  readonly label: string;
  readonly count: number;
}

/** Shows a row's photos in the grid. */
export function chooseSource({ source, label, count }: SourceRow): void {
  const view = useView.getState();
  if (!sameSource(source, view.source)) view.select([]);
  view.showSource(source);
  view.show('grid');
  view.say(sourceWords(label, count));
}

/** Opens the menu of a row. */
export function openSourceMenu({ source, label, count }: SourceRow, anchor: MenuBox): void {
  const isFolder = source.kind === 'folder';
  const titles = isFolder ? { 'remove-source': `Remove ${plural(count, 'photo')} from the library` } : {};
  useContextMenu.getState().show({ kind: isFolder ? 'folder' : 'source', label, anchor, source, titles });
}

/** Photos of a row, in the library's order. */
function photosOf(source: Source): PhotoId[] {
  const { order, photos, resultsByPhoto } = useLibrary.getState();
  if (source.kind === 'all') return [...order];
  if (source.kind === 'results') return order.filter((id) => (resultsByPhoto.get(id)?.length ?? 0) > 0);
  const folders = foldersUnder(treeOf(photos), source.id);
  return order.filter((id) => {
    const photo = photos.get(id);
    return photo !== undefined && folders.has(photo.folderId);
  });
}

/** Claims what the menus of rows offer. */
export function useSourceActions(): void {
  const source = useContextMenu((state) => state.source);
  const isFolder = source?.kind === 'folder';
  const show = (wanted: Source): void => {
    const view = useView.getState();
    if (!sameSource(wanted, view.source)) view.select([]);
    view.showSource(wanted);
    view.show('grid');
  };
  useAction(
    'show-source',
    source === null
      ? null
      : () => {
          show(source);
        },
  );
  useAction(
    'select-source',
    source === null
      ? null
      : () => {
          show(source);
          const ids = photosOf(source);
          useView.getState().select(ids);
          useView.getState().say(`${plural(ids.length, 'photo')} selected`);
        },
  );
  useAction('reveal-source', isFolder ? () => void showInFolder(photosOf(source)[0] ?? null, null) : null);
  useAction('remove-source', isFolder ? () => void removePhotos(photosOf(source)) : null);
}
