/**
 * Writes samples as a plain TIFF with a colour profile, in memory. What the decoder cannot take to sRGB by itself (floating point, colours
 * named by numbers instead of a profile) goes through it a second time in this form.
 */

/** Samples as they came from the decoder, interleaved. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha, or inks. */
  readonly channels: number;
  /** Four channels are cyan, magenta, yellow and black. */
  readonly isInks?: boolean;
  readonly data: Uint8Array | Uint16Array;
}

/** Rows of one strip: decoders give room to a strip as a whole. */
const ROWS = 64;
const HEADER_BYTES = 8;
/** TIFF's numbers for types of values. */
const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;

/** An uncompressed little-endian TIFF. Throws RangeError beyond 4 GB. */
export function writeTiff({ width, height, channels, data, isInks = false }: Samples, profile: Uint8Array | null): Uint8Array {
  const bytesPerRow = width * channels * data.BYTES_PER_ELEMENT;
  const strips = Math.ceil(height / ROWS);
  const pixels = Buffer.from(data.buffer, data.byteOffset, data.byteLength); // the order of bytes in memory is little-endian
  const colours = isInks ? 4 : channels < 3 ? 1 : 3;
  const list = (values: readonly number[], size: 2 | 4): Buffer => {
    const bytes = Buffer.alloc(values.length * size);
    values.forEach((value, index) =>
      size === 2 ? bytes.writeUInt16LE(value, 2 * index) : bytes.writeUInt32LE(value, 4 * index),
    );
    return bytes;
  };
  const shorts = (...values: number[]): Value => ({ type: SHORT, count: values.length, bytes: list(values, 2) });
  const longs = (...values: number[]): Value => ({ type: LONG, count: values.length, bytes: list(values, 4) });
  const starts = Array.from({ length: strips }, (_, index) => HEADER_BYTES + index * ROWS * bytesPerRow);
  const sizes = starts.map((_, index) => Math.min(ROWS, height - index * ROWS) * bytesPerRow);
  const entries: [number, Value][] = [
    [0x100, longs(width)],
    [0x101, longs(height)],
    [0x102, shorts(...Array<number>(channels).fill(8 * data.BYTES_PER_ELEMENT))],
    [0x103, shorts(1)],
    [0x106, shorts(isInks ? 5 : colours === 1 ? 1 : 2)],
    [0x111, longs(...starts)],
    [0x115, shorts(channels)],
    [0x116, longs(ROWS)],
    [0x117, longs(...sizes)],
  ];
  if (channels > colours) entries.push([0x152, shorts(2)]); // alpha beside colours that are not multiplied by it
  if (profile !== null) entries.push([0x8773, { type: UNDEFINED, count: profile.length, bytes: Buffer.from(profile) }]);
  return assemble(pixels, entries);
}

interface Value {
  readonly type: number;
  readonly count: number;
  readonly bytes: Buffer;
}

/** Header, pixels, directory, and behind it what does not fit into the directory's four bytes a value. */
function assemble(pixels: Buffer, entries: readonly (readonly [number, Value])[]): Uint8Array {
  const padding = pixels.length % 2;
  const directory = HEADER_BYTES + pixels.length + padding;
  const table = Buffer.alloc(2 + 12 * entries.length + 4);
  const behind: Buffer[] = [];
  let free = directory + table.length;
  table.writeUInt16LE(entries.length, 0);
  entries.forEach(([number, { type, count, bytes }], index) => {
    const at = 2 + 12 * index;
    table.writeUInt16LE(number, at);
    table.writeUInt16LE(type, at + 2);
    table.writeUInt32LE(count, at + 4);
    if (bytes.length <= 4) {
      bytes.copy(table, at + 8);
      return;
    }
    table.writeUInt32LE(free, at + 8);
    const even = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
    behind.push(even);
    free += even.length;
  });
  const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(directory, 4);
  return Buffer.concat([header, pixels, Buffer.alloc(padding), table, ...behind]);
}
