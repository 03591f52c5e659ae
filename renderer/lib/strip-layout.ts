/** Geometry of a film strip: widths from shapes, positions as running sums, and which few of many frames to build. */
import type { Size } from './viewport.ts';

/** CSS pixels of one frame: height of its picture, bounds of its width, the ring's room around it, room between frames. */
const STRIP = { pictureHeight: 56, narrowest: 30, widest: 92, ring: 4, gap: 4 } as const;

/** Width divided by height; 0: not known. */
export function aspectOf(size: Size | null): number {
  return size === null ? 0 : size.width / size.height;
}

/** Width of a picture in the strip, CSS pixels; unknown shapes count as 3:2. */
export function frameWidth(aspect: number): number {
  const wide = STRIP.pictureHeight * (aspect === 0 ? 1.5 : aspect);
  return Math.round(Math.min(Math.max(wide, STRIP.narrowest), STRIP.widest));
}

/** Left edges of all frames with their rings, and at the end the width of the whole strip: one number more than frames. */
export function frameEdges(aspects: ArrayLike<number>): Float64Array {
  const edges = new Float64Array(aspects.length + 1);
  let edge = 0;
  for (let index = 0; index < aspects.length; index += 1) {
    edges[index] = edge;
    edge += frameWidth(aspects[index] ?? 0) + 2 * STRIP.ring + STRIP.gap;
  }
  edges[aspects.length] = Math.max(edge - STRIP.gap, 0);
  return edges;
}

/** Index of the frame at a position, by halving; 0 before the first. */
function frameAt(edges: Float64Array, position: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return Math.max(low, 0);
}

/** Frames to build for a scroll position: those in sight and `ahead` more on both sides; `end` is not included. */
export function framesInSight(
  edges: Float64Array,
  scrollLeft: number,
  width: number,
  ahead = 6,
): { readonly start: number; readonly end: number } {
  const count = edges.length - 1;
  if (count <= 0) return { start: 0, end: 0 };
  const first = frameAt(edges, scrollLeft);
  const last = frameAt(edges, scrollLeft + width);
  return { start: Math.max(first - ahead, 0), end: Math.min(last + 1 + ahead, count) };
}

/** Scroll position that shows a frame with a neighbour on each side, moving as little as needed. */
export function scrollToFrame(edges: Float64Array, index: number, scrollLeft: number, width: number): number {
  const count = edges.length - 1;
  if (index < 0 || index >= count) return scrollLeft;
  const left = edges[Math.max(index - 1, 0)] ?? 0;
  const right = edges[Math.min(index + 2, count)] ?? 0;
  if (left < scrollLeft) return left;
  if (right > scrollLeft + width) return Math.min(right - width, edges[index] ?? 0);
  return scrollLeft;
}
