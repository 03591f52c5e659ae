/** Every real test photo through the built command line and the demo: done, or failed with a code that fits; originals stay. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fingerprints } from '../../helpers/files.ts';
import { temporaryFolder } from '../../helpers/workshop.ts';

const photos = resolve(import.meta.dirname, '../../../../shared/photos');
const isThere = existsSync(photos);
if (!isThere) console.warn('SKIPPED: no photos in ../shared/photos, so the command line met no real camera files.');
const program = resolve(import.meta.dirname, '../../../dist/main/cli.cjs');

const lineSchema = z.object({
  event: z.string(),
  source: z.string().nullable(),
  result: z.string().nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
});
type Line = z.infer<typeof lineSchema>;

/** Files that must fail, and why; whole folders by their name. All others must be done. Judged by eye where damage is inside. */
const expectedCode: Readonly<Record<string, string>> = {
  'broken/corrupted.jpg': 'picture-corrupt',
  'broken/image00971.jpg': 'picture-too-long',
  'broken/image01088.jpg': 'picture-too-long',
  'broken/image01980.jpg': 'picture-too-small',
  'cameras/1cbb1bb37d62c44f67374cd451643dc4.jpg': 'picture-too-long',
  'cameras/2c9e7a1805f8b47630bbb83d21bf8222.jpg': 'picture-too-long',
  'cameras/32d08f4a5eb10332506ebedbb9bc7257.jpg': 'picture-truncated',
  'cameras/40bb78b1ac031125a6d8466b374962a8.jpg': 'picture-corrupt',
  'cameras/7997b6b229f25315d33f5c7085e37500.jpg': 'picture-too-long',
  'cameras/c3018ebe53d0046eecb58858ca869a99.jpg': 'picture-corrupt|picture-truncated',
  'cameras/f006e96f3b27fdfaa075322d759ea2e8.jpg': 'picture-corrupt',
  'cameras/Pentax Optio S4.jpg': 'picture-too-small',
  'cameras/Pentax Optio S4i.jpg': 'picture-too-small',
  'cameras/Photoshop (3).jpg': 'picture-too-long',
  'other/Crémieux11.tiff': 'picture-too-small',
  // One picture with its EXIF in two places: the same pixels are the same work, whichever of them comes first
  'heic/exif-at-eof.heic': 'done|skipped',
  'heic/IMG_2927.HEIC': 'done|skipped',
  raw: 'raw-without-preview',
  // Its name says RAW, its content is a JPEG.
  'raw/Issue 247-1.nef': 'done',
};

function expectedFor(name: string): string {
  return expectedCode[name] ?? expectedCode[name.split('/')[0] ?? ''] ?? 'done';
}

async function cli(home: string, args: readonly string[]): Promise<{ code: number | null; lines: Line[]; err: string }> {
  const env = { ...process.env, DARKSLIDE_HOME: home };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const code = await new Promise<number | null>((end) => child.on('close', end));
  const lines = Buffer.concat(out).toString().split('\n').filter(Boolean);
  return { code, lines: lines.map((line) => lineSchema.parse(JSON.parse(line))), err: Buffer.concat(err).toString() };
}

describe.skipIf(!isThere)('all real photos', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let files: readonly string[];
  let before: Record<string, string>;
  let ran: Awaited<ReturnType<typeof cli>>;

  beforeAll(async () => {
    if (!existsSync(program)) throw new Error('dist/main/cli.cjs is missing: run "npm run build" first');
    folder = await temporaryFolder();
    const entries = await readdir(photos, { withFileTypes: true, recursive: true });
    files = entries
      .filter((entry) => entry.isFile() && entry.parentPath !== photos)
      .map((entry) => join(entry.parentPath, entry.name));
    before = await fingerprints(files);
    const recipe = ['--prompt', 'late evening light', '--strength', '0.3', '--long-side', '512', '--demo', '--json'];
    ran = await cli(join(folder.path, 'home'), ['develop', ...files, ...recipe, '--out', join(folder.path, 'out')]);
  }, 300_000);
  afterAll(async () => {
    await folder.remove();
  });

  const ends = (): Map<string, Line> =>
    new Map(
      ran.lines
        .filter(({ event }) => ['done', 'failed', 'skipped'].includes(event))
        .map((line) => [
          relative(photos, line.source ?? '')
            .normalize('NFC')
            .replaceAll('\\', '/'),
          line,
        ]),
    );

  it('end in "done" or in "failed" with a code that fits', () => {
    const wrong: string[] = [];
    const contentOf = (file: string): string => before[file]?.split(' ')[0] ?? '';
    const contents = files.map(contentOf);
    const copies = new Set(contents.filter((content, index) => contents.indexOf(content) !== index));
    for (const file of files) {
      const name = relative(photos, file).normalize('NFC').replaceAll('\\', '/');
      const end = ends().get(name);
      const code = end === undefined ? 'no end at all' : end.event === 'failed' ? (end.code ?? 'no code') : end.event;
      // The same content under two names is developed once, and the other name is told so.
      if (code === 'skipped' && copies.has(contentOf(file))) continue;
      if (!expectedFor(name).split('|').includes(code)) wrong.push(`${name}: ${code} instead of ${expectedFor(name)}`);
      if (end?.event === 'failed' && !/\.$/.test(end.message ?? '')) wrong.push(`${name}: no sentence`);
    }
    expect(wrong).toEqual([]);
    expect(ran.code).toBe(1);
    expect(ran.err).toBe('');
  });

  it('that are done have a result that decodes, each its own', async () => {
    const results = [...ends().values()].flatMap(({ event, result }) => (event === 'done' && result !== null ? [result] : []));
    expect(results.length).toBeGreaterThan(60);
    expect(new Set(results).size).toBe(results.length);
    for (const path of results) {
      const { format, width, height } = await sharp(await readFile(path)).metadata();
      expect(format, path).toBe('jpeg');
      expect(Math.min(width, height), path).toBeGreaterThanOrEqual(64);
    }
  });

  it.each(['Landscape', 'Portrait'])('%s comes back upright in all nine orientations', async (name) => {
    const wanted = await small(join(photos, 'orientation', `${name}_1.jpg`));
    for (let orientation = 0; orientation <= 8; orientation += 1) {
      const result = ends().get(`orientation/${name}_${String(orientation)}.jpg`)?.result ?? '';
      const seen = await small(result);
      const likeness = await Promise.all(
        turns.map(async (turn) => likenessOf(wanted, await turn(sharp(seen.data, { raw: seen.info })))),
      );
      expect(likeness.indexOf(Math.max(...likeness)), `${name}_${String(orientation)}: ${likeness.map(two).join(' ')}`).toBe(0);
      expect(likeness[0]).toBeGreaterThan(0.8);
      const { width, height } = await sharp(await readFile(result)).metadata();
      expect(width > height).toBe(name === 'Landscape');
    }
  });

  it('are not changed, by a bit or a second', async () => {
    expect(await fingerprints(files)).toEqual(before);
  });
});

type Small = Awaited<ReturnType<typeof small>>;

/** The stored pixels as a grey square, so that pictures of all shapes can be compared and turned. */
async function small(path: string) {
  const grey = sharp(await readFile(path))
    .resize(32, 32, { fit: 'fill' })
    .greyscale();
  return await grey.raw().toBuffer({ resolveWithObject: true });
}

const raw = async (picture: Sharp): Promise<Buffer> => await picture.toColourspace('b-w').raw().toBuffer();

/** The eight ways a picture can lie; the first is upright. */
const turns: readonly ((picture: Sharp) => Promise<Buffer>)[] = [
  raw,
  async (picture) => await raw(picture.rotate(90)),
  async (picture) => await raw(picture.rotate(180)),
  async (picture) => await raw(picture.rotate(270)),
  async (picture) => await raw(picture.flop()),
  async (picture) => await raw(picture.flip()),
  async (picture) => await raw(picture.flop().rotate(90)),
  async (picture) => await raw(picture.flop().rotate(270)),
];

/** Correlation of two pictures: 1 is the same but for brightness and contrast, 0 has nothing in common. */
function likenessOf({ data: one }: Small, other: Buffer): number {
  const mean = (data: Buffer): number => data.reduce((sum, value) => sum + value, 0) / data.length;
  const [oneMean, otherMean] = [mean(one), mean(other)];
  let [both, ofOne, ofOther] = [0, 0, 0];
  for (const [index, value] of one.entries()) {
    const [a, b] = [value - oneMean, (other[index] ?? 0) - otherMean];
    both += a * b;
    ofOne += a * a;
    ofOther += b * b;
  }
  return both / Math.sqrt(ofOne * ofOther);
}

function two(number: number): string {
  return number.toFixed(2);
}
