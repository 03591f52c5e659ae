/** Takes a PNG apart into its chunks and puts it together again, without decoding. */

import { inflateSync } from 'node:zlib';

export interface PngChunk {
  /** Four letters: "IDAT". */
  readonly type: string;
  readonly data: Uint8Array;
}

const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The chunks up to IEND. `complete` is false where the bytes stop before it; null: no PNG. */
export function readPng(bytes: Uint8Array): { chunks: readonly PngChunk[]; complete: boolean } | null {
  if (!PNG_SIGNATURE.every((value, index) => bytes[index] === value)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  let at = PNG_SIGNATURE.length;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) break;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) });
    if (type === 'IEND') return { chunks, complete: true };
    at += 12 + length;
  }
  return { chunks, complete: false };
}

/** The same picture with its EXIF in front of the pixels, where decoders look for how it is to be turned; the standard lets it follow them. */
export function withEarlyExif(bytes: Uint8Array): Uint8Array {
  const chunks = readPng(bytes)?.chunks ?? [];
  const pixels = chunks.findIndex(({ type }) => type === 'IDAT');
  const exif = chunks.findIndex(({ type }) => type === 'eXIf');
  if (pixels < 0 || exif < pixels) return bytes;
  const late = chunks.slice(exif, exif + 1);
  return writePng([...chunks.slice(0, pixels), ...late, ...chunks.slice(pixels).filter(({ type }) => type !== 'eXIf')]);
}

const XMP_CHUNK = Buffer.from('iTXtXML:com.adobe.xmp\0', 'latin1');
/** A packet of XMP, unpacked; more is no packet. Bytes. */
const MOST_XMP_BYTES = 1024 * 1024;

/** The XMP packet somewhere in these bytes of a PNG, which need not begin with its first chunk; undefined: there is none. */
export function pngXmpAt(bytes: Uint8Array): Uint8Array | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = buffer.indexOf(XMP_CHUNK);
  if (at < 4) return undefined;
  const end = at + 4 + buffer.readUInt32BE(at - 4);
  let start = at + XMP_CHUNK.length;
  const isPacked = buffer[start] === 1;
  start += 2; // the flag and the method of compression; language and translated keyword follow, each ended by a zero
  for (let text = 0; text < 2; text += 1) {
    const zero = buffer.indexOf(0, start);
    if (zero === -1 || zero >= end) return undefined;
    start = zero + 1;
  }
  if (end > buffer.length) return undefined;
  const data = buffer.subarray(start, end);
  if (!isPacked) return data;
  try {
    return inflateSync(data, { maxOutputLength: MOST_XMP_BYTES });
  } catch {
    return undefined; // damaged or a bomb: the picture itself is judged elsewhere
  }
}

/** Puts a PNG together, with fresh check sums. */
export function writePng(chunks: readonly PngChunk[]): Uint8Array {
  const size = chunks.reduce((sum, chunk) => sum + 12 + chunk.data.length, PNG_SIGNATURE.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(PNG_SIGNATURE);
  let at = PNG_SIGNATURE.length;
  for (const { type, data } of chunks) {
    view.setUint32(at, data.length);
    for (let index = 0; index < 4; index += 1) bytes[at + 4 + index] = type.charCodeAt(index);
    bytes.set(data, at + 8);
    view.setUint32(at + 8 + data.length, crc32(bytes.subarray(at + 4, at + 8 + data.length)));
    at += 12 + data.length;
  }
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** PNG's check sum; node:zlib has one only in later versions than the app must run on. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
