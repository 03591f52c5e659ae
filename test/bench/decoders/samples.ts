/**
 * Pictures of every format, coding, orientation and colour space, made at run time: our own fixtures, and what programs of the system
 * write where we have no encoder. All show the same scene, so that a contact sheet of them reads at a glance.
 */
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { readPng, writePng } from '../../../electron/images/formats/png-chunks.ts';
import { fromSrgb } from '../../helpers/decoders/colour.ts';
import { runProgram } from '../../helpers/decoders/run-program.ts';
import {
  adobeByExifJpeg,
  makePicture,
  pictureKinds,
  profiles,
  quarters,
  scene,
  sceneRgb,
  tagPngWith,
} from '../../fixtures/pictures.ts';
import type { PictureKind } from '../../fixtures/pictures.ts';
import { sensorDng } from '../../fixtures/sensor-files.ts';
import { rawSample } from './raw-sample.ts';

export interface Samples {
  readonly paths: readonly string[];
  /** Those whose program is not there or cannot write them, with what it said. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
}

const WIDTH = 320;
const HEIGHT = 240;

type Step = readonly [program: string, ...args: string[]];

/** Names in braces are files: {png}, {png16}, {p3} and {tiff} are given, {out} is wanted, {half} is for a step between. */
const made: Readonly<Record<string, readonly Step[]>> = {
  'jpeg-restarts.jpg': [
    ['convert', '{png}', 'ppm:{half}'],
    ['cjpeg', '-restart', '1', '-quality', '90', '-outfile', '{out}', '{half}'],
  ],
  'jpeg-arithmetic.jpg': [
    ['convert', '{png}', 'ppm:{half}'],
    ['cjpeg', '-arithmetic', '-quality', '90', '-outfile', '{out}', '{half}'],
  ],
  'jpeg-444-progressive.jpg': [['convert', '{png}', '-interlace', 'JPEG', '-sampling-factor', '1x1', '-quality', '92', '{out}']],
  'jpeg-cmyk-profile.jpg': [
    ['convert', '{png}', '-profile', '/usr/share/color/icc/sRGB.icc', '-profile', '{cmykProfile}', '-quality', '95', '{out}'],
  ],
  'png-interlaced-16.png': [['convert', '{png16}', '-interlace', 'PNG', '{out}']],
  'png-palette.png': [['convert', '{png}', '-colors', '64', 'PNG8:{out}']],
  'png-grey-alpha.png': [
    ['convert', '{png}', '-colorspace', 'Gray', '-alpha', 'set', '-channel', 'A', '-evaluate', 'set', '60%', 'PNG32:{out}'],
  ],
  'webp-lossless.webp': [['cwebp', '-quiet', '-lossless', '{png}', '-o', '{out}']],
  'webp-profile-p3.webp': [['cwebp', '-quiet', '-metadata', 'icc', '-q', '95', '{p3}', '-o', '{out}']],
  'webp-turned.webp': [
    ['convert', '{png}', '-rotate', '-90', '-quality', '95', '{out}'],
    ['exiftool', '-q', '-overwrite_original', '-n', '-Orientation=6', '{out}'],
  ],
  'tiff-zstd.tif': [['tiffcp', '-c', 'zstd', '{tiff}', '{out}']],
  'tiff-lzma.tif': [['tiffcp', '-c', 'lzma', '{tiff}', '{out}']],
  'tiff-webp.tif': [['tiffcp', '-c', 'webp', '{tiff}', '{out}']],
  'tiff-jpeg.tif': [['tiffcp', '-c', 'jpeg:r:92', '{tiff}', '{out}']],
  'tiff-packbits.tif': [['tiffcp', '-c', 'packbits', '{tiff}', '{out}']],
  'tiff-tiles-deflate.tif': [['tiffcp', '-t', '-w', '64', '-l', '64', '-c', 'zip:2', '{tiff}', '{out}']],
  'tiff-planes.tif': [['tiffcp', '-p', 'separate', '-c', 'lzw', '{tiff}', '{out}']],
  'tiff-one-strip.tif': [['tiffcp', '-r', '100000', '-c', 'none', '{tiff}', '{out}']],
  'tiff-big.tif': [['tiffcp', '-8', '-c', 'lzw:2', '{tiff}', '{out}']],
  'tiff-big-endian.tif': [['tiffcp', '-B', '-c', 'none', '{tiff}', '{out}']],
  'tiff-16.tif': [['convert', '{png16}', '-compress', 'LZW', '{out}']],
  'tiff-16-prophoto.tif': [['convert', '{prophoto}', '-compress', 'Zip', '{out}']],
  'tiff-float.tif': [['convert', '{png16}', '-define', 'quantum:format=floating-point', '-depth', '32', '{out}']],
  'tiff-cmyk-profile.tif': [
    ['convert', '{png}', '-profile', '/usr/share/color/icc/sRGB.icc', '-profile', '{cmykProfile}', '-compress', 'LZW', '{out}'],
  ],
  'tiff-lab.tif': [['convert', '{png}', '-colorspace', 'Lab', '-compress', 'LZW', '{out}']],
  'tiff-grey.tif': [['convert', '{png}', '-colorspace', 'Gray', '-compress', 'LZW', '{out}']],
  'tiff-palette.tif': [['convert', '{png}', '-colors', '64', '-type', 'Palette', '-compress', 'LZW', '{out}']],
  'tiff-alpha.tif': [
    ['convert', '{png}', '-alpha', 'set', '-channel', 'A', '-evaluate', 'set', '50%', '-compress', 'LZW', '{out}'],
  ],
  'tiff-ycbcr.tif': [['convert', '{png}', '-colorspace', 'YCbCr', '-sampling-factor', '2x2', '-compress', 'JPEG', '{out}']],
  'tiff-turned.tif': [
    ['convert', '{png}', '-rotate', '-90', '-compress', 'LZW', '{out}'],
    ['exiftool', '-q', '-overwrite_original', '-n', '-Orientation=6', '{out}'],
  ],
  'tiff-thumbnail-first.tif': [
    ['convert', '{png}', '-resize', '25%', '-compress', 'LZW', '{half}.tif'],
    ['tiffset', '-s', '254', '1', '{half}.tif'],
    ['tiffcp', '{half}.tif', '{tiff}', '{out}'],
  ],
  'png-turned.png': [
    ['convert', '{png}', '-rotate', '-90', '{out}'],
    ['exiftool', '-q', '-overwrite_original', '-n', '-Orientation=6', '{out}'],
  ],
  'avif-p3.avif': [['avifenc', '-s', '8', '--min', '4', '--max', '12', '--cicp', '12/13/1', '{png}', '{out}']],
  'avif-pq.avif': [['avifenc', '-s', '8', '-d', '10', '--min', '4', '--max', '12', '--cicp', '9/16/9', '{pq}', '{out}']],
  'avif-hlg.avif': [['avifenc', '-s', '8', '-d', '10', '--min', '4', '--max', '12', '--cicp', '9/18/9', '{hlg}', '{out}']],
  'avif-12-bit.avif': [['avifenc', '-s', '8', '-d', '12', '--min', '4', '--max', '12', '{png16}', '{out}']],
  'avif-grid.avif': [['avifenc', '-s', '8', '-g', '2x2', '{png}', '{out}']],
  'avif-turned.avif': [
    ['convert', '{png}', '-rotate', '-90', '{half}.png'],
    ['avifenc', '-s', '8', '--irot', '3', '{half}.png', '{out}'],
  ],
  'avif-icc-p3.avif': [['avifenc', '-s', '8', '--min', '4', '--max', '12', '{p3}', '{out}']],
  'heic-8-bit.heic': [['heif-enc', '-q', '92', '{png}', '-o', '{out}']],
  'heic-10-bit.heic': [['heif-enc', '-q', '92', '-b', '10', '{png16}', '-o', '{out}']],
  'heic-p3.heic': [['heif-enc', '-q', '92', '{p3}', '-o', '{out}']],
  'heic-p3-nclx.heic': [
    ['heif-enc', '-q', '92', '--colour_primaries', '12', '--transfer_characteristic', '13', '{png}', '-o', '{out}'],
  ],
  'heic-alpha.heic': [
    ['convert', '{png}', '-alpha', 'set', '-channel', 'A', '-evaluate', 'set', '50%', 'PNG32:{half}.png'],
    ['heif-enc', '-q', '92', '{half}.png', '-o', '{out}'],
  ],
  'jxl-lossy.jxl': [['cjxl', '-d', '1', '-e', '3', '{png}', '{out}']],
  'jxl-lossless-16.jxl': [['cjxl', '-d', '0', '-e', '3', '{png16}', '{out}']],
  'jxl-p3.jxl': [['cjxl', '-d', '0.5', '-e', '3', '{p3}', '{out}']],
  'bmp-24.bmp': [['convert', '{png}', '-alpha', 'off', 'BMP3:{out}']],
  'bmp-palette.bmp': [['convert', '{png}', '-colors', '32', '-type', 'Palette', 'BMP3:{out}']],
  'bmp-alpha.bmp': [['convert', '{png}', '-alpha', 'set', '-channel', 'A', '-evaluate', 'set', '50%', 'BMP:{out}']],
  'gif-interlaced.gif': [['convert', '{png}', '-interlace', 'GIF', '{out}']],
  'gif-animated.gif': [['convert', '-delay', '10', '{png}', '(', '{png}', '-negate', ')', '{out}']],
};

/** Our own fixtures that say nothing about a decoder. */
const leftOut = new Set<PictureKind>(['bomb', 'empty', 'no-picture']);

/** Writes them into a folder: all, or those that are wanted by name. */
export async function writeSamples(folder: string, isWanted: (name: string) => boolean = () => true): Promise<Samples> {
  const given = await writeGiven(join(folder, '..', 'samples-given'));
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  const missing: { name: string; reason: string }[] = [];
  for (const kind of Object.keys(pictureKinds) as PictureKind[]) {
    // Object.keys forgets the key type
    const isIn = !leftOut.has(kind) && isWanted(`${kind}.${pictureKinds[kind].extension}`);
    if (isIn) paths.push(await makePicture(kind, folder));
  }
  const own: Readonly<Record<string, Uint8Array>> = {
    'adobe-by-exif.jpg': await adobeByExifJpeg(quarters.topRight),
    'raw-preview.dng': await rawSample(),
    'raw-sensor.dng': sensorDng({ width: 1600, height: 1200 }),
    'raw-sensor-turned.dng': sensorDng({ width: 1600, height: 1200, orientation: 6 }),
    'png-pq.png': taggedHdrPng(9, 'pq'),
    'png-hlg.png': taggedHdrPng(9, 'hlg'),
  };
  for (const [name, bytes] of Object.entries(own)) {
    if (!isWanted(name)) continue;
    await writeFile(join(folder, name), bytes);
    paths.push(join(folder, name));
  }
  for (const [name, steps] of Object.entries(made)) {
    if (!isWanted(name)) continue;
    const reason = await makeOne(join(folder, name), steps, given);
    if (reason === null) paths.push(join(folder, name));
    else missing.push({ name, reason });
  }
  return { paths, missing };
}

async function writeGiven(folder: string): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const given = {
    png: join(folder, 'scene.png'),
    png16: join(folder, 'scene-16.png'),
    p3: join(folder, 'scene-p3.png'),
    prophoto: join(folder, 'scene-prophoto.png'),
    pq: join(folder, 'scene-pq.png'),
    hlg: join(folder, 'scene-hlg.png'),
    tiff: join(folder, 'scene.tif'),
    half: join(folder, 'half'),
    cmykProfile: '/usr/share/color/icc/ghostscript/default_cmyk.icc',
  };
  const small = scene(WIDTH, HEIGHT);
  const png16 = new Uint8Array(await small.clone().toColourspace('rgb16').png().toBuffer());
  await writeFile(given.png, await small.clone().png().toBuffer());
  await writeFile(given.png16, png16);
  await writeFile(given.p3, tagPngWith(new Uint8Array(await small.clone().png().toBuffer()), profiles.displayP3()));
  for (const transfer of ['pq', 'hlg'] as const) await writeFile(given[transfer], hdrPng(transfer));
  await writeFile(given.prophoto, tagPngWith(png16, profiles.proPhoto()));
  await writeFile(given.tiff, await small.clone().tiff({ compression: 'none' }).toBuffer());
  return given;
}

/** The scene with the numbers of a BT.2020 file of high dynamic range; the file itself does not say so. */
function hdrPng(transfer: 'pq' | 'hlg'): Uint8Array {
  const values = fromSrgb(sceneRgb(WIDTH, HEIGHT), transfer);
  const rows = Array.from({ length: HEIGHT }, (_, y) =>
    Buffer.concat([Buffer.alloc(1), values.subarray(y * WIDTH * 6, (y + 1) * WIDTH * 6)]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([16, 2, 0, 0, 0], 8);
  return writePng([
    { type: 'IHDR', data: header },
    { type: 'IDAT', data: deflateSync(Buffer.concat(rows)) },
    { type: 'IEND', data: new Uint8Array() },
  ]);
}

/** The same with a chunk of code points behind the header. */
function taggedHdrPng(primaries: number, transfer: 'pq' | 'hlg'): Uint8Array {
  const [header, ...others] = readPng(hdrPng(transfer))?.chunks ?? [];
  if (header === undefined) throw new Error('no PNG');
  const codes = Uint8Array.of(primaries, transfer === 'pq' ? 16 : 18, 0, 1);
  return writePng([header, { type: 'cICP', data: codes }, ...others]);
}

async function makeOne(out: string, steps: readonly Step[], given: Readonly<Record<string, string>>): Promise<string | null> {
  for (const [program, ...args] of steps) {
    const words = args.map((word) =>
      word.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'out' ? out : (given[name] ?? ''))),
    );
    const ran = await runProgram(program, words).catch((cause: unknown) => ({ code: 1, complaint: String(cause) }));
    if (ran.code !== 0) return ran.complaint.split('\n').at(-1) ?? program;
  }
  return await stat(out).then(
    () => null,
    () => 'its program wrote nothing',
  );
}
