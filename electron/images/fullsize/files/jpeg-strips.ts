/**
 * A JPEG made strip by strip: each strip is packed by itself, and their scans are put after each other with restart markers between them, where a
 * decoder begins anew anyway. So the picture is never in memory as a whole. Source: ITU-T T.81, E.1.4 and F.1.2.3.
 */
import sharp from 'sharp';
import { ownBytes } from '../../decode/decode.ts';
import { jpegFrameOf, readJpeg, writeJpeg, type JpegSegment } from '../../formats/jpeg-segments.ts';
import type { Extent } from '../planes/planes.ts';

/** Pixels of a block's side; with full colour a strip is rows of such blocks. */
const BLOCK = 8;
/** Blocks between two restart markers, at most: the number has 16 bits. */
const MOST_BLOCKS = 65_535;
/** Rows that are wanted in a strip. */
const WANTED_ROWS = 256;
const START_OF_SCAN = 0xda;
const RESTART_INTERVAL = 0xdd;
const HUFFMAN = 0xc4;

/** Rows that each strip but the last must have. */
export function jpegStripRows(width: number): number {
  const blocks = Math.ceil(width / BLOCK);
  return Math.max(1, Math.min(WANTED_ROWS / BLOCK, Math.floor(MOST_BLOCKS / blocks))) * BLOCK;
}

export interface StripWriter {
  /** Rows of every strip but the last. */
  readonly rows: number;
  /** Adds the next rows, three numbers a pixel. */
  add(samples: Uint8Array | Uint16Array, rows: number): Promise<void>;
  /** The whole file, once all rows are added. */
  finish(): Promise<Uint8Array>;
}

export function createJpegStrips({ width, height }: Extent, quality: number): StripWriter {
  const rows = jpegStripRows(width);
  const strips: Uint8Array[] = [];
  let head: readonly JpegSegment[] = [];
  let added = 0;
  return {
    rows,
    add: async (samples, count) => {
      if (!(samples instanceof Uint8Array)) throw new Error('JPEG has 8 bits');
      if (added % rows !== 0) throw new Error('a strip of another height');
      const parts = readJpeg(await packed(samples.subarray(0, count * width * 3), { width, height: count }, quality));
      if (parts?.complete !== true) throw new Error('a strip was not packed');
      // Copies: the decoder's memory is used again for the next strip
      if (strips.length === 0) head = parts.segments.map(({ marker, payload }) => ({ marker, payload: ownBytes(payload) }));
      strips.push(ownBytes(parts.scans));
      added += count;
    },
    finish: async () => {
      if (added !== height) throw new Error('rows are missing');
      return await Promise.resolve(joined(head, strips, { width, height: added }, rows));
    },
  };
}

/** With the codes that are the same for every picture: strips must share them. */
async function packed(samples: Uint8Array, { width, height }: Extent, quality: number): Promise<Uint8Array> {
  return await sharp(samples, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:4:4', optimiseCoding: false, progressive: false })
    .toBuffer();
}

function joined(head: readonly JpegSegment[], strips: readonly Uint8Array[], extent: Extent, rows: number): Uint8Array {
  const interval = (rows / BLOCK) * Math.ceil(extent.width / BLOCK);
  const restart: JpegSegment = { marker: RESTART_INTERVAL, payload: Uint8Array.of(interval >> 8, interval & 0xff) };
  const frame = jpegFrameOf({ segments: head, scans: new Uint8Array(), complete: true });
  const sized = head.map((segment) => (segment === frame ? withHeight(segment, extent.height) : segment));
  // Tables of codes may follow the frame; the interval stands before the scan, wherever
  return writeJpeg(strips.length > 1 ? [...sized, restart] : sized, joinScans(strips));
}

function withHeight({ marker, payload }: JpegSegment, height: number): JpegSegment {
  const next = ownBytes(payload);
  next[1] = height >> 8;
  next[2] = height & 0xff;
  return { marker, payload: next };
}

/** One scan of all: the header of the first, then the packed pixels of each with markers RST0 to RST7 in turn between them. */
function joinScans(strips: readonly Uint8Array[]): Uint8Array {
  const bodies = strips.map(bodyOf);
  const [first] = strips;
  const header = first === undefined ? new Uint8Array() : first.subarray(0, headerLength(first));
  const size = bodies.reduce((sum, body) => sum + body.length + 2, header.length);
  const bytes = new Uint8Array(size);
  bytes.set(header);
  let at = header.length;
  for (const [index, body] of bodies.entries()) {
    bytes.set(body, at);
    at += body.length;
    bytes.set(index === bodies.length - 1 ? [0xff, 0xd9] : [0xff, 0xd0 + (index % 8)], at);
    at += 2;
  }
  return bytes;
}

/** Bytes of the start-of-scan marker with what belongs to it. */
function headerLength(scan: Uint8Array): number {
  if (scan[0] !== 0xff || scan[1] !== START_OF_SCAN) throw new Error('no scan');
  return 2 + (scan[2] ?? 0) * 256 + (scan[3] ?? 0);
}

/** Without the header and the end-of-image marker. Throws where tables or further scans are among the pixels. */
function bodyOf(scan: Uint8Array): Uint8Array {
  const body = scan.subarray(headerLength(scan), scan.length - 2);
  for (let at = body.indexOf(0xff); at !== -1; at = body.indexOf(0xff, at + 2)) {
    const next = body[at + 1];
    if (next === HUFFMAN || next === START_OF_SCAN) throw new Error('a strip in several scans');
  }
  return body;
}
