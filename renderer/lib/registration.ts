/** How a result is laid over its original: both in one frame of the original's shape, side by side or over each other. */
import type { Rectangle, Size } from './viewport.ts';

/** Shapes that differ by less than this come from rounding to whole or even pixels. */
const ROUNDING = 0.03;

export interface Registration {
  /** Where the result lies, as fractions of the original's frame; reaches over its edges where the result covers it. */
  readonly place: Rectangle;
  /** Pixels of the original for one pixel of the result. */
  readonly scale: number;
  /** covers: same shape but for rounding, the frame is filled. inside: another shape, all of it is shown. */
  readonly mode: 'covers' | 'inside';
}

/** Lays a result into the frame of its original; sizes in pixels, upright. */
export function registerResult(original: Size, result: Size): Registration {
  const across = original.width / result.width;
  const down = original.height / result.height;
  const mode = Math.max(across, down) / Math.min(across, down) - 1 <= ROUNDING ? 'covers' : 'inside';
  const scale = mode === 'covers' ? Math.max(across, down) : Math.min(across, down);
  const width = (result.width * scale) / original.width;
  const height = (result.height * scale) / original.height;
  return { place: { x: (1 - width) / 2, y: (1 - height) / 2, width, height }, scale, mode };
}

/** What the info panel says about the registration. */
export function describeRegistration({ scale, mode }: Registration): string {
  if (mode === 'inside') return `Another shape than the original: shown whole, scaled ${scale.toFixed(2)}×`;
  if (Math.abs(scale - 1) < 0.005) return 'Same size as the original';
  return `Result scaled ${scale.toFixed(2)}× to the original’s frame`;
}

/** Whether two pictures of one shape are larger beside or over each other. Gap and head (a line of text each) in CSS pixels. */
export function arrangePair(frame: Size, box: Size, gap: number, head: number): 'beside' | 'stacked' {
  const fit = (width: number, height: number): number => Math.min(width / frame.width, height / frame.height);
  const beside = fit((box.width - gap) / 2, box.height - head);
  const stacked = fit(box.width, (box.height - gap) / 2 - head);
  return stacked > beside ? 'stacked' : 'beside';
}
