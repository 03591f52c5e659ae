/** What is done with a row of the left panel: chosen by a press, more by its menu. */
import { useContextMenu, type MenuBox } from '../actions/context-menus.ts';
import { useAction } from '../actions/dispatch.ts';
import type { PhotoId } from '../../electron/contract/ids.ts';
import { removePhotos } from '../features/gallery/intake.ts';
import { call } from '../lib/bridge.ts';
import { plural } from '../lib/format.ts';
import { NO_FILTER, useLook } from '../stores/look-store.ts';
import { showInFolder } from '../stores/picture-files.ts';
import { reportFailure } from '../stores/report.ts';
import { viewQueryOf } from '../stores/view-query.ts';
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

/** Photos of a row, in the library's order. Throws CallError. */
async function photosOf(source: Source): Promise<PhotoId[]> {
  const query = viewQueryOf(source, { ...useLook.getState(), query: '', filter: NO_FILTER });
  const view = await call('library.view', { query, since: null });
  return view === null ? [] : (Array.from(view.ids) as PhotoId[]); // numbers of photos: main checked them
}

/** Does something with the photos of a row. */
async function withPhotos(source: Source, act: (ids: PhotoId[]) => Promise<void> | void): Promise<void> {
  try {
    await act(await photosOf(source));
  } catch (error) {
    reportFailure(error);
  }
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
          void withPhotos(source, (ids) => {
            useView.getState().select(ids);
            useView.getState().say(`${plural(ids.length, 'photo')} selected`);
          });
        },
  );
  useAction(
    'reveal-source',
    isFolder ? () => void withPhotos(source, async ([first = null]) => showInFolder(first, null)) : null,
  );
  useAction('remove-source', isFolder ? () => void withPhotos(source, async (ids) => removePhotos(ids)) : null);
}
