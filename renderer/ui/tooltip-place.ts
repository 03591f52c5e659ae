/** Where a tooltip stands: under its control, above it where there is no room, always inside the window. */

export interface Place {
  readonly left: number;
  readonly top: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixels between control and tooltip, and between tooltip and the window's edge. */
const GAP = 6;

/** All in CSS pixels of the window. */
export function placeTooltip(
  control: { readonly left: number; readonly top: number; readonly bottom: number; readonly width: number },
  tooltip: Size,
  frame: Size,
): Place {
  const centred = control.left + control.width / 2 - tooltip.width / 2;
  const left = Math.round(Math.min(Math.max(GAP, centred), Math.max(GAP, frame.width - tooltip.width - GAP)));
  const below = control.bottom + GAP;
  const fits = below + tooltip.height + GAP <= frame.height;
  return { left, top: Math.round(fits ? below : Math.max(GAP, control.top - GAP - tooltip.height)) };
}
