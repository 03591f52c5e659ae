/**
 * One page and one picture of all formats, orientations and colour spaces: ours, the independent decoder's, and four times their
 * difference. Also as `npm run contact-sheet`. `-- FOLDER` says where it goes, else test-results/contact-sheet.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { inProject } from '../helpers/bench-house.ts';
import { decoderPackages, ensureDebianPackages } from '../helpers/debian.mjs';
import { readPpm, type Raster } from '../helpers/decoders/likeness.ts';
import { runProgram } from '../helpers/decoders/run-program.ts';
import { openJudgedImages, type JudgedImages } from '../helpers/judged-images.ts';
import { askOurs, judgeOurs, outcomes, type Judged } from './decoders/judge.ts';
import { writeSamples } from './decoders/samples.ts';
import { sheetFiles } from './decoders/sheet-files.ts';

/** Pixels of one picture on the sheet. */
const CELL = { width: 150, height: 112 } as const;
const LABEL = 46;
const GAP = 10;
const ACROSS = 4;
const DIFFERENCE_TIMES = 4;

interface Tile {
  readonly name: string;
  readonly judged: Judged;
  /** PNG bytes of ours, the other's, and their difference; null: there is none. */
  readonly pictures: readonly (Buffer | null)[];
}

async function fitted(raster: Raster | null): Promise<Buffer | null> {
  if (raster === null) return null;
  const raw = { width: raster.width, height: raster.height, channels: 3 as const };
  return await sharp(raster.data, { raw })
    .resize({ ...CELL, fit: 'inside' })
    .png()
    .toBuffer();
}

/** Brightness of the difference, four times, so that a step of ten can be seen. */
async function difference(one: Buffer | null, other: Buffer | null): Promise<Buffer | null> {
  if (one === null || other === null) return null;
  const left = await sharp(one).raw().toBuffer({ resolveWithObject: true });
  // Two sizes a pixel apart fit into the cell a pixel apart
  const same = { width: left.info.width, height: left.info.height, fit: 'fill' } as const;
  const right = await sharp(other).resize(same).raw().toBuffer({ resolveWithObject: true });
  const apart = left.data.map((value, index) => Math.min(255, DIFFERENCE_TIMES * Math.abs(value - (right.data[index] ?? 0))));
  const { width, height, channels } = left.info;
  return await sharp(apart, { raw: { width, height, channels } }).png().toBuffer();
}

async function tileOf({ images, folder }: JudgedImages, path: string, name: string): Promise<Tile> {
  const ours = await askOurs(images, path);
  const judged = await judgeOurs(ours, path, join(folder, 'tile'), true);
  const file = join(folder, 'upload.jpg');
  if (ours.upload !== null) await writeFile(file, ours.upload.bytes);
  const upload = ours.upload === null ? null : readPpm((await runProgram('djpeg', ['-ppm', file])).out);
  const [mine, theirs] = [await fitted(upload), await fitted(judged.reference?.picture ?? null)];
  return { name, judged, pictures: [mine, theirs, await difference(mine, theirs)] };
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** What stands under the three pictures: outcome and figures. */
function wordsOf({ judged }: Tile): string {
  const apart =
    judged.likeness === null
      ? ''
      : `, mean ${Math.max(...judged.likeness.mean).toFixed(1)}, cell ${judged.likeness.worstCell.toFixed(0)}`;
  return judged.code === null ? `${judged.outcome}${apart}` : `${judged.outcome}: ${judged.code}`;
}

const isBad = ({ judged }: Tile): boolean => outcomes[judged.outcome] === 'bad';

/** Written by ImageMagick: the app's own drawing has no typefaces. */
async function labelOf(tile: Tile, width: number, folder: string): Promise<Buffer> {
  const file = join(folder, 'label.png');
  const line = (y: number, colour: string, size: number, text: string): string[] => {
    // A percent sign and a leading @ mean something to ImageMagick
    const plain = text.slice(0, 84).replaceAll('\\', '/').replaceAll('%', '%%').replace(/^@/, ' @');
    return ['-fill', colour, '-pointsize', String(size), '-annotate', `+0+${String(y)}`, plain];
  };
  await runProgram('convert', [
    ...['-size', `${String(width)}x${String(LABEL)}`, 'xc:#e8e8e8'],
    ...line(13, '#000', 12, tile.name),
    ...line(27, isBad(tile) ? '#c00' : '#333', 11, wordsOf(tile)),
    ...line(40, '#777', 10, `ours | ${tile.judged.reference?.by ?? ''} | difference x${String(DIFFERENCE_TIMES)}`),
    `png:${file}`,
  ]);
  return await readFile(file);
}

async function writeSheet(tiles: readonly Tile[], file: string, folder: string): Promise<void> {
  const width = CELL.width * 3 + GAP;
  const height = CELL.height + LABEL + GAP;
  const layers: { input: Buffer; left: number; top: number }[] = [];
  for (const [index, tile] of tiles.entries()) {
    const [left, top] = [GAP + (index % ACROSS) * (width + GAP), GAP + Math.floor(index / ACROSS) * height];
    layers.push({ input: await labelOf(tile, width, folder), left, top });
    tile.pictures.forEach((input, column) => {
      if (input !== null) layers.push({ input, left: left + column * CELL.width, top: top + LABEL });
    });
  }
  const rows = Math.ceil(tiles.length / ACROSS);
  const sheet = {
    width: GAP + ACROSS * (width + GAP),
    height: 2 * GAP + rows * height,
    channels: 3 as const,
    background: '#e8e8e8',
  };
  await sharp({ create: sheet }).composite(layers).png().toFile(file);
}

async function writePage(tiles: readonly Tile[], file: string): Promise<void> {
  const picture = (png: Buffer | null): string =>
    png === null ? '<i>none</i>' : `<img alt="" src="data:image/png;base64,${png.toString('base64')}">`;
  const row = (tile: Tile): string =>
    `<tr class="${isBad(tile) ? 'bad' : ''}"><th>${escaped(tile.name)}</th>${tile.pictures.map((png) => `<td>${picture(png)}</td>`).join('')}<td>${escaped(wordsOf(tile))}<br><small>${escaped(tile.judged.remark)}</small></td></tr>`;
  const head = `<tr><th>file</th><th>ours</th><th>independent</th><th>difference x${String(DIFFERENCE_TIMES)}</th><th>outcome</th></tr>`;
  const style = 'body{font:13px sans-serif}td,th{padding:4px;text-align:left;vertical-align:top}.bad{background:#fdd}';
  const page = `<!doctype html><meta charset="utf-8"><title>Contact sheet</title><style>${style}</style><table>${head}${tiles.map(row).join('\n')}</table>\n`;
  await writeFile(file, page);
}

/** Writes the sheet; 1 where something on it is wrong. */
export async function bench(words: readonly string[] = []): Promise<number> {
  const missing = await ensureDebianPackages(decoderPackages);
  if (missing !== null) console.log(`The independent decoders are not complete. ${missing}`);
  const out = words[0] ?? inProject('test-results', 'contact-sheet');
  await mkdir(out, { recursive: true });
  const judged = await openJudgedImages();
  try {
    const samples = await writeSamples(join(judged.folder, 'samples'));
    for (const { name, reason } of samples.missing) console.log(`SKIPPED: sample ${name}: ${reason}`);
    const paths = [
      ...samples.paths,
      ...(await sheetFiles((text) => {
        console.log(text);
      })),
    ];
    const tiles: Tile[] = [];
    for (const path of paths) tiles.push(await tileOf(judged, path, basename(path)));
    await writeSheet(tiles, join(out, 'sheet.png'), judged.folder);
    await writePage(tiles, join(out, 'sheet.html'));
    const bad = tiles.filter(isBad);
    for (const tile of bad) console.log(`${tile.name}: ${wordsOf(tile)} (${tile.judged.remark})`);
    const bytes = (await readFile(join(out, 'sheet.png'))).length;
    console.log(
      `${String(tiles.length)} pictures, ${String(bad.length)} of them wrong: ${join(out, 'sheet.png')} (${String(Math.round(bytes / 1024))} KB), sheet.html`,
    );
    return bad.length === 0 ? 0 : 1;
  } finally {
    await judged.close();
  }
}
