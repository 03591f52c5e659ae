/**
 * Paints the two pictures of the first start and stores them beside their screen: `node resources/hero/paint.mjs`.
 * They are ours from the first pixel: no photograph went in.
 */
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { heroPainter } from './scene.mjs';

/** Pixels: the left half of a window of 1440 × 900, with a third to spare for sharper screens. */
const WIDTH = 1056;
const HEIGHT = 1200;

const original = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
const result = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
heroPainter(WIDTH, HEIGHT).rows(0, HEIGHT, original, result);

for (const [name, pixels] of [
  ['hero-original', original],
  ['hero-result', result],
]) {
  const file = fileURLToPath(new URL(`../../renderer/features/gallery/${name}.jpg`, import.meta.url));
  await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality: 88, mozjpeg: true })
    .toFile(file);
  console.log(`${name}.jpg`);
}
