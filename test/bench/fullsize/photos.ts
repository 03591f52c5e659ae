/** Photos of 8 to 24 megapixels with real detail: those of the folder beside the project, and one that a Debian package carries. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { cacheFolder } from '../../helpers/cache-folder.mjs';
import { inProject } from '../../helpers/bench-house.ts';
import { readPpm } from '../../helpers/decoders/likeness.ts';
import { runProgram } from '../../helpers/decoders/run-program.ts';
import { randomFrom } from '../../../electron/simulator/random.ts';
import type { Extent } from '../../../electron/images/fullsize/planes/planes.ts';

export interface Photo extends Extent {
  readonly name: string;
  /** Three bytes a pixel. */
  readonly data: Uint8Array;
}

/** Where a photo comes from; read when it is its turn, because they do not all fit into the memory together. */
export interface PhotoSource {
  readonly name: string;
  readonly read: () => Promise<Photo>;
}

const shared = [
  'heic/iphone_13_pro_max.HEIC',
  'cameras/HMD_Nokia_8.3_5G.jpg',
  'heic/IMG_1034.heic',
  'heic/IMG_5195.HEIC',
  'cameras/iphone_hdr_YES.jpg',
  'heic/exif-at-eof.heic',
];

/** A photograph of 20 megapixels: a bird on bark before a blurred background. */
const debian = { package: 'lomiri-wallpapers-20.04', file: 'Kleiber' } as const;
const FETCH_LIMIT = 5 * 60_000;

/** What there is, each absence said. Never nothing: without any, pictures of our own. */
export async function findPhotos(say: (text: string) => void): Promise<PhotoSource[]> {
  const found: PhotoSource[] = [];
  for (const file of shared) {
    const path = inProject('..', 'shared', 'photos', file);
    if (existsSync(path)) found.push({ name: basename(file).replace(/\.\w+$/, ''), read: async () => await readPhoto(path) });
    else say(`SKIPPED: there is no ${join('..', 'shared', 'photos', file)}`);
  }
  const bird = await fromDebian();
  if (typeof bird === 'string') say(`SKIPPED: the photo of Debian's ${debian.package}: ${bird}`);
  else found.splice(1, 0, bird);
  while (found.length < 6) found.push(made(found.length));
  return found;
}

async function fromDebian(): Promise<PhotoSource | string> {
  const folder = join(cacheFolder(), 'fullsize-photos');
  const pictures = join(folder, 'usr', 'share', 'backgrounds');
  if (!existsSync(pictures)) {
    if (!existsSync('/usr/bin/apt-get')) return 'this system has no Debian packages';
    await mkdir(folder, { recursive: true });
    const fetching = `cd "$0" && apt-get download ${debian.package} && dpkg-deb -x ./*.deb . && rm ./*.deb`;
    const { code } = await runProgram('sh', ['-c', fetching, folder], FETCH_LIMIT);
    if (code !== 0) return 'it cannot be fetched';
  }
  const name = (await readdir(pictures)).find((file) => file.startsWith(debian.file));
  return name === undefined
    ? 'it is not in there'
    : { name: debian.file, read: async () => await readPhoto(join(pictures, name)) };
}

/** Read by a decoder that is not ours. */
async function readPhoto(path: string): Promise<Photo> {
  const folder = await mkdtemp(join(tmpdir(), 'darkslide-photo-'));
  try {
    const file = join(folder, 'photo.ppm');
    const { code, complaint } = await runProgram('vips', ['autorot', path, file]);
    if (code !== 0) throw new Error(`vips cannot read ${basename(path)}: ${complaint}`);
    const raster = readPpm(await readFile(file));
    if (raster === null) throw new Error(`${basename(path)} was not unpacked`);
    return { name: basename(path).replace(/\.\w+$/, ''), width: raster.width, height: raster.height, data: raster.data };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A picture of our own with detail at every size: hills of noise, lit, with edges and fine lines. 12 megapixels. */
function made(seed: number): PhotoSource {
  return {
    name: `made-${String(seed)}`,
    read: async () => await Promise.resolve(paint(`made-${String(seed)}`, seed, 4000, 3000)),
  };
}

/** Value noise of eight octaves as heights, lit from the side, in three colours, with blades of grass in front. */
export function paint(name: string, seed: number, width: number, height: number): Photo {
  const random = randomFrom(seed + 1);
  const knots = Float32Array.from({ length: 65_536 }, random);
  const knot = (x: number, y: number, octave: number): number =>
    knots[(x * 73 + y * 179 + octave * 4099 + ((x * y) % 251)) & 65_535] ?? 0;
  const noise = (u: number, v: number, octave: number): number => {
    const [x, y] = [Math.floor(u), Math.floor(v)];
    const [a, b] = [u - x, v - y];
    const [p, q] = [a * a * (3 - 2 * a), b * b * (3 - 2 * b)];
    const upper = knot(x, y, octave) * (1 - p) + knot(x + 1, y, octave) * p;
    const lower = knot(x, y + 1, octave) * (1 - p) + knot(x + 1, y + 1, octave) * p;
    return upper * (1 - q) + lower * q;
  };
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let [high, fine] = [0, 0];
      for (let octave = 0, scale = 4 / width, weight = 0.5; octave < 9; octave += 1, scale *= 2.1, weight *= 0.62) {
        const value = noise(x * scale + 7 * octave, y * scale, octave) - 0.5;
        high += weight * value;
        if (octave > 4) fine += weight * value;
      }
      const blades = Math.sin(x * 0.9 + 9 * high) > 0.93 - 0.4 * (y / height) ? 0.22 : 0;
      const lit = 0.48 + 0.9 * high + 1.4 * fine + blades * (y / height);
      const hue = noise((3 * x) / width, (3 * y) / width, 11);
      const at = (y * width + x) * 3;
      data[at] = toByte(lit * (0.75 + 0.5 * hue));
      data[at + 1] = toByte(lit * (0.95 + 0.1 * high));
      data[at + 2] = toByte(lit * (1.15 - 0.5 * hue));
    }
  }
  return { name, width, height, data };
}

const toByte = (value: number): number => Math.max(0, Math.min(255, Math.round(value * 255)));
