/** Is the file that is open still the one under its name? Somebody may delete or replace a data folder while Darkslide works in it. */
import { statSync } from 'node:fs';

/** Number of the file on its volume, and of the volume; null: there is no file, or it cannot be looked at. */
export function numbersOf(file: string): string | null {
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return `${String(dev)}:${String(ino)}`;
  } catch {
    return null;
  }
}

/**
 * Call it when the file was just opened; what it returns says whether the same file is still there. A share that was mounted again gives
 * its files other numbers: then the answer is no, and whoever asks stops rather than writes where nobody finds it.
 */
export function watchPlace(file: string): () => boolean {
  const opened = numbersOf(file);
  return () => opened !== null && numbersOf(file) === opened;
}
