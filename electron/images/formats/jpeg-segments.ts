/** Takes a JPEG apart into its header segments and its compressed pixels, and puts it together again, without decoding. */

export interface JpegSegment {
  /** Second byte of the marker: 0xe1 for APP1. */
  readonly marker: number;
  /** What follows the two length bytes. */
  readonly payload: Uint8Array;
}

export interface JpegParts {
  /** Everything between start of image and the first scan, in order. */
  readonly segments: readonly JpegSegment[];
  /** From the first start-of-scan marker to the end-of-image marker, both included: the pixels, bit for bit. */
  readonly scans: Uint8Array;
  /** False where the bytes stop before the end-of-image marker. */
  readonly complete: boolean;
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** Takes a JPEG apart; null where the bytes are no JPEG with a scan. Bytes after the end of the image are left out. */
export function readJpeg(bytes: Uint8Array): JpegParts | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  const segments: JpegSegment[] = [];
  let at = 2;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1; // fill bytes are allowed before a marker
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) return null;
    if (marker === START_OF_SCAN) break;
    const length = lengthAt(bytes, at + 2);
    if (length === null) return null;
    segments.push({ marker, payload: bytes.subarray(at + 4, at + 2 + length) });
    at += 2 + length;
  }
  const end = findEnd(bytes, at);
  return { segments, scans: bytes.subarray(at, end ?? bytes.length), complete: end !== null };
}

/** Puts a JPEG together. Throws RangeError where a payload is over 65,533 bytes. */
export function writeJpeg(segments: readonly JpegSegment[], scans: Uint8Array): Uint8Array {
  const size = segments.reduce((sum, segment) => sum + 4 + segment.payload.length, 2 + scans.length);
  const bytes = new Uint8Array(size);
  bytes.set([0xff, 0xd8]);
  let at = 2;
  for (const { marker, payload } of segments) {
    const length = payload.length + 2;
    if (length > 0xffff) throw new RangeError(`JPEG segment of ${String(length)} bytes`);
    bytes.set([0xff, marker, length >> 8, length & 0xff], at);
    bytes.set(payload, at + 4);
    at += 4 + payload.length;
  }
  bytes.set(scans, at);
  return bytes;
}

/** True for segments a decoder needs: tables, frame, restart interval. All APPn and comments are metadata, but see adobe. */
export function isDecoderSegment(segment: JpegSegment): boolean {
  const isApplication = segment.marker >= 0xe0 && segment.marker <= 0xef;
  const isComment = segment.marker === 0xfe;
  return (!isApplication && !isComment) || isAdobe(segment);
}

/** APP14 "Adobe" names the colour transform: without it the pixels would be read in wrong colours. */
function isAdobe(segment: JpegSegment): boolean {
  return segment.marker === 0xee && payloadStartsWith(segment, 'Adobe');
}

/** True where a segment's payload begins with these ASCII characters. */
export function payloadStartsWith(segment: JpegSegment, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (segment.payload[index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** The segment that says how large the picture is and how it is packed; null where there is none. */
export function jpegFrameOf(parts: JpegParts): JpegSegment | null {
  const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
  return parts.segments.find(({ marker }) => isFrame(marker)) ?? null;
}

/** Bits a channel and number of channels, from the frame header; null where there is none. */
export function jpegFrame(parts: JpegParts): { bits: number; channels: number } | null {
  const frame = jpegFrameOf(parts);
  const bits = frame?.payload[0];
  const channels = frame?.payload[5];
  return bits === undefined || channels === undefined ? null : { bits, channels };
}

/** Hierarchical pictures, with Huffman's codes or arithmetic ones: nobody reads them. */
const hierarchical = [0xc5, 0xc6, 0xc7, 0xcd, 0xce, 0xcf];

/** What about this JPEG no decoder at hand has, in words; null: nothing that its header tells. */
export function oddJpegCoding(bytes: Uint8Array): string | null {
  const parts = readJpeg(bytes);
  const frame = parts === null ? null : jpegFrameOf(parts);
  if (frame === null) return null;
  const bits = frame.payload[0] ?? 8;
  if (hierarchical.includes(frame.marker)) return 'is packed in layers';
  return bits === 12 || bits === 16 ? `has ${String(bits)}-bit samples` : null;
}

/** Pixels by the frame header, before any turning; null where there is none. */
export function jpegFrameSize(parts: JpegParts): { width: number; height: number } | null {
  const frame = jpegFrameOf(parts);
  const [, highY, lowY, highX, lowX] = frame?.payload ?? [];
  if (highY === undefined || lowY === undefined || highX === undefined || lowX === undefined) return null;
  const [width, height] = [highX * 256 + lowX, highY * 256 + lowY];
  return width === 0 || height === 0 ? null : { width, height };
}

/** Walks from a start-of-scan marker over scans and the tables between them; the offset behind the end, null: not there. */
function findEnd(bytes: Uint8Array, start: number): number | null {
  let at = start;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) {
      const next = bytes.indexOf(0xff, at);
      if (next < 0) return null;
      at = next;
      continue;
    }
    const marker = bytes[at + 1] ?? 0;
    if (marker === END_OF_IMAGE) return at + 2;
    const standsAlone = marker === 0x00 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    if (standsAlone) at += 2;
    else if (marker === 0xff) at += 1;
    else {
      const length = lengthAt(bytes, at + 2);
      if (length === null) return null;
      at += 2 + length;
    }
  }
  return null;
}

function lengthAt(bytes: Uint8Array, at: number): number | null {
  const high = bytes[at];
  const low = bytes[at + 1];
  if (high === undefined || low === undefined) return null;
  const length = high * 256 + low;
  return length < 2 || at + length > bytes.length ? null : length;
}
