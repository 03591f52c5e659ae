/**
 * The task: an answer carried over to its original at full size, as the bytes of a file. The original is read once and decoded in bands, so that memory
 * is bounded by a band and by what the file is packed to.
 */
import { decodeBands, decodeFrame } from '../../decode/bands.ts';
import { decodePixels, openPicture, type Pixels } from '../../decode/decode.ts';
import { DarkslideError } from '../../../contract/errors.ts';
import type { OutputFormat } from '../../../contract/recipe.ts';
import { tagFinished } from '../../metadata/tag-finished.ts';
import { hashBytes, readStamped } from '../../read-file.ts';
import type { FullSized, FullSizeOptions } from '../../tasks.ts';
import { thumbnailOf } from '../../thumbnail.ts';
import { createApplier, type Samples } from '../apply/applier.ts';
import { carry } from '../fit/carry.ts';
import { planesOf, type Extent, type Plane } from '../planes/planes.ts';
import { createJpegStrips, type StripWriter } from './jpeg-strips.ts';
import { createPngStrips } from './png-strips.ts';

/** JPEG near lossless: it is the result that a photographer keeps. */
const QUALITY = 95;
/** Answers whose shape differs from the original's by more than this (parts of it) are taken for cropped or padded. */
const SAME_SHAPE = 0.01;

/**
 * Reads the original once. Throws file-… and picture-… for the original, reply-unusable for the answer.
 * @param bytes - the answer, as it came or as it was stored
 */
export async function fullSize(path: string, bytes: Uint8Array, options: FullSizeOptions): Promise<FullSized> {
  const { bytes: original } = await readStamped(path);
  if (options.originalHash !== null && hashBytes(original) !== options.originalHash) throw new DarkslideError('file-changed');
  const picture = await openPicture(original, path);
  const answer = await decodeAnswer(bytes);
  const extent = frameExtent(picture, answer);
  const frame = await decodeFrame(picture, extent);
  const { carrier, isCarried, trusted, softness, lying } = carry(
    planesOf(frame.data, frame, 255),
    planesOf(answer.data, answer, 255),
  );
  const keep = options.keep === null ? null : await decodeMask(options.keep);
  const apply = createApplier(carrier, picture, { amount: options.amount, keep }, !isCarried);
  const bits = options.format === 'png' && picture.header.depth !== 'uchar' ? 16 : 8;
  const writer = writerOf(options.format, picture, bits);
  let first = 0;
  for await (const band of decodeBands(picture, bits, writer.rows)) {
    await addBand(band, picture.width, first, apply, writer);
    first += band.length / (picture.width * 3);
  }
  const { width, height } = picture;
  const thumbnail = await thumbnailOf(answer, options.says);
  const { format, mark, says } = options;
  const tagged = tagFinished(await writer.finish(), format, { width, height, thumbnail }, { mark, ...says });
  if (tagged === null) throw new Error('the file that was made cannot be tagged');
  return {
    ...tagged,
    width,
    height,
    trusted,
    softness,
    lying,
  };
}

type Apply = ReturnType<typeof createApplier>;

async function addBand(band: Samples, width: number, first: number, apply: Apply, writer: StripWriter): Promise<void> {
  const rows = band.length / (width * 3);
  for (let from = 0; from < rows; from += writer.rows) {
    const count = Math.min(writer.rows, rows - from);
    const strip = band.subarray(from * width * 3, (from + count) * width * 3);
    apply(strip, first + from, count);
    await writer.add(strip, count);
  }
}

function writerOf(format: OutputFormat, extent: Extent, bits: 8 | 16): StripWriter {
  return format === 'jpeg' ? createJpegStrips(extent, QUALITY) : createPngStrips(extent, bits);
}

async function decodeAnswer(bytes: Uint8Array): Promise<Pixels> {
  try {
    return await decodePixels(await openPicture(bytes, ''), null, 'strict');
  } catch (thrown) {
    throw new DarkslideError('reply-unusable', undefined, { cause: thrown });
  }
}

/** Brightness of the mask: white keeps the original. */
async function decodeMask(bytes: Uint8Array): Promise<Plane> {
  const { data, width, height } = await decodePixels(await openPicture(bytes, ''), null, 'strict');
  return { width, height, data: Float32Array.from({ length: width * height }, (_, at) => (data[at * 3] ?? 0) / 255) };
}

/** The original's size shrunk to about as many pixels as the answer has; the answer's own where the shapes are alike. Never more than the original. */
export function frameExtent(original: Extent, answer: Extent): Extent {
  const shape = original.width / original.height;
  const isAlike = Math.abs(answer.width / answer.height / shape - 1) < SAME_SHAPE;
  const scale = Math.min(1, Math.sqrt((answer.width * answer.height) / (original.width * original.height)));
  const width = isAlike ? answer.width : Math.round(original.width * scale);
  const height = isAlike ? answer.height : Math.round(original.height * scale);
  return { width: Math.max(1, Math.min(original.width, width)), height: Math.max(1, Math.min(original.height, height)) };
}
