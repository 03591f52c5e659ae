/**
 * Pixels of Windows and OS/2 bitmaps. Read here and not by a package: those that are kept put black in the place of what a file lacks and know no
 * profiles, and a missing row must be told before anything is paid.
 */
import { DarkslideError } from '../../contract/errors.ts';
import { readBmpHeader, type BmpHeader, type BmpTrouble } from '../formats/bmp.ts';
import type { PictureHeader } from './header.ts';
import type { Samples } from './rewrap.ts';

/** What the header says. Throws coding-unsupported, picture-truncated, and an Error where it is damaged. */
export function bmpHeader(bytes: Uint8Array): PictureHeader & { readonly profile: Uint8Array | null } {
  const header = readOrRefuse(bytes);
  const { width, height, coding, profile } = header;
  return {
    ...{ width, height, channels: hasAlpha(header) ? 4 : 3, depth: 'uchar', space: 'srgb', profile },
    // A file of runs may be a few bytes for a whole picture
    isProgressive: coding.startsWith('runs'),
  };
}

/** Red, green and blue, with alpha where it has some, from above to below. `strict`: throws where pixels are missing. */
export function decodeBmp(bytes: Uint8Array, strict: boolean): Samples {
  const header = readOrRefuse(bytes);
  const packed = bytes.subarray(header.pixelsAt);
  return header.coding.startsWith('runs') ? decodeRuns(packed, header, strict) : decodeRows(packed, header, strict);
}

const troubles: Readonly<Record<BmpTrouble, () => Error>> = {
  damaged: () => new Error('the header of the bitmap cannot be right'),
  cut: () => new DarkslideError('picture-truncated'),
  'jpeg-inside': () => unsupported('holds a JPEG for a printer'),
  'png-inside': () => unsupported('holds a PNG for a printer'),
  'old-coding': () => unsupported('is packed in a way of the early nineties'),
  'odd-bits': () => unsupported('has an unusual number of bits in a pixel'),
};

function unsupported(what: string): DarkslideError {
  return new DarkslideError('coding-unsupported', `This BMP ${what}, which cannot be read. Export it as PNG.`);
}

function readOrRefuse(bytes: Uint8Array): BmpHeader {
  const header = readBmpHeader(bytes);
  if (typeof header === 'string') throw troubles[header]();
  return header;
}

function hasAlpha({ coding, masks }: BmpHeader): boolean {
  return coding === 'masks' && masks[3] !== 0;
}

/** Rows are padded to four bytes. */
function decodeRows(packed: Uint8Array, header: BmpHeader, strict: boolean): Samples {
  const { width, height, bits, topDown } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  // The padding of the last row carries nothing
  const needed = stride * (height - 1) + Math.ceil((width * bits) / 8);
  if (strict && packed.length < needed) throw new DarkslideError('picture-truncated');
  const channels = hasAlpha(header) ? 4 : 3;
  const data = new Uint8Array(width * height * channels);
  const readRow = rowReader(header, channels, strict);
  for (let y = 0; y < height; y += 1) {
    const row = packed.subarray(y * stride, (y + 1) * stride);
    if (row.length === 0) break;
    readRow(row, data, (topDown ? y : height - 1 - y) * width * channels);
  }
  return { width, height, channels, data };
}

type RowReader = (row: Uint8Array, data: Uint8Array, to: number) => void;

function rowReader({ coding, bits, width, table, masks }: BmpHeader, channels: number, strict: boolean): RowReader {
  if (coding === 'bytes')
    return (row, data, to) => {
      for (let x = 0; x < width; x += 1)
        for (let channel = 0; channel < 3; channel += 1) data[to + 3 * x + channel] = row[3 * x + 2 - channel] ?? 0;
    };
  if (coding === 'table')
    return (row, data, to) => {
      const each = 8 / bits;
      for (let x = 0; x < width; x += 1) {
        const byte = row[Math.floor(x / each)] ?? 0;
        const shift = bits * (each - 1 - (x % each));
        putColour(data, to + 3 * x, table, (byte >> shift) & (2 ** bits - 1), strict);
      }
    };
  const scales = masks.slice(0, channels).map(scaleOf);
  const bytesEach = bits / 8;
  return (row, data, to) => {
    for (let x = 0; x < width; x += 1) {
      let value = 0;
      for (let byte = 0; byte < bytesEach; byte += 1) value += (row[x * bytesEach + byte] ?? 0) * 256 ** byte;
      scales.forEach((scale, channel) => (data[to + channels * x + channel] = scale(value)));
    }
  };
}

/** A number beyond the table is damage, which viewers show as black. */
function putColour(data: Uint8Array, to: number, table: Uint8Array, index: number, strict: boolean): void {
  if (strict && 3 * index >= table.length) throw new Error('a colour that the table does not have');
  for (let channel = 0; channel < 3; channel += 1) data[to + channel] = table[3 * index + channel] ?? 0;
}

/** From a pixel's number to one colour of 0 to 255. */
function scaleOf(mask: number): (value: number) => number {
  if (mask === 0) return () => 0;
  let low = 1;
  while (Math.floor(mask / low) % 2 === 0) low *= 2;
  const most = mask / low;
  return (value) => Math.round(((Math.floor(value / low) % (most + 1)) * 255) / most);
}

/** Words of the coding by runs. */
const END_OF_ROW = 0;
const END_OF_PICTURE = 1;
const MOVE = 2;

/** Runs of one number each, and pieces of plain numbers. Pixels that are moved over have number 0. */
function decodeRuns(packed: Uint8Array, header: BmpHeader, strict: boolean): Samples {
  const { width, height, table, coding, topDown } = header;
  const indices = new Uint8Array(width * height);
  const each = coding === 'runs-4' ? 2 : 1;
  let [x, y, at] = [0, 0, 0];
  const put = (index: number): void => {
    // Writers let runs reach beyond the end of a row
    if (x < width && y < height) indices[(topDown ? y : height - 1 - y) * width + x] = index;
    x += 1;
  };
  const numberIn = (from: number, place: number): number => {
    const byte = packed[from + Math.floor(place / each)] ?? 0;
    return each === 1 ? byte : place % 2 === 0 ? byte >> 4 : byte & 15;
  };
  const isDone = (): boolean => y >= height || (y === height - 1 && x >= width);
  for (;;) {
    if (at + 2 > packed.length) {
      if (strict && !isDone()) throw new DarkslideError('picture-truncated');
      break;
    }
    const [count = 0, word = 0] = [packed[at], packed[at + 1]];
    at += 2;
    if (count > 0) for (let place = 0; place < count; place += 1) put(numberIn(at - 1, place % each));
    else if (word === END_OF_PICTURE) break;
    else if (word === END_OF_ROW) [x, y] = [0, y + 1];
    else if (word === MOVE) {
      [x, y] = [x + (packed[at] ?? 0), y + (packed[at + 1] ?? 0)];
      at += 2;
    } else {
      for (let place = 0; place < word; place += 1) put(numberIn(at, place));
      // Pieces are padded to two bytes
      at += 2 * Math.ceil(word / each / 2);
      if (strict && at > packed.length + 1) throw new DarkslideError('picture-truncated');
    }
  }
  const data = new Uint8Array(width * height * 3);
  for (let index = 0; index < indices.length; index += 1) putColour(data, 3 * index, table, indices[index] ?? 0, strict);
  return { width, height, channels: 3, data };
}
