/** Histograms of a picture's channels: counts from pixels, curves from counts. */

const LEVELS = 256;
/** Points of a drawn curve: enough for its shape, few enough that single combed levels do not show. */
const POINTS = 64;

export interface Histogram {
  readonly red: Uint32Array;
  readonly green: Uint32Array;
  readonly blue: Uint32Array;
  /** Pixels counted. */
  readonly total: number;
}

/** Counts levels 0–255 of each channel. `pixels`: RGBA bytes; see-through pixels are left out. */
export function countLevels(pixels: Uint8ClampedArray): Histogram {
  const red = new Uint32Array(LEVELS);
  const green = new Uint32Array(LEVELS);
  const blue = new Uint32Array(LEVELS);
  let total = 0;
  const bump = (counts: Uint32Array, level: number | undefined): void => {
    if (level !== undefined) counts[level] = (counts[level] ?? 0) + 1;
  };
  for (let offset = 0; offset + 3 < pixels.length; offset += 4) {
    if ((pixels[offset + 3] ?? 0) < 128) continue;
    bump(red, pixels[offset]);
    bump(green, pixels[offset + 1]);
    bump(blue, pixels[offset + 2]);
    total += 1;
  }
  return { red, green, blue, total };
}

/** Averages of neighbouring levels, one for each point of the curve, lightly smoothed. */
function condense(counts: Uint32Array): number[] {
  const span = LEVELS / POINTS;
  const means = Array.from({ length: POINTS }, (_, point) => {
    const part = counts.subarray(point * span, (point + 1) * span);
    return part.reduce((sum, count) => sum + count, 0) / span;
  });
  return means.map((mean, point) => {
    const before = means[point - 1] ?? mean;
    const after = means[point + 1] ?? mean;
    return (before + 2 * mean + after) / 4;
  });
}

/**
 * The height that fills the picture: few points of all curves are higher and are cut. Night skies and black borders pile
 * up in one or two levels, most of all at the ends, and would flatten everything else.
 */
function fullHeight(curves: readonly (readonly number[])[]): number {
  const rising = (heights: readonly number[]): number[] => heights.filter((height) => height > 0).sort((a, b) => a - b);
  const inner = rising(curves.flatMap((curve) => curve.slice(2, -2)));
  const heights = inner.length > 0 ? inner : rising(curves.flat());
  const tallest = heights.at(-1) ?? 1;
  const usual = heights[Math.floor((heights.length - 1) * 0.965)] ?? tallest;
  return Math.min(usual * 1.05, tallest);
}

function outline(curve: readonly number[], full: number, width: number, height: number): string {
  const head = 0.94; // a little air above the tallest point
  const points = curve.map((value, index) => {
    const x = (index / (curve.length - 1)) * width;
    const y = height - Math.min(value / full, 1) * height * head;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M0 ${String(height)}L${points.join('L')}L${String(width)} ${String(height)}Z`;
}

/** SVG paths of the three channels on one scale, in a box of the given size; null where nothing was counted. */
export function histogramPaths(
  histogram: Histogram,
  width: number,
  height: number,
): { readonly red: string; readonly green: string; readonly blue: string } | null {
  if (histogram.total === 0) return null;
  const red = condense(histogram.red);
  const green = condense(histogram.green);
  const blue = condense(histogram.blue);
  const full = fullHeight([red, green, blue]);
  return {
    red: outline(red, full, width, height),
    green: outline(green, full, width, height),
    blue: outline(blue, full, width, height),
  };
}

/** Says a histogram in words: how bright the picture is and how much of it is clipped. */
export function describeHistogram(histogram: Histogram): string {
  const { red, green, blue, total } = histogram;
  if (total === 0) return 'Empty picture';
  const mean = (counts: Uint32Array): number => counts.reduce((sum, count, level) => sum + count * level, 0) / total;
  const light = 0.2126 * mean(red) + 0.7152 * mean(green) + 0.0722 * mean(blue);
  const share = (level: number): number =>
    Math.round((Math.max(red[level] ?? 0, green[level] ?? 0, blue[level] ?? 0) / total) * 100);
  const tone = light < 70 ? 'Mostly dark' : light > 170 ? 'Mostly light' : 'Mostly middle tones';
  return `${tone}, ${String(share(0))} % clipped black, ${String(share(255))} % clipped white`;
}
