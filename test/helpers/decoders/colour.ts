/**
 * Colours that a file only names by numbers (PNG's gAMA, cHRM and cICP; AVIF's and HEIC's nclx), made into sRGB by the formulas of the
 * standards: the independent decoders of the system hand such pixels out as they are. Pure.
 */
import type { Raster } from './likeness.ts';

/** x and y of red, green, blue and white. */
export type Chromaticities = readonly [number, number, number, number, number, number, number, number];

/** How a file's numbers become light, and whose red, green and blue they are. */
export interface NamedColours {
  readonly primaries: Chromaticities;
  /** From a channel's value 0–1 to light; 1 is the white of a sheet of paper. */
  readonly toLight: (value: number) => number;
  /** More light than white is in it, so how it is shown on a screen is a matter of taste. */
  readonly isHdr: boolean;
}

export const srgbPrimaries: Chromaticities = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329];
const p3Primaries: Chromaticities = [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329];
const bt2020Primaries: Chromaticities = [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, 0.3127, 0.329];

/** ITU-T H.273, table 2: those that cameras and phones write. */
const primariesByNumber: Readonly<Record<number, Chromaticities>> = {
  1: srgbPrimaries,
  2: srgbPrimaries, // "unspecified"
  5: [0.64, 0.33, 0.29, 0.6, 0.15, 0.06, 0.3127, 0.329],
  6: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, 0.3127, 0.329],
  9: bt2020Primaries,
  11: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351],
  12: p3Primaries,
};

/** Nits of white paper beside HDR light, ITU-R BT.2408. */
const PAPER_NITS = 203;

const srgbToLight = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const lightToSrgb = (light: number): number => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);

function pqToLight(value: number): number {
  const [m1, m2, c1, c2, c3] = [2610 / 16384, (2523 / 4096) * 128, 3424 / 4096, (2413 / 4096) * 32, (2392 / 4096) * 32];
  const power = value ** (1 / m2);
  return (10_000 * (Math.max(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1)) / PAPER_NITS;
}

/** Light, 1 = white paper, as a PQ value. */
function lightToPq(light: number): number {
  const [m1, m2, c1, c2, c3] = [2610 / 16384, (2523 / 4096) * 128, 3424 / 4096, (2413 / 4096) * 32, (2392 / 4096) * 32];
  const power = (Math.max(0, light * PAPER_NITS) / 10_000) ** m1;
  return ((c1 + c2 * power) / (1 + c3 * power)) ** m2;
}

function lightToHlg(light: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  const scene = ((Math.max(0, light) * PAPER_NITS) / 1000) ** (1 / 1.2);
  return scene <= 1 / 12 ? Math.sqrt(3 * scene) : a * Math.log(12 * scene - b) + c;
}

function hlgToLight(value: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  const scene = value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - c) / a) + b) / 12;
  return (1000 * scene ** 1.2) / PAPER_NITS;
}

/** ITU-T H.273, table 3. What viewers take for sRGB is sRGB here: BT.709 and its kin, and "unspecified". */
const curvesByNumber: Readonly<Record<number, (value: number) => number>> = {
  4: (value) => value ** 2.2,
  5: (value) => value ** 2.8,
  8: (value) => value,
  16: pqToLight,
  17: (value) => value ** 2.6,
  18: hlgToLight,
};

/** The colours of code points; null: they are sRGB. */
export function byCodePoints(primaries: number, transfer: number): NamedColours | null {
  const toLight = curvesByNumber[transfer] ?? srgbToLight;
  const named = primariesByNumber[primaries] ?? srgbPrimaries;
  if (named === srgbPrimaries && toLight === srgbToLight) return null;
  return { primaries: named, toLight, isHdr: transfer === 16 || transfer === 18 };
}

/** The colours of PNG's gAMA and cHRM; null: they are sRGB's, to within what a viewer would show. */
export function byGamma(gamma: number | null, primaries: Chromaticities | null): NamedColours | null {
  const isSrgbCurve = gamma === null || Math.abs(gamma - 1 / 2.2) < 0.01;
  const isSrgb = primaries === null || primaries.every((value, index) => Math.abs(value - (srgbPrimaries[index] ?? 0)) < 0.002);
  if (isSrgbCurve && isSrgb) return null;
  const toLight = isSrgbCurve ? srgbToLight : (value: number): number => value ** (1 / gamma);
  return { primaries: primaries ?? srgbPrimaries, toLight, isHdr: false };
}

type Matrix = readonly (readonly number[])[];

const times = (left: Matrix, right: Matrix): Matrix =>
  left.map((row) =>
    (right[0] ?? []).map((_, column) => row.reduce((sum, value, index) => sum + value * (right[index]?.[column] ?? 0), 0)),
  );

function inverse(matrix: Matrix): Matrix {
  const at = (row: number, column: number): number => matrix[row % 3]?.[column % 3] ?? 0;
  const cofactor = (row: number, column: number): number =>
    at(row + 1, column + 1) * at(row + 2, column + 2) - at(row + 1, column + 2) * at(row + 2, column + 1);
  const determinant = [0, 1, 2].reduce((sum, column) => sum + at(0, column) * cofactor(0, column), 0);
  return [0, 1, 2].map((row) => [0, 1, 2].map((column) => cofactor(column, row) / determinant));
}

const xyzOf = (x: number, y: number): readonly number[] => [x / y, 1, (1 - x - y) / y];

/** From light of these primaries to CIE XYZ. */
function toXyz([rx, ry, gx, gy, bx, by, wx, wy]: Chromaticities): Matrix {
  const columns = [xyzOf(rx, ry), xyzOf(gx, gy), xyzOf(bx, by)];
  const rows: Matrix = [0, 1, 2].map((axis) => columns.map((column) => column[axis] ?? 0));
  const scale = times(
    inverse(rows),
    xyzOf(wx, wy).map((value) => [value]),
  );
  return rows.map((row) => row.map((value, index) => value * (scale[index]?.[0] ?? 0)));
}

/** Bradford's adaptation from one white to another, so that white stays white. */
function adaptation(from: Chromaticities, to: Chromaticities): Matrix {
  const cone: Matrix = [
    [0.8951, 0.2664, -0.1614],
    [-0.7502, 1.7135, 0.0367],
    [0.0389, -0.0685, 1.0296],
  ];
  const coneOf = (chromaticities: Chromaticities): readonly number[] =>
    times(
      cone,
      xyzOf(chromaticities[6], chromaticities[7]).map((value) => [value]),
    ).map(([value]) => value ?? 0);
  const [before, after] = [coneOf(from), coneOf(to)];
  const scale = [0, 1, 2].map((row) => [0, 1, 2].map((column) => (row === column ? (after[row] ?? 1) / (before[row] ?? 1) : 0)));
  return times(inverse(cone), times(scale, cone));
}

/** 8-bit sRGB as it stands in a BT.2020 file with more light than a screen has; 16 bits, big-endian, for a PNG. */
export function fromSrgb(rgb: Uint8Array, transfer: 'pq' | 'hlg'): Buffer {
  const matrix = times(inverse(toXyz(bt2020Primaries)), toXyz(srgbPrimaries));
  const packed = transfer === 'pq' ? lightToPq : lightToHlg;
  const out = Buffer.alloc(rgb.length * 2);
  for (let at = 0; at < rgb.length; at += 3) {
    const light = [0, 1, 2].map((channel) => srgbToLight((rgb[at + channel] ?? 0) / 255));
    matrix.forEach((row, channel) => {
      const value = packed(row.reduce((sum, part, index) => sum + part * (light[index] ?? 0), 0));
      out.writeUInt16BE(Math.round(Math.min(1, Math.max(0, value)) * 65535), (at + channel) * 2);
    });
  }
  return out;
}

/** 16-bit RGBA, big-endian as PNG has it, to 8-bit sRGB on white. Light beyond white is cut off, colours beyond sRGB are clipped. */
export function toSrgb(rgba: Buffer, width: number, height: number, colours: NamedColours): Raster {
  const matrix = times(
    inverse(toXyz(srgbPrimaries)),
    times(adaptation(colours.primaries, srgbPrimaries), toXyz(colours.primaries)),
  );
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const [red, green, blue, alpha] = [0, 2, 4, 6].map((offset) => rgba.readUInt16BE(pixel * 8 + offset) / 65535);
    const light = [red ?? 0, green ?? 0, blue ?? 0].map(colours.toLight);
    matrix.forEach((row, channel) => {
      const value = lightToSrgb(
        Math.min(
          1,
          Math.max(
            0,
            row.reduce((sum, part, index) => sum + part * (light[index] ?? 0), 0),
          ),
        ),
      );
      data[pixel * 3 + channel] = Math.round(255 * (value * (alpha ?? 1) + 1 - (alpha ?? 1)));
    });
  }
  return { width, height, data };
}
