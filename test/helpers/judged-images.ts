/** The app's images as they run in the app, workers and all, for judges: the parts of the app over an empty data folder. */
import { join } from 'node:path';
import { mkdir, rm } from 'node:fs/promises';
import type { ImageTasks } from '../../electron/images/tasks.ts';
import { freshFolder } from './app.ts';
import { benchHouse } from './bench-house.ts';

export interface JudgedImages {
  readonly images: ImageTasks;
  /** A folder for the judge's own files; gone after close. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Nothing of it reaches a service. Needs a built `dist/`. */
export async function openJudgedImages(): Promise<JudgedImages> {
  const folder = await freshFolder('darkslide-judge-');
  const home = join(folder, 'home');
  await mkdir(home);
  const rule = { count: 1, windowMs: 60_000 };
  const house = await benchHouse({ home, endpoint: new URL('http://127.0.0.1:9'), rule }, () => undefined);
  return {
    images: house.images,
    folder,
    close: async () => {
      await house.close(10_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A model that takes any picture: the judges ask about decoding, not about a model's wishes. Only a line of pixels is too long: its short
 * side cannot shrink, and its long one is more than a JPEG holds.
 */
export const anyPicture = { minSide: 1, minPixels: 1, maxPixels: 1e9, maxRequestBytes: 256 * 1024 * 1024, maxAspect: 1000 };
