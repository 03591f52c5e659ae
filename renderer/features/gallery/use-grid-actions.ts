/** The keys of the grid. */
import type { RefObject } from 'react';
import { useAction, type Press } from '../../actions/dispatch.ts';
import { plural } from '../../lib/format.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { useView } from '../../stores/view-store.ts';
import { allPhotos, type GridItems } from './items.ts';
import type { Layout } from './layout.ts';
import { moveIndex } from './moves.ts';
import { monthOfItem, monthWords, scaleKey, type Months } from './scrub.ts';
import { useChoose } from './use-choose.ts';

export interface GridParts {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly layout: Layout;
  readonly items: GridItems;
  readonly cursor: number;
  readonly rangeStart: RefObject<number>;
  readonly months: Months;
}

/** Claims the grid's actions while the grid is shown. */
export function useGridActions({ scroller, layout, items, cursor, rangeStart, months }: GridParts): void {
  const choose = useChoose(items, rangeStart);
  const move = ({ key }: Press) => {
    if (key === null) return;
    const extend = key.startsWith('Shift+');
    const height = scroller.current?.clientHeight ?? 0;
    const target = moveIndex(layout, cursor, extend ? key.slice('Shift+'.length) : key, height);
    if (target === null) return;
    choose(target, extend ? 'range' : 'only');
  };
  useAction('grid-move', move);
  useAction('grid-ends', move);
  useAction('grid-page', move);
  useAction('grid-extend', move);

  useAction(
    'grid-month',
    months.names.length === 0
      ? null
      : ({ key }) => {
          const target = scaleKey(months, monthOfItem(months, cursor), key === 'Alt+PageUp' ? 'ArrowUp' : 'ArrowDown');
          const item = target === null ? undefined : months.items[target];
          if (target === null || item === undefined) return;
          choose(item, 'only');
          useView.getState().say(monthWords(months, target));
        },
  );

  useAction('select-all', () => {
    const view = useView.getState();
    const all = new Set(allPhotos(items));
    view.select(all, view.active !== null && all.has(view.active) ? view.active : undefined);
    view.say(`${plural(all.size, 'photo')} selected`);
  });
  useAction('select-none', () => {
    useView.getState().select([]);
    useView.getState().say('Nothing selected');
  });
  useAction('toggle-stack', () => {
    const view = useView.getState();
    const { resultsByPhoto } = useLibrary.getState();
    const chosen = view.selection.size > 0 ? [...view.selection] : view.active === null ? [] : [view.active];
    const stacks = chosen.filter((id) => (resultsByPhoto.get(id)?.length ?? 0) > 0);
    if (stacks.length === 0) {
      view.say('No results in the selection');
      return;
    }
    for (const id of stacks) view.toggleStack(id);
    if (view.active !== null) view.setActive(view.active);
  });
}
