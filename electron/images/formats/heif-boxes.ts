/** The boxes of ISO media files (AVIF, HEIC): a size, four letters and content, one behind the other and in each other. */

/** More boxes in one box than this are no picture's. */
const MOST_BOXES = 4096;

export interface Box {
  readonly type: string;
  readonly data: Uint8Array;
}

/** The boxes that lie side by side in these bytes; one that is cut off has what there is of it. */
export function boxesIn(bytes: Uint8Array): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boxes: Box[] = [];
  let at = 0;
  while (at + 8 <= bytes.length && boxes.length < MOST_BOXES) {
    const short = view.getUint32(at);
    const isLong = short === 1 && at + 16 <= bytes.length;
    const head = isLong ? 16 : 8;
    const size = isLong ? Number(view.getBigUint64(at + 8)) : short === 0 ? bytes.length - at : short;
    if (size < head) break;
    boxes.push({ type: text(bytes, at + 4), data: bytes.subarray(at + head, Math.min(bytes.length, at + size)) });
    at += size;
  }
  return boxes;
}

/** Four letters. */
export function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
