/**
 * Samples of TIFF that the decoder does not know but unpacks under another name: Lab is asked for as RGB, floating point of 16 bits as whole
 * numbers, and their meaning is put back afterwards.
 */
import { withTiffValue, type TiffPage } from '../formats/tiff.ts';
import { lightToSrgb } from './icc.ts';

/** cie-lab: a and b with a sign. icc-lab: with an offset. half: floating point of 16 bits. */
export type RenamedSamples = 'cie-lab' | 'icc-lab' | 'half';

const RGB = 2;
const UNSIGNED = 1;

/** What the samples of a page mean beyond what the decoder knows; null: it knows them. */
export function renamedSamples(page: TiffPage): RenamedSamples | null {
  if (page.photometric === 8 && page.samplesPerPixel >= 3) return 'cie-lab';
  if (page.photometric === 9 && page.samplesPerPixel >= 3) return 'icc-lab';
  return page.sampleFormat === 3 && page.bitsPerSample === 16 ? 'half' : null;
}

/** The file under the name that the decoder knows. */
export function renameSamples(bytes: Uint8Array, page: TiffPage): Uint8Array {
  const kind = renamedSamples(page);
  if (kind === null) return bytes;
  return kind === 'half' ? withTiffValue(bytes, page, 'sampleFormat', UNSIGNED) : withTiffValue(bytes, page, 'photometric', RGB);
}

/** Takes 16-bit samples as the decoder handed them out to what they mean, in place: Lab to sRGB, floating point to 0–65,535 for 0–1. */
export function restoreMeaning(samples: Uint16Array, channels: number, kind: RenamedSamples, wasByte: boolean): void {
  if (kind === 'half') halfToWhole(samples);
  else labToSrgb(samples, channels, kind === 'cie-lab', wasByte);
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

/** From XYZ under D50, where Lab has its white, to light of sRGB's three colours: Bradford's adaptation is in it. */
const toLinearSrgb = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;
const D50 = [0.9642, 1, 0.8249] as const;

function labToSrgb(samples: Uint16Array, channels: number, hasSign: boolean, wasByte: boolean): void {
  const curve = Uint16Array.from({ length: 65_536 }, (_, light) => Math.round(65_535 * lightToSrgb(light / 65_535)));
  const encode = (light: number): number => curve[Math.round(65_535 * Math.min(1, Math.max(0, light)))] ?? 0;
  // ICC's older encoding of 16 bits ends at 0xff00; a byte times 257 is a byte again
  const whole = hasSign || wasByte ? 65_535 : 65_280;
  const shade = (value: number): number => (hasSign ? signed(value, wasByte) : wasByte ? value / 257 - 128 : value / 256 - 128);
  for (let at = 0; at + 2 < samples.length; at += channels) {
    const middle = ((100 * (samples[at] ?? 0)) / whole + 16) / 116;
    const x = D50[0] * fromCone(middle + shade(samples[at + 1] ?? 0) / 500);
    const y = D50[1] * fromCone(middle);
    const z = D50[2] * fromCone(middle - shade(samples[at + 2] ?? 0) / 200);
    toLinearSrgb.forEach((row, channel) => {
      samples[at + channel] = encode(row[0] * x + row[1] * y + row[2] * z);
    });
  }
}

function signed(value: number, wasByte: boolean): number {
  if (wasByte) return value >= 128 * 257 ? value / 257 - 256 : value / 257;
  return (value >= 32_768 ? value - 65_536 : value) / 256;
}

function fromCone(cone: number): number {
  return cone > 6 / 29 ? cone * cone * cone : (cone - 4 / 29) * 3 * (6 / 29) ** 2;
}
