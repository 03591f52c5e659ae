/**
 * JPEG XL through jxl-oxide (WebAssembly), which is loaded with the first such file. It hands out PNGs with the colours that the file names, as a profile
 * or by numbers, upright: from there they go the way of every PNG.
 */
import { DarkslideError } from '../../contract/errors.ts';
import { jxlParts } from '../formats/jxl-parts.ts';
import { MAX_PIXELS } from './loaders.ts';
import type { Size } from '../upload-size.ts';

/** The decoder counts in floating point, and packs what it has into a PNG besides: more does not fit. Pixels. */
const MOST_PIXELS = 100_000_000;
/** Upright pixels; nothing is decoded. Throws picture-too-large, picture-truncated, and an Error where it is damaged. */
export async function jxlSize(bytes: Uint8Array): Promise<Size> {
  return await withPicture(bytes, (_, size) => size);
}

/** The whole picture as a PNG; of an animation its first one. `strict`: throws picture-truncated where the file ends before it does. */
export async function decodeJxl(bytes: Uint8Array, strict: boolean): Promise<Uint8Array> {
  return await withPicture(bytes, (image) => {
    if (strict && !image.loaded) throw new DarkslideError('picture-truncated');
    return rendered(image);
  });
}

type JxlImage = Awaited<ReturnType<typeof loadJxl>>['JxlImage']['prototype'];

async function withPicture<Value>(bytes: Uint8Array, use: (image: JxlImage, size: Size) => Value): Promise<Value> {
  const { JxlImage } = await loadJxl();
  const image = new JxlImage();
  try {
    image.feedBytes(jxlParts(bytes).picture);
    if (!image.tryInit()) throw new DarkslideError('picture-truncated');
    const { width, height } = image;
    if (width === undefined || height === undefined || width < 1 || height < 1) throw new Error('a picture without a size');
    if (width * height > Math.min(MAX_PIXELS, MOST_PIXELS)) throw new DarkslideError('picture-too-large');
    return use(image, { width, height });
  } catch (thrown) {
    if (thrown instanceof DarkslideError) throw thrown;
    // Only damage is told from a file that ends too early here: outside of boxes nothing says how long a picture is
    if (/incomplete|not initialized|unexpected eof/i.test(String(thrown)))
      throw new DarkslideError('picture-truncated', undefined, { cause: thrown });
    throw thrown instanceof Error ? thrown : new Error(String(thrown));
  } finally {
    release(image);
  }
}

/** A picture in whose middle the decoder gave up cannot be freed; its process is replaced when it keeps too much. */
function release(image: JxlImage): void {
  try {
    image.free();
  } catch {
    // What it gave up over is thrown already
  }
}

/** Packing it frees what was rendered. */
function rendered(image: JxlImage): Uint8Array {
  return image.render(0).encodeToPng();
}

let loaded: Promise<typeof import('./jxl-package.ts')> | null = null;

/** The library, loaded once: it is nearly two megabytes of WebAssembly. */
async function loadJxl(): Promise<typeof import('./jxl-package.ts')> {
  loaded ??= import('./jxl-package.ts');
  return await loaded;
}
