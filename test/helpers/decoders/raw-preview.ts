/** The largest preview inside a RAW file, taken out by exiftool and turned as the RAW file says; dcraw's half-size picture where there is none. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPpm } from './likeness.ts';
import { runProgram } from './run-program.ts';

/** ImageMagick's names of EXIF's orientations 1–8. */
const orientations = ['TopLeft', 'TopRight', 'BottomRight', 'BottomLeft', 'LeftTop', 'RightTop', 'RightBottom', 'LeftBottom'];

/** ImageMagick's arguments that make a picture upright which EXIF says lies this way; other numbers say nothing. */
export function uprightFrom(orientation: number): readonly string[] {
  const name = orientations[orientation - 1];
  return name === undefined ? [] : ['-orient', name, '-auto-orient'];
}

interface FromRaw {
  readonly by: string;
  readonly input: readonly string[];
  /** From sensor data, not from a preview. */
  readonly isDeveloped: boolean;
  readonly complaint: string;
}

/** As ImageMagick's arguments, or what was said where there is no picture. */
export async function largestPreview(path: string, folder: string): Promise<FromRaw | string> {
  const place = join(folder, 'previews');
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  const tags = ['-JpgFromRaw', '-JpgFromRaw2', '-PreviewImage', '-OtherImage', '-ThumbnailImage', '-PreviewTIFF'];
  await runProgram('exiftool', ['-q', '-a', '-b', '-G4', ...tags, '-W', `${place}/%t%-c.%s`, path]);
  let best: { readonly file: string; readonly pixels: number } | null = null;
  for (const name of await readdir(place)) {
    const file = join(place, name);
    const { out } = await runProgram('identify', ['-quiet', '-ping', '-format', '%w %h\n', `jpeg:${file}`]);
    const [width = 0, height = 0] = (out.toString().split('\n')[0] ?? '').split(' ').map(Number);
    if (width * height > (best?.pixels ?? 0)) best = { file, pixels: width * height };
  }
  if (best === null) return await halfSize(path, folder);
  const { out } = await runProgram('exiftool', ['-s3', '-n', '-IFD0:Orientation', '-Orientation', path]);
  const turn = uprightFrom(Number(out.toString().split('\n')[0]));
  return { by: 'exiftool (preview)', input: [`jpeg:${best.file}`, ...turn], isDeveloped: false, complaint: '' };
}

async function halfSize(path: string, folder: string): Promise<FromRaw | string> {
  const { code, out, complaint } = await runProgram('dcraw', ['-c', '-h', '-w', path]);
  if (code !== 0 || readPpm(out) === null) return complaint === '' ? 'dcraw gives no picture' : complaint;
  const file = join(folder, 'half.ppm');
  await writeFile(file, out);
  return { by: 'dcraw (half size)', input: [`ppm:${file}`], isDeveloped: true, complaint };
}
