/** How far two pictures of one size are apart: on the whole, and at the worst place, where one damaged tile would drown in the mean. */

/** 8-bit RGB, three bytes a pixel. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export interface Likeness {
  /** Mean absolute difference of each channel, of 255. */
  readonly mean: readonly [number, number, number];
  /** Largest difference between the mean colours of one cell in both, of 255. */
  readonly worstCell: number;
  /** Where that cell lies: parts of width and height, 0–1. */
  readonly worstAt: readonly [number, number];
}

/** Cells on each side; a picture smaller than four times as many pixels has fewer. */
const CELLS = 16;
const LEAST_CELL = 4;

/** Throws where the sizes differ: that has been asked before. */
export function likenessOf(one: Raster, other: Raster): Likeness {
  const { width, height } = one;
  if (width !== other.width || height !== other.height) throw new Error('two pictures of different sizes were compared');
  const columns = Math.max(1, Math.min(CELLS, Math.floor(width / LEAST_CELL)));
  const rows = Math.max(1, Math.min(CELLS, Math.floor(height / LEAST_CELL)));
  const sums = new Float64Array(columns * rows * 3);
  const counts = new Float64Array(columns * rows);
  const total: [number, number, number] = [0, 0, 0];
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor((y * rows) / height);
    for (let x = 0; x < width; x += 1) {
      const cell = row * columns + Math.floor((x * columns) / width);
      counts[cell] = (counts[cell] ?? 0) + 1;
      for (const channel of [0, 1, 2] as const) {
        const at = (y * width + x) * 3 + channel;
        const apart = (one.data[at] ?? 0) - (other.data[at] ?? 0);
        total[channel] += Math.abs(apart);
        sums[cell * 3 + channel] = (sums[cell * 3 + channel] ?? 0) + apart;
      }
    }
  }
  let [worstCell, worst] = [0, 0];
  sums.forEach((sum, index) => {
    const apart = Math.abs(sum) / (counts[Math.floor(index / 3)] ?? 1);
    if (apart > worstCell) [worstCell, worst] = [apart, Math.floor(index / 3)];
  });
  const pixels = width * height;
  const mean = total.map((sum) => sum / pixels) as [number, number, number]; // three channels in, three out
  return { mean, worstCell, worstAt: [(worst % columns) / columns, Math.floor(worst / columns) / rows] };
}

/** A binary PPM of 8 bits, as djpeg and ImageMagick write it; null: something else, or cut off. */
export function readPpm(bytes: Buffer): Raster | null {
  const head = /^P([56])\s+(?:#[^\n]*\n\s*)*(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 256).toString('latin1'));
  if (head === null) return null;
  const [width, height] = [Number(head[2]), Number(head[3])];
  const pixels = bytes.subarray(head[0].length);
  if (head[1] === '6') return pixels.length < width * height * 3 ? null : { width, height, data: pixels };
  if (pixels.length < width * height) return null;
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) data.fill(pixels[at] ?? 0, at * 3, at * 3 + 3);
  return { width, height, data };
}

/** A binary PPM of 8 bits. */
export function writePpm({ width, height, data }: Raster): Buffer {
  return Buffer.concat([Buffer.from(`P6\n${String(width)} ${String(height)}\n255\n`), data]);
}
