/**
 * DNG files without a usable picture beside what the sensor saw: LibRaw (WebAssembly, loaded with the first such file) makes one of it at
 * half size, where four places of the sensor become one pixel and no colour is guessed. White balance and exposure are as the camera noted them.
 */
import { DarkslideError } from '../../contract/errors.ts';
import { dngSensorIs } from '../formats/dng-sensor.ts';
import type { Size } from '../upload-size.ts';
import { loadLibraw, type LibrawPicture } from './libraw.ts';
import { MAX_PIXELS } from './loaders.ts';
import type { Samples } from './rewrap.ts';

/** In the numbers by which a turn is told: it is one by a quarter. */
const QUARTER = 4;

/** Upright pixels of what will be made of it. Throws picture-too-large, and an Error where LibRaw cannot read it. */
export async function sensorSize(bytes: Uint8Array): Promise<Size> {
  return await withFile(bytes, (file) => sizeOf(file));
}

/** Red, green and blue, upright. Throws picture-truncated, picture-too-large, and an Error where it is damaged. */
export async function decodeSensor(bytes: Uint8Array): Promise<Samples> {
  return await withFile(bytes, (file) => {
    sizeOf(file);
    const made = file.imageData();
    if (made?.colors !== 3 || made.bits !== 8) throw new Error('LibRaw made no picture');
    const { width, height } = made;
    return { width, height, channels: 3, data: made.data.slice(0, width * height * 3) };
  });
}

/** Half of the sensor, or all of it where its colours do not lie in a pattern: some phones write such files. */
function sizeOf(file: LibrawPicture): Size {
  const { width, height, iwidth, iheight, flip } = file.metadata(true);
  if (width * height > MAX_PIXELS) throw new DarkslideError('picture-too-large');
  if (iwidth === undefined || iheight === undefined || iwidth < 1 || iheight < 1) throw new Error('a sensor without places');
  return (flip & QUARTER) === 0 ? { width: iwidth, height: iheight } : { width: iheight, height: iwidth };
}

async function withFile<Value>(bytes: Uint8Array, use: (file: LibrawPicture) => Value): Promise<Value> {
  const state = dngSensorIs(bytes);
  if (state === 'cut') throw new DarkslideError('picture-truncated');
  if (state === 'unproven') throw new Error('nothing proves that the sensor data is all there');
  const { LibRaw } = await loadLibraw();
  const file = new LibRaw();
  try {
    file.open(bytes, { halfSize: true, useCameraWb: true, outputColor: 1, outputBps: 8 });
    return use(file);
  } catch (thrown) {
    if (thrown instanceof Error) throw thrown;
    // An exception of its own language is only a number here
    throw new Error('LibRaw gave up', { cause: thrown });
  } finally {
    file.delete();
  }
}
