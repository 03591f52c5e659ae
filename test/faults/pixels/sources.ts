/** Pictures for the property of same pixels, and what other programs do to their files without touching what is seen. */
import { join } from 'node:path';
import sharp from 'sharp';
import { jpegEdits, pngEdits } from '../../fixtures/edits.ts';
import { patch } from '../../fixtures/pictures.ts';
import { pick, type Random } from '../../helpers/random.ts';

/** One picture, told apart from the others by its size, which no preparation changes. */
export interface Source {
  readonly number: number;
  readonly width: number;
  readonly height: number;
  readonly format: 'jpg' | 'png';
  readonly bytes: Uint8Array;
}

const COLUMNS = 12;

function sizeOf(number: number): { width: number; height: number } {
  return { width: 96 + (number % COLUMNS) * 4, height: 80 + Math.floor(number / COLUMNS) * 4 };
}

/** Which picture was sent, by its size; null: none of ours. Knows nothing of how the program tells pictures apart. */
export function sourceOfSize(width: number | null, height: number | null, count: number): number | null {
  const found = Array.from({ length: count }, (_, number) => number).filter((number) => {
    const size = sizeOf(number);
    return size.width === width && size.height === height;
  });
  return found[0] ?? null;
}

/** Pictures that all differ; every third is a PNG. */
export async function makeSources(count: number): Promise<Source[]> {
  return await Promise.all(
    Array.from({ length: count }, async (_, number): Promise<Source> => {
      const { width, height } = sizeOf(number);
      const spot = await patch([(number * 37) % 250, 40, 250 - number], 30, 20)
        .png()
        .toBuffer();
      const picture = patch([number * 2, 120, 200 - number], width, height).composite([{ input: spot, left: 12, top: 18 }]);
      const format = number % 3 === 0 ? 'png' : 'jpg';
      const bytes = await (format === 'png' ? picture.png() : picture.jpeg()).toBuffer();
      return { number, width, height, format, bytes };
    }),
  );
}

/** What is seen, upright: decoded by the decoder itself, not by the program's own preparation. */
async function seenIn(bytes: Uint8Array): Promise<Buffer> {
  return await sharp(bytes).rotate().removeAlpha().toColourspace('srgb').raw().toBuffer();
}

/** Rewrites of PNG files that keep every pixel, some in another format or lying on the side with a word about it. */
const rewrites: Readonly<Record<string, (bytes: Uint8Array) => Promise<{ bytes: Buffer; format: string }>>> = {
  interlaced: async (bytes) => ({
    bytes: await sharp(bytes).png({ progressive: true, compressionLevel: 3 }).toBuffer(),
    format: 'png',
  }),
  webp: async (bytes) => ({ bytes: await sharp(bytes).webp({ lossless: true }).toBuffer(), format: 'webp' }),
  tiff: async (bytes) => ({ bytes: await sharp(bytes).tiff({ compression: 'lzw' }).toBuffer(), format: 'tif' }),
  turned: async (bytes) => ({
    bytes: await sharp(bytes).rotate(270).withMetadata({ orientation: 6 }).webp({ lossless: true }).toBuffer(),
    format: 'webp',
  }),
};

export interface Edited {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Its extension from now on. */
  readonly format: string;
}

/** One edit of a file. Throws where an edit changed what is seen: then the property would say nothing. */
export async function editOf({ bytes: original }: Source, bytes: Uint8Array, format: string, random: Random): Promise<Edited> {
  const edited = await anyEdit(bytes, format, random);
  const [before, after] = await Promise.all([seenIn(original), seenIn(edited.bytes)]);
  if (!before.equals(after)) throw new Error(`the edit "${edited.name}" of a ${format} changed the picture`);
  return edited;
}

async function anyEdit(bytes: Uint8Array, format: string, random: Random): Promise<Edited> {
  const seed = Math.floor(random() * 1000);
  if (format === 'jpg') {
    const [name, edit] = pick(Object.entries(jpegEdits), random);
    return { name, bytes: edit(bytes, seed), format };
  }
  const edits = format === 'png' ? Object.entries(pngEdits) : [];
  const all = [...edits.map(([name]) => name), ...Object.keys(rewrites)];
  const name = pick(all, random);
  const edit = pngEdits[name];
  if (format === 'png' && edit !== undefined) return { name, bytes: edit(bytes, seed), format };
  // A picture that was laid on its side is put upright first
  const upright = await sharp(bytes).rotate().png().toBuffer();
  const rewritten = await rewrites[name]?.(upright);
  return rewritten === undefined ? { name, bytes, format } : { name, ...rewritten };
}

/** Where a file lies under one of the folders. */
export function pathFor(folder: string, serial: number, format: string): string {
  return join(folder, `picture-${String(serial)}.${format}`);
}
