/**
 * Pictures whose samples the decoder hands out but does not take to sRGB rightly: floating point and 32-bit TIFF, and AVIF whose colours are
 * named by numbers. Their samples are written as a 16-bit TIFF with a profile, and that is decoded like any other.
 */
import type { Metadata, Sharp } from 'sharp';
import type { PictureHeader } from './header.ts';
import type { Samples } from './rewrap.ts';
import { writeTiff } from './rewrap.ts';

/** From samples of this kind to 16 bits. */
const scales: Partial<Record<NonNullable<Metadata['depth']>, number>> = {
  float: 65_535,
  uint: 1 / 65_537,
  ushort: 1,
  uchar: 257,
};

/** True where the samples are of a kind that is not scaled to 8 bits but cut off. */
export function hasWideSamples({ depth }: Pick<PictureHeader, 'depth'>): boolean {
  return depth === 'float' || depth === 'uint';
}

/**
 * The picture as a 16-bit TIFF, upright, with its colours as they are. Floating point counts from 0 to 1, as every writer of photos means it;
 * what lies beyond is cut. `profile`: what its numbers mean; null: sRGB.
 */
export async function asPlainTiff(
  decoder: Sharp,
  header: Pick<PictureHeader, 'depth' | 'space'>,
  profile: Uint8Array | null,
): Promise<Uint8Array> {
  const scale = scales[header.depth] ?? 1;
  const { space } = header; // the same one twice: nothing is converted on the way
  const { data, info } = await decoder
    .pipelineColourspace(space)
    .toColourspace(space)
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true });
  const values = new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  const samples = new Uint16Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    samples[index] = Math.min(65_535, Math.max(0, (values[index] ?? 0) * scale + 0.5)); // stored without its fraction
  }
  const whole: Samples = { width: info.width, height: info.height, channels: info.channels, data: samples };
  return writeTiff(whole, profile);
}
