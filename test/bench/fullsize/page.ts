/** A page of crops for the eye: for each case the same place of the original, the enlarged answer, the carried result and the truth, at 1:1. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { inProject } from '../../helpers/bench-house.ts';
import type { Photo } from './photos.ts';

/** Side of a crop, pixels. */
const SIDE = 320;

export interface Page {
  add(photo: Photo, title: string, pictures: { truth: Uint8Array; enlarged: Uint8Array; made: Uint8Array }): Promise<void>;
  /** Where the page was written. */
  write(): Promise<string>;
}

export function createPage(): Page {
  const folder = inProject('test-results', 'fullsize');
  const rows: string[] = [];
  return {
    add: async (photo, title, { truth, enlarged, made }) => {
      await mkdir(folder, { recursive: true });
      const place = { left: Math.round(photo.width * 0.42) - SIDE / 2, top: Math.round(photo.height * 0.6) - SIDE / 2 };
      const crops = [photo.data, enlarged, made, truth].map(async (data) => await crop(data, photo, place));
      const layers = (await Promise.all(crops)).map((input, at) => ({ input, left: at * (SIDE + 4), top: 0 }));
      const name = `${photo.name} ${title}`.replaceAll(/[^\w]+/g, '-');
      const canvas = { width: 4 * (SIDE + 4) - 4, height: SIDE, channels: 3 as const, background: '#fff' };
      await sharp({ create: canvas })
        .composite(layers)
        .png()
        .toFile(join(folder, `${name}.png`));
      rows.push(`<h2>${photo.name}: ${title}</h2><img alt="" src="${name}.png">`);
    },
    write: async () => {
      const head =
        '<!doctype html><meta charset="utf-8"><title>Full size</title><style>body{font:13px sans-serif}h2{font-size:13px}</style>';
      const words = '<p>At 1:1, from the left: original, enlarged answer, carried result, truth.</p>';
      const file = join(folder, 'page.html');
      await writeFile(file, `${head}${words}${rows.join('\n')}\n`);
      return file;
    },
  };
}

async function crop(data: Uint8Array, { width, height }: Photo, place: { left: number; top: number }): Promise<Buffer> {
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .extract({ ...place, width: SIDE, height: SIDE })
    .png()
    .toBuffer();
}
