/** A first look at a file: what it is, how large, when taken. Reads the head where that is enough: folders hold thousands. */
import { basename } from 'node:path';
import { DarkslideError } from '../contract/errors.ts';
import { openAs } from './decode.ts';
import type { OpenedPicture } from './decode.ts';
import { formats, recogniseFormat } from './formats.ts';
import { readExifBlock, readTags, takenAt } from './metadata.ts';
import { readHead, readWhole } from './read-file.ts';
import type { Inspection } from './tasks.ts';

const HEAD_BYTES = 256 * 1024;
/** Formats whose facts stand in front; the others keep them anywhere, or say more at their end. */
const factsInFront = new Set(['jpeg', 'png']);

/** Throws file-…, format-unknown, format-later (HEIC, RAW), picture-too-large, picture-truncated, picture-corrupt. */
export async function inspect(path: string): Promise<Inspection> {
  const { head, size } = await readHead(path, HEAD_BYTES);
  const format = recogniseFormat(head, basename(path));
  if (format === null) throw new DarkslideError('format-unknown');
  if (formats[format].loader === 'later') throw new DarkslideError('format-later');
  const isWhole = head.length === size;
  if (!isWhole && factsInFront.has(format)) {
    try {
      return toInspection(await openAs(head, format));
    } catch (thrown) {
      if (thrown instanceof DarkslideError && thrown.code === 'picture-too-large') throw thrown;
      // The head was not enough, large profiles and previews can stand before the size: the whole file decides.
    }
  }
  return toInspection(await openAs(isWhole ? head : await readWhole(path), format));
}

function toInspection(picture: OpenedPicture): Inspection {
  const { format, width, height, header } = picture;
  const tags = header.exif === undefined && format === 'tiff' ? readTags(picture.bytes) : readExifBlock(header.exif ?? noExif);
  return { format, width, height, takenAt: takenAt(tags) };
}

const noExif = new Uint8Array();
