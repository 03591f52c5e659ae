/** Where a menu opens so that all of it is in the window. Pure. */

/** What a menu opens beside, in pixels of the window: a button's box, or a point as a box of no size. */
export interface MenuAnchor {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Between a menu and its button, and between a menu and the window's edge, pixels. */
const GAP = 4;

/** A point as an anchor. */
export function pointAnchor(x: number, y: number): MenuAnchor {
  return { left: x, right: x, top: y, bottom: y };
}

/** Below its anchor and to the right; above and to the left where there is no room; never over the window's edge. */
export function menuPlace(anchor: MenuAnchor, menu: Size, window: Size): { left: number; top: number } {
  const gap = anchor.right > anchor.left ? GAP : 0;
  const below = anchor.bottom + gap;
  const above = anchor.top - gap - menu.height;
  const top = below + menu.height <= window.height - GAP || above < GAP ? below : above;
  const left = anchor.left + menu.width <= window.width - GAP ? anchor.left : anchor.right - menu.width;
  const within = (value: number, size: number, whole: number): number => Math.max(GAP, Math.min(value, whole - GAP - size));
  return { left: within(left, menu.width, window.width), top: within(top, menu.height, window.height) };
}
