/** A PNG made strip by strip, of 8 or 16 bits: the picture is never in memory as a whole, only what it is packed to. */
import { once } from 'node:events';
import { createDeflate } from 'node:zlib';
import { writePng, type PngChunk } from '../../formats/png-chunks.ts';
import type { Extent } from '../planes/planes.ts';
import type { StripWriter } from './jpeg-strips.ts';

const ROWS = 128;
/** Packing harder takes twice the time for a few per cent, at full size. */
const LEVEL = 4;
/** Rows as differences to the one above (filter "Up"): photographs get about as small as by trying all. */
const UP = 2;
const RGB = 2;

export function createPngStrips({ width, height }: Extent, bits: 8 | 16): StripWriter {
  const deflate = createDeflate({ level: LEVEL });
  const parts: Uint8Array[] = [];
  deflate.on('data', (part: Uint8Array) => parts.push(part));
  const ended = once(deflate, 'end');
  // Heard of in finish()
  ended.catch(() => undefined);
  const length = width * 3 * (bits / 8);
  let above = new Uint8Array(length);
  let added = 0;
  return {
    rows: ROWS,
    add: async (samples, count) => {
      const lines = new Uint8Array(count * (length + 1));
      for (let row = 0; row < count; row += 1) {
        const bytes = bigEndian(samples.subarray(row * width * 3, (row + 1) * width * 3));
        const at = row * (length + 1);
        lines[at] = UP;
        for (let index = 0; index < length; index += 1) lines[at + 1 + index] = (bytes[index] ?? 0) - (above[index] ?? 0);
        above = bytes;
      }
      added += count;
      if (!deflate.write(lines)) await once(deflate, 'drain');
    },
    finish: async () => {
      if (added !== height) throw new Error('rows are missing');
      deflate.end();
      await ended;
      const data: PngChunk[] = parts.map((part) => ({ type: 'IDAT', data: part }));
      return writePng([
        { type: 'IHDR', data: header({ width, height }, bits) },
        ...data,
        { type: 'IEND', data: new Uint8Array() },
      ]);
    },
  };
}

function header({ width, height }: Extent, bits: number): Uint8Array {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  bytes[8] = bits;
  bytes[9] = RGB;
  return bytes;
}

/** Bytes of their own; 16 bits with the larger byte first, as PNG wants them. */
function bigEndian(samples: Uint8Array | Uint16Array): Uint8Array<ArrayBuffer> {
  if (samples instanceof Uint8Array) return Uint8Array.from(samples);
  const bytes = new Uint8Array(samples.length * 2);
  for (let at = 0; at < samples.length; at += 1) {
    const value = samples[at] ?? 0;
    bytes[2 * at] = value >> 8;
    bytes[2 * at + 1] = value & 0xff;
  }
  return bytes;
}
