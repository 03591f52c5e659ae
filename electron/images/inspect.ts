/** A first look at a file: what it is, how large, when taken. Reads the head where that is enough: folders hold thousands. */
import { basename } from 'node:path';
import { DarkslideError } from '../contract/errors.ts';
import type { ExpandedTags } from 'exifreader';
import { openAs } from './decode/decode.ts';
import { rawTags } from './decode/raw.ts';
import type { OpenedPicture } from './decode/decode.ts';
import { recogniseFormat } from './formats/formats.ts';
import { readExifBlock, readTags } from './metadata/metadata.ts';
import { aboutOf } from './metadata/about.ts';
import { takenAt } from './metadata/taken.ts';
import { pngXmpAt } from './formats/png-chunks.ts';
import { readEnds, readWhole } from './read-file.ts';
import { readMark } from './metadata/read-mark.ts';
import { readJpeg } from './formats/jpeg-segments.ts';
import type { PictureFormat } from '../contract/photo.ts';
import type { Inspection } from './tasks.ts';

const HEAD_BYTES = 256 * 1024;
/** PNG writers put texts, XMP among them, in front of the pixels or behind them. */
const TAIL_BYTES = 128 * 1024;

/** Throws file-…, format-unknown, coding-unsupported, raw-without-preview, picture-too-large, picture-truncated, picture-corrupt. */
export async function inspect(path: string): Promise<Inspection> {
  const { head, size, tail } = await readEnds(path, HEAD_BYTES, TAIL_BYTES);
  const format = recogniseFormat(head, basename(path));
  if (format === null) throw new DarkslideError('format-unknown');
  const isWhole = head.length === size;
  if (!isWhole && saysAllInFront(head, format, tail)) {
    try {
      return inspectionOf(await openAs(head, format), tail);
    } catch (thrown) {
      if (thrown instanceof DarkslideError && thrown.code === 'picture-too-large') throw thrown;
      // The head was not enough, large profiles and previews can stand before the size: the whole file decides.
    }
  }
  return inspectionOf(await openAs(isWhole ? head : await readWhole(path), format), noBytes);
}

/**
 * True where size and metadata stand in the head, as JPEG and PNG have them; the other formats keep them anywhere. A long profile before them,
 * or EXIF behind a PNG's pixels, means that the whole file must be read.
 */
function saysAllInFront(head: Uint8Array, format: PictureFormat, tail: Uint8Array): boolean {
  if (format === 'png') return !Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength).includes('eXIf');
  return format === 'jpeg' && readJpeg(head) !== null;
}

/** What an opened picture says of itself. `tail`: the end of the file, where only its head was opened. */
export function inspectionOf(picture: OpenedPicture, tail: Uint8Array = noBytes): Inspection {
  const { format, width, height, header } = picture;
  const tags = tagsOf(picture);
  const packet = header.xmp ?? (format === 'png' ? pngXmpAt(tail.length > 0 ? tail : picture.bytes) : undefined);
  return { format, width, height, takenAt: takenAt(tags, packet), about: aboutOf(tags, packet), mark: readMark(packet) };
}

function tagsOf({ bytes, format, header }: OpenedPicture): ExpandedTags {
  if (format === 'raw') return rawTags(bytes);
  const isReadWhole = format === 'heic' || (format === 'tiff' && header.exif === undefined);
  return isReadWhole ? readTags(bytes) : readExifBlock(header.exif ?? noBytes);
}

const noBytes = new Uint8Array();
