/** A DNG as a camera writes it, made of bytes: sensor data that nobody looks at, and the picture as a JPEG preview, lying on its side. */
import sharp from 'sharp';
import { scene } from '../../fixtures/pictures.ts';

type Field = readonly [tag: number, type: number, values: readonly number[]];

const SHORT = 3;
const LONG = 4;
const BYTE = 1;
const ASCII = 2;
const sizes: Readonly<Record<number, number>> = { [BYTE]: 1, [ASCII]: 1, [SHORT]: 2, [LONG]: 4 };

const SENSOR_SIDE = 16;
const text = (words: string): number[] => [...Buffer.from(`${words}\0`, 'latin1')];

/** Directory bytes at an offset; values that do not fit stand right behind it. */
function directory(at: number, fields: readonly Field[], next = 0): Buffer {
  const table = Buffer.alloc(2 + fields.length * 12 + 4);
  const behind: Buffer[] = [];
  let free = at + table.length;
  table.writeUInt16LE(fields.length, 0);
  fields.forEach(([tag, type, values], index) => {
    const place = 2 + index * 12;
    const size = sizes[type] ?? 1;
    const data = Buffer.alloc(Math.max(4, size * values.length + ((size * values.length) % 2)));
    values.forEach((value, number) => data.writeUIntLE(value, number * size, size));
    table.writeUInt16LE(tag, place);
    table.writeUInt16LE(type, place + 2);
    table.writeUInt32LE(values.length, place + 4);
    if (size * values.length <= 4) data.copy(table, place + 8, 0, 4);
    else {
      table.writeUInt32LE(free, place + 8);
      behind.push(data);
      free += data.length;
    }
  });
  table.writeUInt32LE(next, table.length - 4);
  return Buffer.concat([table, ...behind]);
}

/** Upright pixels of the preview. */
const usual = { width: 960, height: 720 };

/** Main directory: the preview, turned by orientation 6; below it the sensor's directory. */
export async function rawSample({ width, height } = usual): Promise<Uint8Array> {
  const lying = await sharp(await scene(width, height).png({ compressionLevel: 1 }).toBuffer())
    .rotate(270)
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const sensor = Buffer.alloc(SENSOR_SIDE * SENSOR_SIDE * 2, 0x12);
  const main = (sensorDirectory: number): Buffer =>
    directory(8, [
      [254, LONG, [1]],
      [256, LONG, [height]],
      [257, LONG, [width]],
      [258, SHORT, [8, 8, 8]],
      [259, SHORT, [7]],
      [262, SHORT, [6]],
      [271, ASCII, text('Darkslide')],
      [272, ASCII, text('Fixture One')],
      [273, LONG, [sensorDirectory + 512]],
      [274, SHORT, [6]],
      [277, SHORT, [3]],
      [278, LONG, [width]],
      [279, LONG, [lying.length]],
      [330, LONG, [sensorDirectory]],
      [50706, BYTE, [1, 4, 0, 0]],
      [50708, ASCII, text('Darkslide Fixture One')],
    ]);
  const below = 8 + main(0).length;
  const sensorAt = below + 512 + lying.length + (lying.length % 2);
  const raw = directory(below, [
    [254, LONG, [0]],
    [256, LONG, [SENSOR_SIDE]],
    [257, LONG, [SENSOR_SIDE]],
    [258, SHORT, [16]],
    [259, SHORT, [1]],
    [262, SHORT, [32803]],
    [273, LONG, [sensorAt]],
    [277, SHORT, [1]],
    [278, LONG, [SENSOR_SIDE]],
    [279, LONG, [sensor.length]],
    [33421, SHORT, [2, 2]],
    [33422, BYTE, [0, 1, 1, 2]],
  ]);
  const head = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  const padding = (buffer: Buffer, size: number): Buffer => Buffer.concat([buffer, Buffer.alloc(size - buffer.length)]);
  const preview = padding(lying, lying.length + (lying.length % 2));
  return new Uint8Array(Buffer.concat([head, main(below), padding(raw, 512), preview, sensor]));
}
