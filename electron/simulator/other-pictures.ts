/** The two models that use no prompt: face restoration (clean, sharpen, enlarge) and the swap of a face between two pictures. */
import sharp, { type Sharp } from 'sharp';
import type { Pixels } from './develop-picture.ts';

function pipeline({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

async function pixelsOf(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/**
 * Cleans and sharpens. `fidelity` 1 stays close to the photo, 0 cleans most; `scale` enlarges both sides.
 */
export async function restorePixels(pixels: Pixels, fidelity: number, scale: number): Promise<Pixels> {
  const cleaned = fidelity < 0.75 ? await pixelsOf(pipeline(pixels).median(3)) : pixels;
  return await pixelsOf(
    pipeline(cleaned)
      .resize({ width: pixels.width * scale, height: pixels.height * scale, fit: 'fill', kernel: 'lanczos3' })
      .sharpen({ sigma: 0.9 + 0.5 * scale, m1: 0.5, m2: 2.2 - 0.8 * fidelity })
      .modulate({ saturation: 1.04 })
      .linear(1.04, -5),
  );
}

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

async function spreads(image: Sharp): Promise<Spread[]> {
  const { channels } = await sharp(await image.png({ compressionLevel: 1 }).toBuffer()).stats();
  return channels.map(({ mean, stdev }) => ({ mean, deviation: Math.max(8, stdev) }));
}

/**
 * Puts the middle of the face picture into an oval of the target, in the target's light, with a soft edge.
 * Nothing looks for faces: it is a picture that shows both were received, at the target's size.
 */
export async function swapFace(face: Pixels, target: Pixels): Promise<Pixels> {
  const across = Math.max(8, Math.round(Math.min(target.width, target.height) * 0.46));
  const down = Math.min(target.height, Math.max(8, Math.round(across * 1.28)));
  const left = Math.round((target.width - across) / 2);
  const top = Math.max(0, Math.min(target.height - down, Math.round(target.height * 0.44 - down / 2)));
  const patch = await pixelsOf(pipeline(face).resize({ width: across, height: down, fit: 'cover', position: 'centre' }));
  const [from, to] = await Promise.all([
    spreads(pipeline(patch)),
    spreads(pipeline(target).extract({ left, top, width: across, height: down })),
  ]);
  const data = new Uint8Array(target.data);
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      const apart = Math.hypot((column + 0.5) / across - 0.5, (row + 0.5) / down - 0.5) * 2;
      const cover = Math.min(1, Math.max(0, (1 - apart) / 0.28));
      const eased = cover * cover * (3 - 2 * cover);
      for (let channel = 0; channel < 3; channel += 1) {
        const source = from[channel] ?? { mean: 128, deviation: 50 };
        const wanted = to[channel] ?? source;
        const value = patch.data[(row * across + column) * 3 + channel] ?? 0;
        // Half the target's colours, half the face's own: it belongs to the scene and is still recognised.
        const matched = (value - source.mean) * Math.sqrt(wanted.deviation / source.deviation) + (wanted.mean + source.mean) / 2;
        const at = ((top + row) * target.width + left + column) * 3 + channel;
        const under = data[at] ?? 0;
        data[at] = Math.round(Math.min(255, Math.max(0, under + (matched - under) * eased)));
      }
    }
  }
  return { data, width: target.width, height: target.height };
}
