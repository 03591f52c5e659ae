/**
 * Is the sensor data of a RAW file all there? LibRaw fills what it misses with black and says nothing, so it is asked only where the file itself can
 * prove it: a DNG names every part of its data. Pure.
 */
import { readJpeg } from './jpeg-segments.ts';
import { dngSensors, type SensorPicture } from './tiff.ts';

const PLAIN = 1;
/** Each part is a JPEG, mostly one without loss. */
const JPEG = 7;

/** unproven: it may be whole, and nobody can tell. */
export function dngSensorIs(bytes: Uint8Array): 'whole' | 'cut' | 'unproven' {
  const sensors = dngSensors(bytes);
  const largest = sensors.reduce<SensorPicture | null>(
    (best, one) => (best === null || areaOf(one) > areaOf(best) ? one : best),
    null,
  );
  if (largest === null || largest.parts.length === 0 || areaOf(largest) === 0) return 'unproven';
  const { width, height, bits, samples, compression, parts } = largest;
  if (parts.some(({ offset, length }) => offset + length > bytes.length)) return 'cut';
  if (compression === PLAIN) {
    const there = parts.reduce((sum, { length }) => sum + length, 0);
    return there >= Math.ceil((width * bits * samples) / 8) * height ? 'whole' : 'cut';
  }
  if (compression !== JPEG) return 'unproven';
  const areJpegs = parts.every(({ offset, length }) => readJpeg(bytes.subarray(offset, offset + length))?.complete === true);
  return areJpegs ? 'whole' : 'unproven';
}

function areaOf({ width, height }: SensorPicture): number {
  return width * height;
}
