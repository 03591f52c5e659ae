/** The panels' state for the shell: open, folded, lying over the middle; and the actions that change it. */
import { useEffect, useState } from 'react';
import { useAction } from '../actions/dispatch.ts';
import { useView } from '../stores/view-store.ts';
import { FOLD_BOTH, FOLD_LEFT, panelStates, type PanelState, type Side } from './panel-layout.ts';

export interface Panels {
  readonly left: PanelState;
  readonly right: PanelState;
  readonly toggle: (side: Side) => void;
  /** Folds a panel that lies over the middle. */
  readonly closeOver: () => void;
}

/** Follows the window's width and claims the panels' actions. */
export function usePanels(): Panels {
  const width = useWindowWidth();
  const view = useView((state) => state.view);
  const leftOpen = useView((state) => state.leftOpen);
  const rightOpen = useView((state) => state.rightOpen);
  const [leftInCompare, setLeftInCompare] = useState(false);
  const [over, setOver] = useState<Side | null>(null);
  const states = panelStates({ width, view, leftOpen, rightOpen, leftInCompare, over });
  const { set } = useView.getState();

  const show = (side: Side, open: boolean) => {
    const room = width >= (side === 'left' ? FOLD_LEFT : FOLD_BOTH);
    if (!room) setOver(open ? side : null);
    else if (side === 'right') set({ rightOpen: open });
    else if (view === 'compare') setLeftInCompare(open);
    else set({ leftOpen: open });
  };
  const toggle = (side: Side) => {
    show(side, states[side] === 'folded');
  };
  useAction('toggle-left', () => {
    toggle('left');
  });
  useAction('toggle-right', () => {
    toggle('right');
  });
  useAction('toggle-panels', () => {
    const open = states.left === 'folded' && states.right === 'folded';
    show('left', open);
    show('right', open);
  });
  useAction(
    'toggle-info',
    view === 'queue' || view === 'watch'
      ? null
      : () => {
          const shown = states.right !== 'folded' && useView.getState().rightTab === 'info';
          if (!shown) set({ rightTab: 'info' });
          show('right', !shown);
        },
  );
  useAction('set-up-develop', () => {
    if (view === 'queue' || view === 'watch') useView.getState().show('grid');
    set({ rightTab: 'develop' });
    show('right', true);
  });
  const developTab = useView((state) => state.rightTab === 'develop');
  const developShown = states.right !== 'folded' && developTab && view !== 'queue';
  // Nothing is sent whose price is not on screen: without the panel, the key brings the panel.
  useAction(
    'develop',
    developShown
      ? null
      : () => {
          if (view === 'queue' || view === 'watch') useView.getState().show('grid');
          set({ rightTab: 'develop' });
          show('right', true);
        },
  );
  return {
    left: states.left,
    right: states.right,
    toggle,
    closeOver: () => {
      setOver(null);
    },
  };
}

function useWindowWidth(): number {
  const [width, setWidth] = useState(window.innerWidth);
  useEffect(() => {
    const measure = () => {
      setWidth(window.innerWidth);
    };
    measure();
    window.addEventListener('resize', measure);
    return () => {
      window.removeEventListener('resize', measure);
    };
  }, []);
  return width;
}
