/**
 * One file: what the app makes of it beside what the independent decoder sees, as one of a few outcomes. What is compared is the upload
 * itself, as `prepare` hands it out, so that everything between the file and the money is in it.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DarkslideError } from '../../../electron/contract/errors.ts';
import { formats } from '../../../electron/images/formats/formats.ts';
import type { ImageTasks, Inspection } from '../../../electron/images/tasks.ts';
import { likenessOf, readPpm, writePpm, type Likeness, type Raster } from '../../helpers/decoders/likeness.ts';
import { referenceOf, type Reference } from '../../helpers/decoders/reference.ts';
import { runProgram } from '../../helpers/decoders/run-program.ts';
import { lookedAtReason } from './looked-at.ts';
import { anyPicture } from '../../helpers/judged-images.ts';

/** Good: nothing to do. Bad: money or a true sentence is missing. */
export const outcomes = {
  same: 'good',
  'same, colours are a matter of taste': 'good',
  'same as one of two that disagree': 'good',
  'looked at, and right': 'good',
  'refused, and the other decoder does not read it either': 'good',
  'refused as not supported, and says so': 'good',
  'refused, the file is odd': 'good',
  'refused as blank, and it is': 'good',
  'DIFFERENT size': 'bad',
  'DIFFERENT picture': 'bad',
  'DIFFERENT, and ours is blank': 'bad',
  'DIFFERENT on screen': 'bad',
  'DEVELOPED though damaged': 'bad',
  'DEVELOPED though nobody else reads it': 'bad',
  'REFUSED though whole': 'bad',
  'REFUSED with an untrue sentence': 'bad',
  'FAILED inside': 'bad',
  'not judged': 'good',
} as const satisfies Record<string, 'good' | 'bad'>;

export type Outcome = keyof typeof outcomes;

export interface Judged {
  readonly path: string;
  readonly outcome: Outcome;
  /** Null: the other decoder was not asked. */
  readonly reference: Reference | null;
  /** The code of a refusal; null: developed. */
  readonly code: string | null;
  readonly likeness: Likeness | null;
  /** What a reader needs to know, in one line. */
  readonly remark: string;
  /** Longest of the tasks, milliseconds. */
  readonly tookMs: number;
}

/** Longest side of what is compared, pixels: enough to see a lost tile, and quick. */
export const SIDE = 768;
const SCREEN_SIDE = 384;

/**
 * Both pictures went through the same JPEG step at the same size, so equal pixels come within 1. The rest is for resampling (the decoders
 * shrink by different filters, JPEG by half sizes while unpacking) and for colour engines that round differently: measured on intact
 * files, 99 of 100 stay under half of this. One code value off in gamma, white or matrix is far beyond it.
 */
export const TOLERANCE = { mean: 4, cell: 10 } as const;
/** As the app packs an upload. */
const UPLOAD_PACKING = ['-quality', '92', '-sampling-factor', '1x1'];
/** The screen's JPEG keeps one colour for four pixels. */
const ON_SCREEN = { mean: 9, cell: 14 } as const;

/** What the app made of a file, by each of its ways. */
export interface Ours {
  readonly inspection: Inspection | null;
  readonly upload: { readonly bytes: Uint8Array; readonly width: number; readonly height: number } | null;
  readonly screen: Uint8Array | null;
  readonly problem: { readonly code: string; readonly sentence: string } | null;
  readonly screenProblem: string | null;
  readonly tookMs: number;
}

/** Asks the app as it does itself: at a first look, before money, and for the screen. */
export async function askOurs(images: ImageTasks, path: string): Promise<Ours> {
  let tookMs = 0;
  const attempt = async <Value>(task: () => Promise<Value>): Promise<{ value: Value | null; problem: Ours['problem'] }> => {
    const began = performance.now();
    try {
      return { value: await task(), problem: null };
    } catch (thrown) {
      const code = thrown instanceof DarkslideError ? thrown.code : 'not a DarkslideError';
      return { value: null, problem: { code, sentence: thrown instanceof Error ? thrown.message : String(thrown) } };
    } finally {
      tookMs = Math.max(tookMs, performance.now() - began);
    }
  };
  const inspection = await attempt(async () => await images.inspect(path));
  const upload = await attempt(async () => await images.prepare(path, { longSide: SIDE, limits: anyPicture }));
  const screen = await attempt(async () => await images.rendition(path, SCREEN_SIDE));
  return {
    inspection: inspection.value,
    upload: upload.value,
    screen: screen.value,
    problem: upload.problem,
    screenProblem: screen.problem?.code ?? null,
    tookMs,
  };
}

/** Judges one file. `folder` is emptied. */
export async function judge(images: ImageTasks, path: string, folder: string): Promise<Judged> {
  return await judgeOurs(await askOurs(images, path), path, folder, true);
}

/** Codes of the photo itself, and an upload that no size fits; every other one is a fault of the app. */
const photoCode = /^(?:file|format|picture|coding|raw)-|^upload-too-large$/;
/** Those that say what the app does not do, not that the file is damaged. */
const notSupported = /^(?:format|coding|raw)-/;

/** Judges what the app made of a file; `isAsked`: with the other decoder, else only what needs none. */
export async function judgeOurs(ours: Ours, path: string, folder: string, isAsked: boolean): Promise<Judged> {
  const facts = { path, code: ours.problem?.code ?? null, tookMs: ours.tookMs, likeness: null };
  const code = ours.problem?.code ?? ours.screenProblem ?? '';
  const remark = `${ours.problem === null ? 'on screen: ' : ''}${code}: ${ours.problem?.sentence ?? ''}`;
  if (code !== '' && !photoCode.test(code)) return { ...facts, reference: null, outcome: 'FAILED inside', remark };
  if (!isAsked) return { ...facts, reference: null, outcome: 'not judged', remark };
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const reference = await referenceOf(path, folder);
  const found = ours.upload === null ? judgeRefusal(ours, reference) : await judgePicture(ours, reference, folder);
  const looked = outcomes[found.outcome] === 'bad' ? lookedAtReason(path) : null;
  const outcome = looked === null ? {} : { outcome: 'looked at, and right' as const, remark: looked };
  return { ...facts, reference, ...found, ...outcome };
}

/** The same without the other decoder's pixels: thousands of them would fill the memory that is being watched. */
export function withoutPixels(judged: Judged): Judged {
  const { reference } = judged;
  return reference === null
    ? judged
    : { ...judged, reference: { ...reference, picture: null, others: async () => await Promise.resolve([]) } };
}

type Found = Pick<Judged, 'outcome' | 'remark'> & { readonly likeness?: Likeness };

/** Pixels on the short side: a preview like this is a photo, a smaller one may be a thumbnail. */
const GOOD_PREVIEW = 640;

const damageCodes = new Set(['picture-truncated', 'picture-corrupt']);

/** A refusal must be true: called damaged only what is, unknown only what the app does not know. */
function judgeRefusal({ problem }: Ours, { verdict, kind, picture, says }: Reference): Found {
  const { code, sentence } = problem ?? { code: 'internal', sentence: '' };
  const remark = `${code}: ${sentence}`;
  const other = says === '' ? '' : ` | the other decoder: ${says}`;
  if (code === 'format-unknown' && kind in formats) return { outcome: 'REFUSED with an untrue sentence', remark: remark + other };
  if (
    code === 'raw-without-preview' &&
    picture !== null &&
    verdict === 'whole' &&
    Math.min(picture.width, picture.height) >= GOOD_PREVIEW
  ) {
    return {
      outcome: 'REFUSED with an untrue sentence',
      remark: `${remark} | the other decoder: a preview of ${sizeOf(picture)}`,
    };
  }
  if (notSupported.test(code)) return { outcome: 'refused as not supported, and says so', remark };
  if (code === 'picture-too-long' && isLine(picture)) return { outcome: 'refused as not supported, and says so', remark };
  if (verdict === 'unjudged') return { outcome: 'not judged', remark: remark + other };
  if (verdict === 'unreadable' || verdict === 'damaged') {
    return { outcome: 'refused, and the other decoder does not read it either', remark };
  }
  if (code === 'picture-too-large' && picture !== null) {
    const megapixels = (picture.width * picture.height) / 1e6;
    return { outcome: megapixels < 100 ? 'REFUSED with an untrue sentence' : 'refused as not supported, and says so', remark };
  }
  if (verdict === 'unsupported') {
    const outcome = damageCodes.has(code) ? 'REFUSED with an untrue sentence' : 'refused as not supported, and says so';
    return { outcome, remark: remark + other };
  }
  if (code === 'picture-blank' && picture !== null && isUniform(picture)) {
    return { outcome: 'refused as blank, and it is', remark };
  }
  if (verdict === 'odd') return { outcome: 'refused, the file is odd', remark: remark + other };
  return { outcome: 'REFUSED though whole', remark };
}

/** Longer than the judge's own model takes; what nobody could read is taken at its word. */
function isLine(picture: Raster | null): boolean {
  if (picture === null) return true;
  const [short, long] = [picture.width, picture.height].sort((a, b) => a - b);
  return (long ?? 0) > (short ?? 0) * anyPicture.maxAspect;
}

const sizeOf = ({ width, height }: Raster): string => `${String(width)}x${String(height)}`;

async function judgePicture(ours: Ours, reference: Reference, folder: string): Promise<Found> {
  const { upload, inspection } = ours;
  const { picture, verdict, says, loose } = reference;
  if (upload === null) throw new Error('no upload to judge');
  if (verdict === 'damaged') return { outcome: 'DEVELOPED though damaged', remark: says };
  if (verdict === 'unjudged') return { outcome: 'not judged', remark: says };
  if (picture === null) return { outcome: 'DEVELOPED though nobody else reads it', remark: says };
  const size = wantedSize(picture);
  const sizes = `${String(inspection?.width)}x${String(inspection?.height)}, sent ${String(upload.width)}x${String(upload.height)}`;
  if (inspection === null) return { outcome: 'DIFFERENT size', remark: 'inspect refuses what prepare develops' };
  const isSized = inspection.width === picture.width && inspection.height === picture.height;
  const isSent = Math.abs(upload.width - size.width) <= 1 && Math.abs(upload.height - size.height) <= 1;
  if (!isSized || !isSent) {
    return {
      outcome: 'DIFFERENT size',
      remark: `ours ${sizes}; ${reference.by} ${String(picture.width)}x${String(picture.height)}`,
    };
  }
  const likeness = await compare(upload.bytes, picture, folder, UPLOAD_PACKING);
  if (likeness === null || isBeyond(likeness, loose ?? TOLERANCE)) {
    for (const other of await reference.others()) {
      const isSame = other.width === picture.width && other.height === picture.height;
      const second = isSame ? await compare(upload.bytes, other, folder, UPLOAD_PACKING) : null;
      if (second !== null && !isBeyond(second, loose ?? TOLERANCE)) {
        return { outcome: 'same as one of two that disagree', remark: inWords(likeness), likeness: second };
      }
    }
    const isBlanked = (await isBlank(upload.bytes, folder)) && !isUniform(picture);
    const outcome = isBlanked ? 'DIFFERENT, and ours is blank' : 'DIFFERENT picture';
    return { outcome, remark: inWords(likeness), ...(likeness === null ? {} : { likeness }) };
  }
  if (ours.screen === null) return { outcome: 'DIFFERENT on screen', remark: `rendition: ${ours.screenProblem ?? ''}`, likeness };
  const onScreen = await compare(ours.screen, picture, folder, ['-quality', '82', '-sampling-factor', '2x2']);
  if (onScreen === null || isBeyond(onScreen, loose ?? ON_SCREEN)) {
    return { outcome: 'DIFFERENT on screen', remark: inWords(onScreen), likeness };
  }
  return { outcome: loose === null ? 'same' : 'same, colours are a matter of taste', remark: loose?.reason ?? says, likeness };
}

/** The upright size of an upload no longer than SIDE. */
function wantedSize({ width, height }: Raster): { width: number; height: number } {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const isBeyond = ({ mean, worstCell }: Likeness, limits: { mean: number; cell: number }): boolean =>
  Math.max(...mean) > limits.mean || worstCell > limits.cell;

function inWords(likeness: Likeness | null): string {
  if (likeness === null) return 'the bytes handed out are no picture';
  const { mean, worstCell, worstAt } = likeness;
  const place = worstAt.map((part) => `${(part * 100).toFixed(0)} %`).join(', ');
  return `mean ${mean.map((value) => value.toFixed(1)).join(' ')}; worst cell ${worstCell.toFixed(0)} at ${place}`;
}

/** One colour all over, as far as JPEG keeps it one. */
function isUniform({ data }: Raster): boolean {
  return [0, 1, 2].every((channel) => {
    let [least, most] = [255, 0];
    for (let at = channel; at < data.length; at += 3) {
      const value = data[at] ?? 0;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    return most - least < 4;
  });
}

async function isBlank(jpeg: Uint8Array, folder: string): Promise<boolean> {
  const file = join(folder, 'ours.jpg');
  await writeFile(file, jpeg);
  const raster = readPpm((await runProgram('djpeg', ['-ppm', file])).out);
  return raster !== null && isUniform(raster);
}

/** Ours against the other's, which is brought to the same size and through the same JPEG step. */
export async function compare(
  ours: Uint8Array,
  picture: Raster,
  folder: string,
  packing: readonly string[],
): Promise<Likeness | null> {
  const [oursFile, full, packed] = [join(folder, 'ours.jpg'), join(folder, 'full.ppm'), join(folder, 'packed.jpg')];
  await writeFile(oursFile, ours);
  const one = readPpm((await runProgram('djpeg', ['-ppm', oursFile])).out);
  if (one === null) return null;
  await writeFile(full, writePpm(picture));
  const size = `${String(one.width)}x${String(one.height)}!`;
  await runProgram('convert', [`ppm:${full}`, '-filter', 'Lanczos', '-resize', size, ...packing, `jpeg:${packed}`]);
  const other = readPpm((await runProgram('djpeg', ['-ppm', packed])).out);
  return other === null ? null : likenessOf(one, other);
}
