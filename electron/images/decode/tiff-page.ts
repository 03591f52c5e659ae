/** Which page of a TIFF is the picture, and whether its coding can be decoded. */
import type { DarkslideError } from '../../contract/errors.ts';
import type { TiffPage } from '../formats/tiff.ts';
import { unsupportedCoding } from './remarks.ts';

/**
 * The codings that the decoder has (TIFF tag Compression): none, CCITT (three), LZW, JPEG, deflate (two numbers), PackBits. It opens files
 * in others too and hands out black for their pixels, so these are refused by the number.
 */
const decodedCodings = new Map([
  [1, 'none'],
  [2, 'CCITT'],
  [3, 'CCITT group 3'],
  [4, 'CCITT group 4'],
  [5, 'LZW'],
  [7, 'JPEG'],
  [8, 'deflate'],
  [32773, 'PackBits'],
  [32946, 'deflate'],
]);

/** Those that are met and cannot be decoded, by the names that programs show when they export. */
const otherCodings = new Map([
  [6, 'the JPEG coding of TIFF 6.0 that was replaced in 1995'],
  [32771, 'CCITT RLE in words'],
  [32809, 'ThunderScan'],
  [34661, 'JBIG'],
  [34676, 'LogLuv'],
  [34677, 'LogLuv'],
  [34712, 'JPEG 2000'],
  [34887, 'LERC'],
  [34892, 'lossy JPEG of DNG'],
  [34925, 'LZMA'],
  [50000, 'Zstandard'],
  [50001, 'WebP'],
  [50002, 'JPEG XL'],
  [52546, 'JPEG XL'],
]);

/** The first page that is neither a smaller copy nor a mask; where all say that they are, the first. Null: no page can be read. */
export function picturePage(pages: readonly TiffPage[]): TiffPage | null {
  return pages.find(({ isReducedOrMask }) => !isReducedOrMask) ?? pages[0] ?? null;
}

/** Throws coding-unsupported where the page is packed or written in a way that the decoder does not have. */
export function refuseCoding(page: TiffPage): void {
  if (!decodedCodings.has(page.compression)) {
    const name = otherCodings.get(page.compression);
    const words = name === undefined ? `coding number ${String(page.compression)}` : name;
    throw unsupported(`is packed with ${words}`, 'with LZW or ZIP');
  }
  const samples = oddSamples(page);
  if (samples !== null) throw unsupported(`has ${samples}`, 'with 8 or 16 bits');
  if (page.isTiled && page.isPlanar && page.samplesPerPixel > 1) {
    throw unsupported('keeps each channel in tiles of its own', 'with interleaved channels');
  }
  if (page.samplesPerPixel > MOST_CHANNELS) {
    throw unsupported(`has ${String(page.samplesPerPixel)} channels`, 'without its additional channels');
  }
  if (page.photometric === 10) throw unsupported('keeps its colours as ITU Lab', 'in RGB');
}

/** The decoder takes no more. */
const MOST_CHANNELS = 5;

/** Inks, in TIFF's tag PhotometricInterpretation. */
const SEPARATED = 5;

/**
 * How many of the channels, from the first, make the picture: selections that a program keeps beside the colours are no transparency. Null: the
 * decoder takes what there is as it is meant.
 */
export function keptChannels({ photometric, samplesPerPixel, extraSamples }: TiffPage): number | null {
  if (photometric === null || photometric === 3) return null;
  const colours = photometric === SEPARATED ? 4 : photometric < 2 ? 1 : 3;
  const others = samplesPerPixel - colours;
  const hasAlpha = extraSamples[0] !== 0;
  if (others < 1 || (others === 1 && hasAlpha)) return null;
  return hasAlpha && extraSamples.length > 0 && photometric !== SEPARATED ? colours + 1 : colours;
}

function unsupported(what: string, how: string): DarkslideError {
  return unsupportedCoding('TIFF', what, how);
}

/** What is odd about the samples, in words; null: the decoder has them. */
function oddSamples({ sampleFormat, bitsPerSample: bits, samplesPerPixel, predictor }: TiffPage): string | null {
  if (sampleFormat === 2) return 'samples with a sign';
  if (sampleFormat === 3 && bits !== 16 && bits !== 32) return `${String(bits)}-bit floating point samples`;
  if (sampleFormat === 3 && bits === 16 && predictor === 3) return '16-bit floating point samples that are packed as differences';
  if (sampleFormat === 5 || sampleFormat === 6) return 'complex numbers as samples';
  if (![1, 2, 4, 8, 16, 32].includes(bits)) return `${String(bits)}-bit samples`;
  return bits < 8 && samplesPerPixel > 1 ? `several channels of ${String(bits)} bits` : null;
}
