/**
 * Pictures whose samples the decoder hands out but does not take to sRGB rightly: floating point and 32-bit TIFF, 16-bit grey with a profile,
 * and AVIF whose colours are named by numbers. Their samples are written as a 16-bit TIFF, and that is decoded like any other.
 */
import type { Metadata, Sharp } from 'sharp';
import type { PictureHeader } from './header.ts';
import { greyCurveOf, lightToSrgb } from './icc.ts';
import type { Samples } from './rewrap.ts';
import { writeTiff } from './rewrap.ts';
import { restoreMeaning, type Meaning } from './tiff-samples.ts';

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

/** True for 16-bit grey with a profile: the decoder leaves such a profile unread. */
export function hasUnreadProfile({ space }: Pick<PictureHeader, 'space'>, profile: Uint8Array | null): boolean {
  return space === 'grey16' && profile !== null;
}

/** A picture in words that the decoder understands. */
export interface PlainPicture {
  readonly tiff: Uint8Array;
  /** False: its numbers are sRGB. */
  readonly hasProfile: boolean;
}

/** What the decoder must be told about a page of a TIFF. */
export interface PageMeaning {
  readonly renamed: Meaning | null;
  /** So many channels make the picture; null: all of them. */
  readonly kept: number | null;
}

/**
 * The picture as a 16-bit TIFF, upright, with its colours as they are; grey ones and Lab as sRGB's. Floating point counts from 0 to 1, as every
 * writer of photos means it; what lies beyond is cut. `decoder` must leave embedded profiles alone. `profile`: what its numbers mean; null: sRGB.
 */
export async function asPlainTiff(
  decoder: Sharp,
  header: Pick<PictureHeader, 'depth' | 'space'>,
  profile: Uint8Array | null,
  { renamed, kept }: PageMeaning = { renamed: null, kept: null },
): Promise<PlainPicture> {
  const picture = await samplesOf(decoder, header, kept ?? MOST_CHANNELS);
  const { data, channels } = picture;
  if (renamed !== null) restoreMeaning(data, channels, renamed);
  const isSrgb = channels < 3 || (renamed !== null && renamed.kind !== 'half');
  if (channels < 3 && profile !== null) greyToSrgb(data, channels, profile);
  const isInks = header.space === 'cmyk';
  return { tiff: writeTiff({ ...picture, isInks }, isSrgb ? null : profile), hasProfile: !isSrgb && profile !== null };
}

/** Three colours and alpha, or four inks. */
const MOST_CHANNELS = 4;

async function samplesOf(
  decoder: Sharp,
  { depth, space }: Pick<PictureHeader, 'depth' | 'space'>,
  mostChannels: number,
): Promise<Samples & { data: Uint16Array }> {
  const scale = scales[depth] ?? 1;
  const { data, info } = await decoder
    .pipelineColourspace(space) // the same one twice: nothing is converted on the way
    .toColourspace(space)
    .raw({ depth: depth === 'ushort' || depth === 'uchar' ? 'ushort' : 'float' })
    .toBuffer({ resolveWithObject: true });
  const values =
    depth === 'ushort' || depth === 'uchar'
      ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
      : new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4);
  const { width, height } = info;
  const channels = Math.min(info.channels, mostChannels);
  const samples = new Uint16Array(width * height * channels);
  for (let from = 0, to = 0; to < samples.length; from += info.channels, to += channels) {
    for (let channel = 0; channel < channels; channel += 1) {
      // Stored without its fraction
      samples[to + channel] = Math.min(65_535, Math.max(0, (values[from + channel] ?? 0) * scale + 0.5));
    }
  }
  return { width, height, channels, data: samples };
}

/** Takes 16-bit grey to sRGB's curve, in place. A profile that is not for grey, or cannot be read, changes nothing. */
function greyToSrgb(samples: Uint16Array, channels: number, profile: Uint8Array): void {
  const curve = greyCurveOf(profile);
  if (curve === null) return;
  const table = Uint16Array.from({ length: 65_536 }, (_, value) =>
    Math.round(65_535 * lightToSrgb(Math.min(1, Math.max(0, curve(value / 65_535))))),
  );
  for (let at = 0; at < samples.length; at += channels) samples[at] = table[samples[at] ?? 0] ?? 0;
}
