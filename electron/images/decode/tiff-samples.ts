/**
 * Samples of TIFF that the decoder does not know but unpacks under another name: Lab is asked for as RGB, floating point of 16 bits as whole
 * numbers, and their meaning is put back afterwards.
 */
import { withTiffValue, type TiffPage } from '../formats/tiff.ts';
import { srgbFromPartsOf } from './colour.ts';
import { lightToSrgb } from './icc.ts';

/** cie-lab: a and b with a sign. icc-lab: with an offset. half: floating point of 16 bits. */
export type RenamedSamples = 'cie-lab' | 'icc-lab' | 'half';

const RGB = 2;
const UNSIGNED = 1;

/** What the samples of a page mean beyond what the decoder knows; null: it knows them. */
function renamedSamples(page: TiffPage): RenamedSamples | null {
  if (page.photometric === 8 && page.samplesPerPixel >= 3) return 'cie-lab';
  if (page.photometric === 9 && page.samplesPerPixel >= 3) return 'icc-lab';
  return page.sampleFormat === 3 && page.bitsPerSample === 16 ? 'half' : null;
}

/** The same with what its values depend on. */
export function meaningOf(page: TiffPage): Meaning | null {
  const kind = renamedSamples(page);
  return kind === null ? null : { kind, wasByte: page.bitsPerSample === 8, white: page.whitePoint };
}

/** The file under the name that the decoder knows. */
export function renameSamples(bytes: Uint8Array, page: TiffPage): Uint8Array {
  const kind = renamedSamples(page);
  if (kind === null) return bytes;
  return kind === 'half' ? withTiffValue(bytes, page, 'sampleFormat', UNSIGNED) : withTiffValue(bytes, page, 'photometric', RGB);
}

/** How samples are meant that the decoder handed out under another name. */
export interface Meaning {
  readonly kind: RenamedSamples;
  /** They were bytes, times 257. */
  readonly wasByte: boolean;
  /** x and y of the white that Lab is meant for; null: D50. */
  readonly white: readonly [number, number] | null;
}

/** Takes 16-bit samples as the decoder handed them out to what they mean, in place: Lab to sRGB, floating point to 0–65,535 for 0–1. */
export function restoreMeaning(samples: Uint16Array, channels: number, meaning: Meaning): void {
  if (meaning.kind === 'half') halfToWhole(samples);
  else labToSrgb(samples, channels, meaning);
}

function halfToWhole(samples: Uint16Array): void {
  const table = Uint16Array.from({ length: 65_536 }, (_, bits) => {
    const value = halfValue(bits);
    return Number.isNaN(value) ? 0 : Math.round(Math.min(1, Math.max(0, value)) * 65_535);
  });
  for (let at = 0; at < samples.length; at += 1) samples[at] = table[samples[at] ?? 0] ?? 0;
}

/** IEEE 754 binary16. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function labToSrgb(samples: Uint16Array, channels: number, { kind, wasByte, white }: Meaning): void {
  const hasSign = kind === 'cie-lab';
  const toLight = srgbFromPartsOf(white);
  const curve = Uint16Array.from({ length: 65_536 }, (_, light) => Math.round(65_535 * lightToSrgb(light / 65_535)));
  const encode = (light: number): number => curve[Math.round(65_535 * Math.min(1, Math.max(0, light)))] ?? 0;
  // ICC's older encoding of 16 bits ends at 0xff00; a byte times 257 is a byte again
  const whole = hasSign || wasByte ? 65_535 : 65_280;
  const shade = (value: number): number => (hasSign ? signed(value, wasByte) : wasByte ? value / 257 - 128 : value / 256 - 128);
  for (let at = 0; at + 2 < samples.length; at += channels) {
    const middle = ((100 * (samples[at] ?? 0)) / whole + 16) / 116;
    const x = fromCone(middle + shade(samples[at + 1] ?? 0) / 500);
    const y = fromCone(middle);
    const z = fromCone(middle - shade(samples[at + 2] ?? 0) / 200);
    for (const channel of [0, 1, 2] as const) {
      const row = toLight[channel];
      samples[at + channel] = encode(row[0] * x + row[1] * y + row[2] * z);
    }
  }
}

function signed(value: number, wasByte: boolean): number {
  if (wasByte) return value >= 128 * 257 ? value / 257 - 256 : value / 257;
  return (value >= 32_768 ? value - 65_536 : value) / 256;
}

function fromCone(cone: number): number {
  return cone > 6 / 29 ? cone * cone * cone : (cone - 4 / 29) * 3 * (6 / 29) ** 2;
}
