/**
 * A picture as programs of the system see it: upright sRGB on white, and whether it is whole. Nothing of the app's own decoder is in it:
 * ImageMagick, libheif's, libjxl's and libtiff's tools, dcraw and exiftool, each with the libraries that Debian built.
 */
import { open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { toSrgb } from './colour.ts';
import type { NamedColours } from './colour.ts';
import { kindOf, type Kind } from './kinds.ts';
import { readPpm, type Raster } from './likeness.ts';
import { coloursOfBoxes, coloursOfPng, withoutNamedColours } from './named-colours.ts';
import { largestPreview, uprightFrom } from './raw-preview.ts';
import { runProgram } from './run-program.ts';
import { verdictOf, type Verdict } from './verdict.ts';

/** Profiles of Debian's package icc-profiles-free. */
const profile = (name: string): string => `/usr/share/color/icc/${name}.icc`;

/** Why exact colours are a matter of taste, and how far apart right ones may be, of 255. */
export interface Loose {
  readonly reason: string;
  readonly mean: number;
  readonly cell: number;
}

/** A black, blank or foreign picture is still seen. */
const hdr: Loose = { reason: 'more light than a screen has', mean: 25, cell: 60 };
const bareInks: Loose = { reason: 'inks without a profile', mean: 45, cell: 110 };
/** Rendering intents, with and without compensation of the black point, are this far apart for a common printing profile. */
const profiledInks: Loose = { reason: 'inks: intents and black points differ', mean: 12, cell: 26 };
const developed: Loose = { reason: 'developed from sensor data', mean: 45, cell: 110 };

export interface Reference {
  readonly kind: Kind;
  /** Who read it. */
  readonly by: string;
  readonly verdict: Verdict;
  /** The same by another decoder, asked where the first one sees something else than the app; empty: there is none. */
  readonly others: () => Promise<readonly Raster[]>;
  /** Upright; null: nobody reads it. */
  readonly picture: Raster | null;
  /** Null: its colours are known exactly. */
  readonly loose: Loose | null;
  /** What the programs remarked, in one line. */
  readonly says: string;
}

/** What ImageMagick is given, and what it must be told about it. */
interface Readable {
  readonly by: string;
  /** As ImageMagick's arguments, orientation included. */
  readonly input: readonly string[];
  readonly colours: NamedColours | null;
  readonly loose?: Loose;
  readonly complaint: string;
}

const HEAD = 256 * 1024;

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Reads a file with the programs of the system; `folder` is for what they write and is the caller's to empty. */
export async function referenceOf(path: string, folder: string): Promise<Reference> {
  const head = await headOf(path);
  const kind = kindOf(head, basename(path));
  const [readable, strict] = [await readableOf(path, kind, head, folder), await strictWordOf(path, kind)];
  const made =
    typeof readable === 'string' ? { picture: null, loose: null, complaint: readable } : await render(readable, folder);
  const preview =
    kind === 'raw' && typeof readable !== 'string' ? (/^jpeg:(.*)$/s.exec(readable.input[0] ?? '')?.[1] ?? null) : null;
  const raw = preview === null ? strict : await strictJpeg(preview);
  return {
    kind,
    by: typeof readable === 'string' ? 'nobody' : readable.by,
    verdict: verdictOf(kind, { strict: raw, decoder: made.complaint, hasPicture: made.picture !== null }),
    picture: made.picture,
    others: async () => await secondOpinions(path, kind, folder),
    loose: made.loose,
    says: oneLine(`${raw?.says ?? ''}\n${made.complaint}`),
  };
}

/** The file as ImageMagick can read it, or what was said where it cannot. */
async function readableOf(path: string, kind: Kind, head: Buffer, folder: string): Promise<Readable | string> {
  const direct = (name: string, input: string, colours: NamedColours | null = null): Readable => ({
    by: `ImageMagick (${name})`,
    input: [input, '-auto-orient'],
    colours,
    complaint: '',
  });
  switch (kind) {
    case 'jpeg':
      return { ...direct('libjpeg', `jpeg:${path}`), input: [`jpeg:${path}`, ...(await namedAdobe(path, head)), '-auto-orient'] };
    case 'gif':
      return { ...direct('gif', ''), input: await firstFrame(path) };
    case 'webp':
      return { ...direct('libwebp', ''), input: [`webp:${path}[0]`, ...(await turnedBy(path, head, 'EXIF'))] };
    case 'bmp':
      return direct('bmp', `bmp:${path}[0]`);
    case 'tiff':
      return direct('libtiff', `tiff:${path}[${String(await pictureDirectory(path))}]`);
    case 'png': {
      const bytes = await readFile(path);
      const plain = join(folder, 'plain.png');
      await writeFile(plain, withoutNamedColours(bytes));
      const turn = await turnedBy(path, bytes, 'eXIf');
      return { ...direct('libpng', '', coloursOfPng(bytes)), input: [`png:${plain}[0]`, ...turn] };
    }
    case 'avif':
    case 'heic':
      return await converted(path, folder, coloursOfBoxes(head));
    case 'jxl': {
      const out = join(folder, 'jxl.png');
      const { code, complaint } = await runProgram('djxl', [path, out]);
      return code === 0 ? { by: 'djxl', input: [`png:${out}`], colours: null, complaint: '' } : complaint;
    }
    case 'raw':
      return await rawPicture(path, folder);
    case 'other':
      return 'no picture format of the judge';
  }
}

/**
 * libtiff's own way to pixels, for codings that ImageMagick is known to misread (few bits with white as zero), and LittleCMS's for Lab, whose
 * white ImageMagick always takes for D65.
 */
async function secondOpinions(path: string, kind: Kind, folder: string): Promise<readonly Raster[]> {
  if (kind !== 'tiff') return [];
  const out = join(folder, 'second.tif');
  // It reads the first directory, no other
  if ((await pictureDirectory(path)) !== 0) return [];
  const ways = [
    ['tiff2rgba', '-c', 'none', path, out],
    ['tificc', '-i', '*Lab', '-o', '*sRGB', '-t1', path, out],
  ] as const;
  const seen: Raster[] = [];
  for (const [program, ...args] of ways) {
    await rm(out, { force: true });
    if ((await runProgram(program, args)).code !== 0) continue;
    const made = { by: program, input: [`tiff:${out}[0]`, '-auto-orient'], colours: null, complaint: '' };
    const { picture } = await render(made, folder);
    if (picture !== null) seen.push(picture);
  }
  return seen;
}

/** On the whole canvas, for which ImageMagick must read all frames; where a later one is damaged, the first alone. */
async function firstFrame(path: string): Promise<readonly string[]> {
  const { complaint } = await runProgram('convert', [`gif:${path}`, '-coalesce', 'null:']);
  const frames = complaint === '' ? [`gif:${path}`, '-coalesce', '-delete', '1--1'] : [`gif:${path}[0]`, '-coalesce'];
  return ['-background', 'none', ...frames];
}

/** The first directory that is neither a small copy nor a mask. */
async function pictureDirectory(path: string): Promise<number> {
  const { out } = await runProgram('tiffinfo', [path]);
  const directories = out
    .toString('latin1')
    .split(/^=== TIFF directory \d+ ===$/m)
    .slice(1);
  const found = directories.findIndex((text) => !/Subfile Type:.*(?:reduced-resolution|transparency mask)/.test(text));
  return Math.max(0, found);
}

/** Cameras set to Adobe RGB often say so only by EXIF's interoperability rule. */
async function namedAdobe(path: string, head: Buffer): Promise<readonly string[]> {
  if (!head.includes('R03') || head.includes('ICC_PROFILE')) return [];
  const { out } = await runProgram('exiftool', ['-s3', '-n', '-InteropIndex', path]);
  return out.toString().trim() === 'R03' ? ['-profile', profile('compatibleWithAdobeRGB1998')] : [];
}

/** Upright by the orientation that exiftool finds, where ImageMagick does not look for it. */
async function turnedBy(path: string, bytes: Buffer, where: string): Promise<readonly string[]> {
  if (!bytes.includes(where)) return [];
  const { out } = await runProgram('exiftool', ['-s3', '-n', '-Orientation', path]);
  return uprightFrom(Number(out.toString().split('\n')[0]));
}

/** By heif-convert, which turns and mirrors as the file says; of several pictures the primary one. */
async function converted(path: string, folder: string, colours: NamedColours | null): Promise<Readable | string> {
  const { code, complaint } = await runProgram('heif-convert', ['-q', '100', path, join(folder, 'heif.png')]);
  const made = (await readdir(folder)).filter((name) => /^heif(?:-\d+)?\.png$/.test(name));
  if (code !== 0 || made.length === 0) return complaint === '' ? 'heif-convert gives no picture' : complaint;
  const { out } = await runProgram('heif-info', [path]);
  const primary = [...out.toString().matchAll(/^image: .*$/gm)].findIndex(([line]) => line.includes('primary'));
  const name = made.includes('heif.png') ? 'heif.png' : `heif-${String(Math.max(0, primary) + 1)}.png`;
  return { by: 'heif-convert', input: [`png:${join(folder, name)}`], colours, complaint };
}

async function rawPicture(path: string, folder: string): Promise<Readable | string> {
  const found = await largestPreview(path, folder);
  if (typeof found === 'string') return found;
  return { ...found, colours: null, ...(found.isDeveloped ? { loose: developed } : {}) };
}

async function strictJpeg(path: string): Promise<{ code: number | null; says: string }> {
  const { code, complaint } = await runProgram('djpeg', ['-verbose', '-verbose', '-verbose', '-outfile', '/dev/null', path]);
  const lines = complaint.split('\n');
  // Three times verbose tells each remark, not only the first, and much else. 2: it only remarked something
  const remarks = lines.filter((line) =>
    /Corrupt|Premature|Unsupported|Invalid|Inconsistent|instead of|unknown JFIF/i.test(line),
  );
  return { code, says: code === 0 || code === 2 ? remarks.join('\n') : lines.slice(-2).join('\n') };
}

/** The word of the program that is strict about a format. */
async function strictWordOf(path: string, kind: Kind): Promise<{ code: number | null; says: string } | null> {
  const word = async (program: string, args: readonly string[]): Promise<{ code: number | null; says: string }> => {
    const { code, out, complaint } = await runProgram(program, args);
    return { code, says: `${complaint}\n${out.subarray(0, 4096).toString('latin1')}` };
  };
  switch (kind) {
    case 'jpeg':
      return await strictJpeg(path);
    case 'png':
      return await word('pngcheck', ['-q', path]);
    case 'tiff': {
      const { code, complaint } = await runProgram('tiffinfo', ['-D', path]);
      return { code, says: complaint };
    }
    case 'webp':
      return await word('webpinfo', ['-quiet', path]);
    case 'avif':
      return { code: (await runProgram('avifdec', ['--info', path])).code, says: '' };
    case 'gif':
    case 'bmp':
    case 'jxl':
    case 'heic':
    case 'raw':
    case 'other':
      return null;
  }
}

interface Rendered {
  readonly picture: Raster | null;
  readonly loose: Loose | null;
  readonly complaint: string;
}

async function render({ input, colours, loose, complaint: before }: Readable, folder: string): Promise<Rendered> {
  if (colours !== null) return await renderNamed(input, colours, before);
  const source = input.find((word) => /^[a-z]+:\//.test(word));
  const facts = await runProgram('identify', ['-quiet', '-format', '%[colorspace]|%[profile:icc]\n', source ?? '']);
  const [space = '', icc = ''] = (facts.out.toString('latin1').split('\n')[0] ?? '').split('|');
  const hasProfile = icc !== '' || input.includes('-profile');
  const colour = hasProfile ? ['-profile', profile('sRGB')] : ['-colorspace', 'sRGB'];
  const out = join(folder, 'reference.ppm');
  const onWhite = ['-background', 'white', '-alpha', 'remove', '-alpha', 'off', '-strip', '-depth', '8', '-type', 'TrueColor'];
  const { complaint } = await runProgram('convert', [...input, ...colour, ...onWhite, `ppm:${out}`]);
  const bytes = await readFile(out).catch(() => Buffer.alloc(0)); // nothing was written: no picture
  const withoutTruth = !space.startsWith('CMY') ? null : hasProfile ? profiledInks : bareInks;
  return { picture: readPpm(bytes), loose: loose ?? withoutTruth, complaint: `${before}\n${complaint}` };
}

/** Pixels as they are stored, made into sRGB by the formulas of the standards. */
async function renderNamed(input: readonly string[], colours: NamedColours, before: string): Promise<Rendered> {
  const arguments_ = [...input, '-depth', '16', '-endian', 'MSB', '-print', '%w %h\n', 'rgba:-'];
  const { out, complaint } = await runProgram('convert', arguments_);
  const line = out.subarray(0, 32).toString('latin1').split('\n')[0] ?? '';
  const [width = 0, height = 0] = line.split(' ').map(Number);
  const pixels = out.subarray(line.length + 1);
  const isThere = width > 0 && height > 0 && pixels.length >= width * height * 8;
  return {
    picture: isThere ? toSrgb(pixels, width, height, colours) : null,
    loose: colours.isHdr ? hdr : null,
    complaint: `${before}\n${complaint}`,
  };
}

function oneLine(text: string): string {
  const lines = text.split('\n').map((line) => line.replaceAll(/\s+/g, ' ').trim());
  return [...new Set(lines.filter((line) => line !== ''))].join('; ').slice(0, 240);
}
