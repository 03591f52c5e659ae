/** What light and air do to a photo: glow, light from one side, mist and falloff, worked out on a small grid and spread over the picture. */
import type { Look } from './look.ts';
import { cloudNoise } from './random.ts';

/** Numbers per grid cell: light to add (red, green, blue), mist (amount, red, green, blue), darkening. */
export const CHANNELS = 8;

export interface Small {
  /** Graded and softened, three bytes per pixel. */
  readonly soft: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface Atmosphere {
  readonly cells: Float32Array;
  readonly width: number;
  readonly height: number;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
const smooth = (from: number, to: number, value: number): number => {
  const part = clamp((value - from) / (to - from));
  return part * part * (3 - 2 * part);
};

/** Colour of the side light: from pale to the orange of a low sun. */
function lightColour(warmth: number): readonly [number, number, number] {
  return [1, 0.93 - 0.25 * warmth, 0.86 - 0.5 * warmth];
}

/**
 * Works the atmosphere out for a small, softened version of the graded picture.
 * `amount` scales everything; where it is 0 the cells change nothing. x and y are parts of the picture, so its size does not matter.
 */
export function atmosphereOf(small: Small, look: Look, amount: number, seed: number): Atmosphere {
  const { soft, width, height } = small;
  const cells = new Float32Array(width * height * CHANNELS);
  const clouds = cloudNoise(seed, 4);
  const [lightRed, lightGreen, lightBlue] = lightColour(look.lightWarmth);
  const aspect = width / height;
  const air = 1 - look.mono;
  for (let row = 0; row < height; row += 1) {
    const y = (row + 0.5) / height;
    for (let column = 0; column < width; column += 1) {
      const x = (column + 0.5) / width;
      const from = (row * width + column) * 3;
      const red = (soft[from] ?? 0) / 255;
      const green = (soft[from + 1] ?? 0) / 255;
      const blue = (soft[from + 2] ?? 0) / 255;
      const bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      const to = (row * width + column) * CHANNELS;

      // Glow adds the soft picture where it is bright; the side light falls off from its place above the middle.
      const glow = look.glow * amount * (0.1 + 0.5 * smooth(0.45, 0.95, bright));
      const apart = Math.hypot((x - look.lightX) * Math.min(1.4, aspect), y - 0.22);
      const beam = look.light * amount * (Math.exp(-((apart / 0.5) ** 2)) * 0.5 + Math.exp(-((apart / 1.1) ** 2)) * 0.16);
      const caught = beam * (0.35 + 0.65 * smooth(0.05, 0.7, bright));
      cells[to] = glow * red + caught * lightRed;
      cells[to + 1] = glow * green + caught * lightGreen;
      cells[to + 2] = glow * blue + caught * lightBlue;

      // Mist lies in a band around the horizon, thins out towards the foreground, and takes its colour from what it covers.
      const layer = smooth(-0.1, 0.45, y) * (1 - 0.75 * smooth(0.55, 1, y));
      const drift = 0.55 + 0.9 * (clouds(x * 3.2 * Math.min(aspect, 2), y * 5.5) - 0.5) * 2;
      cells[to + 3] = clamp(look.mist * amount * (0.16 + 0.62 * layer) * clamp(0.35 + 0.65 * drift));
      const veil = 0.56 + 0.34 * smooth(0.1, 0.8, bright) + 0.14 * Math.min(0, look.exposure);
      cells[to + 4] = veil * 0.72 + red * 0.28 + (0.012 * look.temperature + 0.25 * look.highlightB) * air;
      cells[to + 5] = veil * 0.73 + green * 0.28;
      cells[to + 6] = veil * 0.74 + blue * 0.28 - (0.03 * look.temperature + 0.3 * look.highlightB) * air;

      const corner = Math.hypot((x - 0.5) * 1.15, (y - 0.5) * 1.15);
      const falloff = look.vignette * 0.62 * smooth(0.28, 0.95, corner);
      const top = look.skyDark * 0.62 * (1 - smooth(0, 0.62, y)) * (0.4 + 0.6 * smooth(0.2, 0.7, bright));
      cells[to + 7] = 1 - amount * (1 - (1 - falloff) * (1 - top));
    }
  }
  return { cells, width, height };
}

/**
 * Spreads one row of the picture out of the grid: `line` receives CHANNELS numbers for every cell across, mixed from the two grid rows
 * around the picture row `y` (0 to 1).
 */
export function rowOf(atmosphere: Atmosphere, y: number, line: Float32Array): void {
  const { cells, width, height } = atmosphere;
  const position = Math.min(height - 1, Math.max(0, y * height - 0.5));
  const upper = Math.floor(position);
  const lower = Math.min(height - 1, upper + 1);
  const part = position - upper;
  const length = width * CHANNELS;
  for (let index = 0; index < length; index += 1) {
    line[index] = (cells[upper * length + index] ?? 0) * (1 - part) + (cells[lower * length + index] ?? 0) * part;
  }
}
