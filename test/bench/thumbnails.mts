/**
 * Twenty-four megapixel JPEGs a second into thumbnails, against native `vipsthumbnail` in the same run; first paint from embedded previews
 * and full quality apart, HEIC and RAW beside them. `-- thumbnails N` takes N files instead of 12.
 */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ImageTasks } from '../../electron/images/tasks.ts';
import { scene } from '../fixtures/pictures.ts';
import { decoderPackages, ensureDebianPackages } from '../helpers/debian.mjs';
import { runProgram } from '../helpers/decoders/run-program.ts';
import { openJudgedImages } from '../helpers/judged-images.ts';
import { rawSample } from './decoders/raw-sample.ts';

const FILES = 12;
/** A cell of the grid on a screen of usual density, pixels. */
const SIDE = 320;
/** Each way runs so often, in turns with the others, and its median counts. */
const ROUNDS = 3;
/** What the goal asks: first paint and full quality against the native program. */
const GOALS = { firstPaint: 3, fullQuality: 0.5 } as const;

/** The app's way to paint something at once, where it has one. */
interface WithPreviews extends ImageTasks {
  readonly preview?: (path: string, side: number) => Promise<Uint8Array | null>;
}

interface Ground {
  readonly jpegs: readonly string[];
  readonly heics: readonly string[];
  readonly raws: readonly string[];
}

/** Camera files: 4:2:0 at a usual quality, a preview of 160 pixels in EXIF; phones' HEIC of 12 megapixels; a RAW with a full-size preview. */
async function writeGround(folder: string, count: number): Promise<Ground> {
  await mkdir(folder, { recursive: true });
  const first = join(folder, 'first.jpg');
  const small = join(folder, 'small.jpg');
  const picture = await scene(6000, 4000).jpeg({ quality: 92 }).toBuffer();
  await writeFile(first, picture);
  await writeFile(small, await sharp(picture).resize(160, 107).jpeg({ quality: 80 }).toBuffer());
  await runProgram('exiftool', ['-q', '-overwrite_original', '-Make=Darkslide', `-ThumbnailImage<=${small}`, first]);
  const copies = async (name: string, from: string, number: number): Promise<string[]> => {
    const paths = Array.from({ length: number }, (_, index) => join(folder, `${String(index)}-${name}`));
    for (const path of paths) await copyFile(from, path);
    return paths;
  };
  const phone = join(folder, 'phone.png');
  await writeFile(phone, await scene(4000, 3000).png({ compressionLevel: 1 }).toBuffer());
  const heic = join(folder, 'phone.heic');
  const made = await runProgram('heif-enc', ['-q', '60', '-p', 'preset=ultrafast', phone, '-o', heic], 300_000);
  const raw = join(folder, 'camera.dng');
  await writeFile(raw, await rawSample({ width: 6000, height: 4000 }));
  return {
    jpegs: await copies('photo.jpg', first, count),
    heics: made.code === 0 ? await copies('photo.heic', heic, 4) : [],
    raws: await copies('photo.dng', raw, 4),
  };
}

/** Files a second; null: it cannot be done, with the reason said. */
type Way = () => Promise<number | null>;

const perSecond = (paths: readonly string[], began: number): number => (paths.length / (performance.now() - began)) * 1000;

function byApp(paths: readonly string[], task: (path: string) => Promise<unknown>): Way {
  return async () => {
    try {
      const began = performance.now();
      await Promise.all(paths.map(task));
      return perSecond(paths, began);
    } catch (thrown) {
      console.log(`  the app: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      return null;
    }
  };
}

function byVips(paths: readonly string[], folder: string): Way {
  return async () => {
    const out = join(folder, '%s-small.jpg[Q=82,strip]');
    const began = performance.now();
    const { code, complaint } = await runProgram('vipsthumbnail', ['--size', String(SIDE), '-o', out, ...paths], 300_000);
    if (code === 0) return perSecond(paths, began);
    console.log(`  vipsthumbnail: ${complaint.split('\n')[0] ?? ''}`);
    return null;
  };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Medians of several ways that take turns, so that what else the computer does falls on all of them. */
async function inTurns(ways: Readonly<Record<string, Way>>): Promise<Record<string, number | null>> {
  const found: Record<string, number[] | null> = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      const before = found[name] ?? null;
      if (before === null) continue;
      const value = await way();
      if (value === null) found[name] = null;
      else before.push(value);
    }
  }
  return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, values === null ? null : median(values)]));
}

function say(name: string, figure: number | null, remark = ''): void {
  console.log(`${name.padEnd(40)}${(figure === null ? 'not done' : figure.toFixed(2)).padEnd(10)}${remark}`.trimEnd());
}

/** Figures of one goal; true where it is met. */
function sayGoal(name: string, ours: number | null, native: number | null, goal: number): boolean {
  if (ours === null || native === null) return false;
  const ratio = ours / native;
  say(name, ratio, `goal at least ${String(goal)}`);
  return ratio >= goal;
}

/** Prints the figures; 1 where a goal is missed. */
export async function bench(words: readonly string[] = []): Promise<number> {
  const missing = await ensureDebianPackages(decoderPackages);
  if (missing !== null) console.log(`The native program may be missing. ${missing}`);
  const judged = await openJudgedImages();
  const images: WithPreviews = judged.images;
  try {
    const ground = await writeGround(join(judged.folder, 'photos'), Number(words[0] ?? FILES));
    const bytes = (await readFile(ground.jpegs[0] ?? '')).length;
    console.log(
      `${String(ground.jpegs.length)} JPEGs of 24 MP and ${(bytes / 1e6).toFixed(1)} MB, to ${String(SIDE)} pixels; files a second`,
    );
    const { preview } = images;
    // The decoder loads with the first picture
    await Promise.all(ground.jpegs.slice(0, 4).map(async (path) => await images.rendition(path, SIDE)));
    const jpeg = await inTurns({
      native: byVips(ground.jpegs, judged.folder),
      full: byApp(ground.jpegs, async (path) => await images.rendition(path, SIDE)),
      ...(preview === undefined ? {} : { first: byApp(ground.jpegs, async (path) => await preview(path, SIDE)) }),
    });
    say('JPEG, vipsthumbnail', jpeg['native'] ?? null);
    say('JPEG, the app, full quality', jpeg['full'] ?? null);
    say(
      'JPEG, the app, first paint',
      jpeg['first'] ?? null,
      preview === undefined ? 'the app has no way to paint from embedded previews' : '',
    );
    const isFull = sayGoal('full quality / native', jpeg['full'] ?? null, jpeg['native'] ?? null, GOALS.fullQuality);
    const isFirst = sayGoal('first paint / native', jpeg['first'] ?? null, jpeg['native'] ?? null, GOALS.firstPaint);
    for (const [name, paths] of [
      ['HEIC of 12 MP', ground.heics],
      ['RAW with a preview of 24 MP', ground.raws],
    ] as const) {
      if (paths.length === 0) {
        console.log(`SKIPPED: ${name}: no program here writes it`);
        continue;
      }
      const found = await inTurns({
        native: byVips(paths, judged.folder),
        full: byApp(paths, async (path) => await images.rendition(path, SIDE)),
        ...(preview === undefined ? {} : { first: byApp(paths, async (path) => await preview(path, SIDE)) }),
      });
      say(`${name}, vipsthumbnail`, found['native'] ?? null);
      say(`${name}, the app`, found['full'] ?? null);
      if (preview !== undefined) say(`${name}, the app, first paint`, found['first'] ?? null);
    }
    return isFull && isFirst ? 0 : 1;
  } finally {
    await judged.close();
    await rm(judged.folder, { recursive: true, force: true });
  }
}
