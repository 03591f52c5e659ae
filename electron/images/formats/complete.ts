/**
 * Says whether a file stops before its picture does, by its structure. Asked after decoding failed, to tell a file that was
 * cut off (copied half, card pulled) from one that is damaged inside: decoders' own messages do not tell reliably.
 */
import type { PictureFormat } from '../../contract/photo.ts';
import { isBareJxl } from './jxl-signature.ts';
import { readJpeg } from './jpeg-segments.ts';
import { readPng } from './png-chunks.ts';
import { tiffEndsEarly } from './tiff.ts';

/** True where the bytes end before the structure of the format says they may. */
export function endsEarly(bytes: Uint8Array, format: PictureFormat): boolean {
  switch (format) {
    case 'jpeg':
      return !(readJpeg(bytes)?.complete ?? false);
    case 'png':
      return !(readPng(bytes)?.complete ?? false);
    case 'webp':
      return bytes.length < 12 || viewOf(bytes).getUint32(4, true) + 8 > bytes.length;
    case 'gif':
      return gifEndsEarly(bytes);
    case 'tiff':
    case 'raw':
      return tiffEndsEarly(bytes);
    case 'avif':
    case 'heic':
      return boxesEndEarly(bytes);
    case 'jxl':
      // Without boxes only the decoder knows, and says so itself
      return !isBareJxl(bytes) && boxesEndEarly(bytes);
    case 'bmp':
      // Its opener knows from the header how many bytes there must be
      return false;
  }
}

/** ISO media: top-level boxes, each with its size in front. */
function boxesEndEarly(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  let at = 0;
  while (at < bytes.length) {
    if (at + 8 > bytes.length) return true;
    const size = view.getUint32(at);
    if (size === 0) return false; // reaches to the end of the file, wherever that is
    if (size === 1 && at + 16 > bytes.length) return true;
    const length = size === 1 ? Number(view.getBigUint64(at + 8)) : size;
    if (length < 8) return false;
    at += length;
  }
  return at > bytes.length;
}

function gifEndsEarly(bytes: Uint8Array): boolean {
  const colourTable = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + colourTable(bytes[10] ?? 0);
  while (at < bytes.length) {
    const introducer = bytes[at];
    if (introducer === 0x3b) return false;
    if (introducer === 0x21) at += 2;
    else if (introducer === 0x2c) at += 11 + colourTable(bytes[at + 9] ?? 0);
    else return false; // no GIF block: damaged, not short
    for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) at += length + 1;
    at += 1;
  }
  return true;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
