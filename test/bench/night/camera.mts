/** Writes frames into a folder as a camera's tethering or a sync does. */
import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labelledPicture } from '../../helpers/labelled-pictures.ts';
import type { Frame } from './plan.mts';

/** Pieces of a file that is written under its own name, and the pause between them, milliseconds of real time. */
const PIECES = 3;
const PAUSE_MS = 10;

/** As EXIF writes it, in local time: "2026:11:26 15:02:11". */
export function exifTime(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [String(date.getFullYear()), two(date.getMonth() + 1), two(date.getDate())].join(':');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

/** Writes one frame. `begins`: when the night began, ms since 1970. */
export async function writeFrame(folder: string, { label, name, taken, way }: Frame, begins: number): Promise<void> {
  const bytes = await labelledPicture(label, { height: 96, texture: 24, taken: exifTime(begins + taken) });
  const path = join(folder, name);
  if (way === 'renamed') {
    const temporary = join(folder, `.${name}.part`);
    await writeFile(temporary, bytes);
    await rename(temporary, path);
    return;
  }
  const file = await open(path, 'w');
  try {
    const size = Math.ceil(bytes.length / PIECES);
    for (let offset = 0; offset < bytes.length; offset += size) {
      if (offset > 0) await new Promise((resume) => setTimeout(resume, PAUSE_MS));
      await file.write(bytes.subarray(offset, offset + size));
    }
  } finally {
    await file.close();
  }
}
