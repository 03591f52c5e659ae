/** What the menu of a photo or a result is called, and what its entries say for several. */
import type { OpenMenu } from '../../actions/context-menus.ts';
import { plural } from '../../lib/format.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { useView } from '../../stores/view-store.ts';
import type { GridItem } from './items.ts';

/** The menu of an item that is chosen now. */
export function itemMenu(item: GridItem): Pick<OpenMenu, 'kind' | 'label' | 'titles'> {
  const { photos, results } = useLibrary.getState();
  if (item.resultId !== null) {
    return { kind: 'result', label: results.get(item.resultId)?.name ?? 'Result', titles: {} };
  }
  const { selection } = useView.getState();
  if (selection.size < 2) return { kind: 'photo', label: photos.get(item.photoId)?.name ?? 'Photo', titles: {} };
  const words = plural(selection.size, 'photo');
  return {
    kind: 'photo',
    label: words,
    titles: { 'remove-photos': `Remove ${words} from the library`, 'set-up-develop': `Develop ${words}…` },
  };
}
