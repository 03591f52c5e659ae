/** Makes a picture claim a size that it does not have, format by format, with everything else left right. Pure. */
import { readPng, writePng } from '../../../electron/images/formats/png-chunks.ts';

/** Both sides become `side`, or as much of it as the format can say; null: not a format that is known here. */
export function hugeDimensions(bytes: Buffer, side: number): Buffer | null {
  const copy = Buffer.from(bytes);
  const start = copy.toString('latin1', 0, 12);
  if (start.startsWith('\xff\xd8')) return jpeg(copy, side);
  if (start.startsWith('\x89PNG')) return png(copy, side);
  if (start.startsWith('GIF8')) return gif(copy, side);
  if (start.startsWith('RIFF')) return webp(copy, side);
  if (start.startsWith('BM')) return bmp(copy, side);
  if (start.slice(4, 8) === 'ftyp') return boxes(copy, side);
  if (/^(?:II\*\0|MM\0\*)/.test(start)) return tiff(copy, side);
  return null;
}

const short = (side: number): number => Math.min(side, 0xffff);

function jpeg(bytes: Buffer, side: number): Buffer | null {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (!isFrame) continue;
    bytes.writeUInt16BE(short(side), at + 5);
    bytes.writeUInt16BE(short(side), at + 7);
    return bytes;
  }
  return null;
}

function png(bytes: Buffer, side: number): Buffer | null {
  const [header, ...others] = readPng(bytes)?.chunks ?? [];
  if (header === undefined) return null;
  const data = Buffer.from(header.data);
  data.writeUInt32BE(side, 0);
  data.writeUInt32BE(side, 4);
  return Buffer.from(writePng([{ type: 'IHDR', data }, ...others]));
}

function gif(bytes: Buffer, side: number): Buffer {
  bytes.writeUInt16LE(short(side), 6);
  bytes.writeUInt16LE(short(side), 8);
  return bytes;
}

function webp(bytes: Buffer, side: number): Buffer | null {
  const chunk = bytes.toString('latin1', 12, 16);
  const most = Math.min(side, 16_383);
  if (chunk === 'VP8 ') {
    bytes.writeUInt16LE(most, 26);
    bytes.writeUInt16LE(most, 28);
  } else if (chunk === 'VP8L') bytes.writeUInt32LE((((most - 1) << 14) | (most - 1)) >>> 0, 21);
  else if (chunk === 'VP8X') {
    bytes.writeUIntLE(Math.min(side, 0xffffff) - 1, 24, 3);
    bytes.writeUIntLE(Math.min(side, 0xffffff) - 1, 27, 3);
  } else return null;
  return bytes;
}

function bmp(bytes: Buffer, side: number): Buffer {
  bytes.writeInt32LE(side, 18);
  bytes.writeInt32LE(side, 22);
  return bytes;
}

/** HEIC and AVIF say their size in boxes of type ispe, one for each picture inside. */
function boxes(bytes: Buffer, side: number): Buffer | null {
  let found = false;
  for (let at = bytes.indexOf('ispe'); at !== -1 && at + 16 <= bytes.length; at = bytes.indexOf('ispe', at + 4)) {
    bytes.writeUInt32BE(side, at + 8);
    bytes.writeUInt32BE(side, at + 12);
    found = true;
  }
  return found ? bytes : null;
}

function tiff(bytes: Buffer, side: number): Buffer | null {
  const little = bytes[0] === 0x49;
  const read16 = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const first = little ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
  if (first + 2 > bytes.length) return null;
  for (let index = 0; index < read16(first); index += 1) {
    const at = first + 2 + index * 12;
    if (at + 12 > bytes.length) return null;
    if (read16(at) !== 256 && read16(at) !== 257) continue;
    const type = 4; // LONG
    if (little) {
      bytes.writeUInt16LE(type, at + 2);
      bytes.writeUInt32LE(side, at + 8);
    } else {
      bytes.writeUInt16BE(type, at + 2);
      bytes.writeUInt32BE(side, at + 8);
    }
  }
  return bytes;
}
