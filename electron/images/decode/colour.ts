/**
 * Colours that a file names by numbers instead of a profile: CICP (ITU-T H.273, in PNG's cICP chunk and AVIF's and HEIC's nclx box), and gAMA
 * and cHRM of PNG. Each becomes an ICC profile, so that one converter does all conversions. HDR (PQ, HLG) is mapped to SDR by the profile's
 * curve: SDR's white is 203 cd/m² as in ITU-R BT.2408, what is brighter is compressed.
 */
import type { Cicp } from '../formats/heif-colour.ts';
import { greyProfile, rgbProfile, srgbToLight, type Colorants, type ToneCurve } from './icc.ts';

/** x and y of red, green, blue and white, in the chromaticity diagram of CIE 1931. */
export type Chromaticities = readonly [number, number, number, number, number, number, number, number];

const D65 = [0.3127, 0.329] as const;

const primariesByNumber: Readonly<Record<number, Chromaticities>> = {
  1: [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, ...D65],
  4: [0.67, 0.33, 0.21, 0.71, 0.14, 0.08, 0.31, 0.316],
  5: [0.64, 0.33, 0.29, 0.6, 0.15, 0.06, ...D65],
  6: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, ...D65],
  7: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, ...D65],
  9: [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, ...D65],
  11: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351],
  12: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, ...D65],
  22: [0.63, 0.34, 0.295, 0.605, 0.155, 0.077, ...D65],
};
const SRGB_PRIMARIES: Chromaticities = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, ...D65];

const PQ = 16;
const HLG = 18;
/** Light of SDR's white under PQ and HLG, cd/m². */
const SDR_WHITE = 203;
/** The screen that HLG is made for, cd/m². */
const HLG_PEAK = 1000;

/** Curves of video that every viewer of pictures takes for sRGB's, and sRGB's own; 2: not said. */
const likeSrgb = new Set([1, 2, 6, 13, 14, 15]);

/** "PQ" or "HLG" where the numbers mean HDR; null: they do not. */
export function hdrName({ transfer }: Cicp): 'PQ' | 'HLG' | null {
  return transfer === PQ ? 'PQ' : transfer === HLG ? 'HLG' : null;
}

/** The profile of these numbers; null: they mean sRGB, or nothing that is known. `isGrey`: the file has no colours. */
export function cicpProfile({ primaries, transfer }: Cicp, isGrey = false): Uint8Array | null {
  const curve = curveOf(transfer);
  const xy = primariesByNumber[primaries] ?? SRGB_PRIMARIES;
  if (curve === null || (curve === srgbToLight && (isGrey || sameAsSrgb(xy)))) return null;
  return profileOf(`CICP ${String(primaries)}/${String(transfer)}`, xy, curve, isGrey);
}

/** The profile of PNG's gAMA (of the file: 0.45455 for a common screen) and cHRM; null: they mean sRGB. */
export function pngProfile(gamma: number | null, xy: Chromaticities | null, isGrey: boolean): Uint8Array | null {
  const isScreen = gamma === null || Math.abs(gamma - 1 / 2.2) < 0.005;
  const primaries = xy ?? SRGB_PRIMARIES;
  if (isScreen && (isGrey || sameAsSrgb(primaries))) return null;
  return profileOf('PNG gAMA and cHRM', primaries, isScreen ? srgbToLight : 1 / gamma, isGrey);
}

function profileOf(name: string, xy: Chromaticities, curve: ToneCurve, isGrey: boolean): Uint8Array | null {
  if (isGrey) return greyProfile(name, curve);
  const colorants = colorantsOf(xy);
  return colorants === null ? null : rgbProfile(name, colorants, curve);
}

function sameAsSrgb(xy: Chromaticities): boolean {
  return xy.every((value, index) => Math.abs(value - (SRGB_PRIMARIES[index] ?? 0)) < 0.002);
}

function curveOf(transfer: number): ToneCurve | null {
  if (likeSrgb.has(transfer)) return srgbToLight;
  switch (transfer) {
    case 4:
      return 2.2;
    case 5:
      return 2.8;
    case 8:
      return 1;
    case PQ:
      return (value) => toSdr(pqToNits(value) / SDR_WHITE);
    case 17:
      return 2.6;
    case HLG:
      return (value) => toSdr((HLG_PEAK * hlgToLight(value) ** 1.2) / SDR_WHITE);
    default:
      return null;
  }
}

/** SMPTE ST 2084: from a channel's value 0–1 to cd/m². */
function pqToNits(value: number): number {
  const power = value ** (1 / 78.84375);
  return 10_000 * (Math.max(0, power - 0.8359375) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125);
}

/** ARIB STD-B67: from a channel's value to light of the scene, both 0–1. */
function hlgToLight(value: number): number {
  return value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}

/** Up to here SDR looks as it is; above, light is compressed towards white with no break in the slope. */
const KNEE = 0.8;

function toSdr(light: number): number {
  return light <= KNEE ? light : KNEE + (1 - KNEE) * (1 - Math.exp(-(light - KNEE) / (1 - KNEE)));
}

type Row = readonly [number, number, number];
/** Three rows of three numbers. */
export type Matrix = readonly [Row, Row, Row];

/** Bradford's matrix: from XYZ to the cones' answers, in which white points are exchanged. */
const bradford: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];
const D50: Row = [0.9642, 1, 0.8249];

/** Red, green and blue as XYZ under D50; null: the numbers describe no three colours. */
export function colorantsOf([rx, ry, gx, gy, bx, by, wx, wy]: Chromaticities): Colorants | null {
  if ([ry, gy, by, wy].some((y) => !(y > 0.001))) return null;
  const xyz = (x: number, y: number): Row => [x / y, 1, (1 - x - y) / y];
  const columns: Matrix = [xyz(rx, ry), xyz(gx, gy), xyz(bx, by)];
  const white = xyz(wx, wy);
  const inverse = invert(transpose(columns));
  const adapt = adapterToD50(white);
  if (inverse === null || adapt === null) return null;
  const amounts = times(inverse, white);
  const colorant = (column: Row, amount: number): Row => adapt([column[0] * amount, column[1] * amount, column[2] * amount]);
  return [colorant(columns[0], amounts[0]), colorant(columns[1], amounts[1]), colorant(columns[2], amounts[2])];
}

/** From XYZ under this white to XYZ under D50; null: it is no white. */
function adapterToD50(white: Row): ((colour: Row) => Row) | null {
  const cones = times(bradford, white);
  const wanted = times(bradford, D50);
  const back = invert(bradford);
  if (back === null || cones.some((cone) => cone === 0)) return null;
  return (colour) => {
    const [l, m, s] = times(bradford, colour);
    return times(back, [(l * wanted[0]) / cones[0], (m * wanted[1]) / cones[1], (s * wanted[2]) / cones[2]]);
  };
}

/** From XYZ under D50 to light of sRGB's three colours. */
const d50ToSrgb: Matrix = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
];

/**
 * From X, Y and Z, each as a part of the white's own, to light of sRGB's colours: how Lab is read. `white`: x and y; null, or no white: D50.
 */
export function srgbFromPartsOf(white: readonly [number, number] | null): Matrix {
  const [x, y] = white ?? [0, 0];
  const own: Row = y > 0.001 ? [x / y, 1, (1 - x - y) / y] : D50;
  const adapt = adapterToD50(own);
  const [top, adapted] = adapt === null ? [D50, (colour: Row): Row => colour] : [own, adapt];
  const columns: Matrix = [adapted([top[0], 0, 0]), adapted([0, top[1], 0]), adapted([0, 0, top[2]])];
  return transpose([times(d50ToSrgb, columns[0]), times(d50ToSrgb, columns[1]), times(d50ToSrgb, columns[2])]);
}

function times(matrix: Matrix, [x, y, z]: Row): Row {
  const row = (index: 0 | 1 | 2): number => matrix[index][0] * x + matrix[index][1] * y + matrix[index][2] * z;
  return [row(0), row(1), row(2)];
}

function transpose([a, b, c]: Matrix): Matrix {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

function invert([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix | null {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (Math.abs(determinant) < 1e-9 || !Number.isFinite(determinant)) return null;
  const over = (value: number): number => value / determinant;
  return [
    [over(e * i - f * h), over(c * h - b * i), over(b * f - c * e)],
    [over(f * g - d * i), over(a * i - c * g), over(c * d - a * f)],
    [over(d * h - e * g), over(b * g - a * h), over(a * e - b * d)],
  ];
}
