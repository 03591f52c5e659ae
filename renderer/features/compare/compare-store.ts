/** How pictures are looked at: layout, divider and the one viewport that loupe and both sides of a comparison share. */
import { create } from 'zustand';
import { FIT, type Viewport } from '../../lib/viewport.ts';

export type CompareLayout = 'slider' | 'pair' | 'flicker' | 'difference';

/** The order in which Y walks through the layouts. */
const compareLayouts: readonly CompareLayout[] = ['slider', 'pair', 'flicker', 'difference'];

export interface CompareState {
  readonly layout: CompareLayout;
  /** True: the result is on the left. */
  readonly swapped: boolean;
  /** Place of the divider: fraction of the picture's visible part, from its left edge. */
  readonly divider: number;
  /** Kept from photo to photo, so that the same spot of the next one is seen. */
  readonly viewport: Viewport;
  /** The original is shown for as long as a key or button is held. */
  readonly holding: boolean;
  readonly setLayout: (layout: CompareLayout) => void;
  readonly nextLayout: () => void;
  readonly swap: () => void;
  readonly setDivider: (divider: number) => void;
  readonly setViewport: (viewport: Viewport) => void;
  readonly hold: (holding: boolean) => void;
}

export const useCompare = create<CompareState>()((set) => ({
  layout: 'slider',
  swapped: false,
  divider: 0.5,
  viewport: FIT,
  holding: false,
  setLayout: (layout) => {
    set({ layout });
  },
  nextLayout: () => {
    set(({ layout }) => ({
      layout: compareLayouts[(compareLayouts.indexOf(layout) + 1) % compareLayouts.length] ?? 'slider',
    }));
  },
  swap: () => {
    set(({ swapped }) => ({ swapped: !swapped }));
  },
  setDivider: (divider) => {
    set({ divider: Math.min(Math.max(divider, 0), 1) });
  },
  setViewport: (viewport) => {
    set({ viewport });
  },
  hold: (holding) => {
    set({ holding });
  },
}));
