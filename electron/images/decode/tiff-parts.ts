/**
 * Are the packed strips and tiles of a TIFF sound? The decoder fills a damaged one with whatever it had and goes on, so each is looked at before
 * anything is paid. What is not packed has no check.
 */
import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { DarkslideError } from '../../contract/errors.ts';
import { isHarmlessWarning } from './remarks.ts';
import { lzwGives, packBitsGives } from '../formats/tiff-packing.ts';
import type { TiffPage } from '../formats/tiff.ts';

/** Throws picture-truncated where a part lies beyond the end of the file, picture-corrupt where one is damaged. */
export async function refuseDamagedParts(bytes: Uint8Array, page: TiffPage): Promise<void> {
  const check = checkOf(bytes, page);
  if (check === null) return;
  for (const [index, { offset, length }] of page.parts.entries()) {
    if (length === 0) continue; // a part that was never written is background
    if (offset + length > bytes.length) throw new DarkslideError('picture-truncated');
    const isSound = await check(bytes.subarray(offset, offset + length), index);
    if (!isSound) throw new DarkslideError('picture-corrupt');
  }
}

type Check = (part: Uint8Array, index: number) => boolean | Promise<boolean>;

/** By the tag Compression; null: nothing can be told. */
function checkOf(bytes: Uint8Array, page: TiffPage): Check | null {
  switch (page.compression) {
    case 5:
      return page.isBitReversed ? null : (part, index) => lzwGives(part, unpackedBytes(page, index));
    case 7:
      return async (part) => await isSoundJpeg(withTables(bytes, page, part));
    case 8:
    case 32946:
      return inflates;
    case 32773:
      return page.isBitReversed ? null : (part, index) => packBitsGives(part, unpackedBytes(page, index));
    default:
      return null;
  }
}

/** A part unpacked; single strips of whole scans stay below it. */
const MOST_PART_BYTES = 1024 * 1024 * 1024;

/** Deflate carries a check sum. */
function inflates(part: Uint8Array): boolean {
  try {
    inflateSync(part, { maxOutputLength: MOST_PART_BYTES });
    return true;
  } catch (cause) {
    return cause instanceof RangeError; // larger than what is unpacked for a check alone
  }
}

/** Bytes of a strip or tile before it was packed; rows begin with a byte of their own. */
function unpackedBytes(page: TiffPage, index: number): number {
  const samples = page.isPlanar ? 1 : page.samplesPerPixel;
  const perRow = Math.ceil((page.partWidth * samples * page.bitsPerSample) / 8);
  if (page.isTiled || page.partHeight === 0) return perRow * page.partHeight;
  const perPlane = Math.ceil(page.height / page.partHeight);
  const above = (index % perPlane) * page.partHeight;
  return perRow * Math.min(page.partHeight, page.height - above);
}

/** A stream that can be read by itself: the tables that all parts share stand behind its first marker. */
function withTables(bytes: Uint8Array, { jpegTables }: TiffPage, part: Uint8Array): Uint8Array {
  const tables =
    jpegTables === null ? new Uint8Array() : bytes.subarray(jpegTables.offset, jpegTables.offset + jpegTables.length);
  // Both are framed by a marker for the start and one for the end
  return tables.length < 4 ? part : Buffer.concat([part.subarray(0, 2), tables.subarray(2, -2), part.subarray(2)]);
}

async function isSoundJpeg(jpeg: Uint8Array): Promise<boolean> {
  return await sharp(jpeg, { failOn: 'warning', limitInputPixels: false })
    .raw()
    .toBuffer()
    .then(() => true, isHarmlessWarning);
}
