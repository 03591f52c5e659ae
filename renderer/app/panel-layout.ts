/** Which panels stand beside the middle, and how wide. Pure. */
import type { View } from '../stores/view-store.ts';

export type Side = 'left' | 'right';

/** Limits of the panels' widths, pixels. */
export const panelLimits = {
  left: { min: 200, max: 320, usual: 232 },
  right: { min: 264, max: 400, usual: 296 },
} as const satisfies Record<Side, { min: number; max: number; usual: number }>;

/** Below this width of the window, in CSS pixels, the left panel folds away; below the second both. */
export const FOLD_LEFT = 1180;
export const FOLD_BOTH = 940;

export interface PanelWishes {
  /** Width of the window, CSS pixels. */
  readonly width: number;
  readonly view: View;
  readonly leftOpen: boolean;
  readonly rightOpen: boolean;
  /** Compare starts with the left panel folded; true once the user opened it there. */
  readonly leftInCompare: boolean;
  /** The panel that lies over the middle because there is no room beside it. */
  readonly over: Side | null;
}

/** beside: takes room. over: lies on the middle. folded: not there. */
export type PanelState = 'beside' | 'over' | 'folded';

/** How both panels stand. */
export function panelStates(wishes: PanelWishes): { left: PanelState; right: PanelState } {
  const { width, view, leftOpen, rightOpen, leftInCompare, over } = wishes;
  const place = (side: Side, open: boolean, room: boolean): PanelState => {
    if (!room) return over === side ? 'over' : 'folded';
    return open ? 'beside' : 'folded';
  };
  return {
    left: place('left', view === 'compare' ? leftInCompare : leftOpen, width >= FOLD_LEFT),
    // Among watched folders nothing is selected that it could tell of
    right: view === 'watch' ? 'folded' : place('right', rightOpen, width >= FOLD_BOTH),
  };
}

/** A width within the side's limits, whole pixels. */
export function clampWidth(side: Side, width: number): number {
  const { min, max } = panelLimits[side];
  return Math.round(Math.min(max, Math.max(min, width)));
}
