/** What decoders say, told apart by its words: libjpeg reports what does no harm in the same way as lost pixels. And what is said for them. */

import { DarkslideError } from '../../contract/errors.ts';

/** What libjpeg remarks about files that decode completely all the same. Everything else it says means lost pixels. */
const harmlessRemark =
  /^VipsJpeg: (?:Warning: unknown JFIF revision|Invalid SOS parameters|Inconsistent progression|Unknown Adobe color transform)/;

/** True where all that was said is said of files that decode completely. */
export function isHarmlessWarning(thrown: unknown): boolean {
  const lines = messageOf(thrown)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.every((line) => harmlessRemark.test(line));
}

/** What was thrown, in its own words. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** A picture that is not damaged and cannot be read all the same: what about it, and how it is to be exported. */
export function unsupportedCoding(format: 'TIFF' | 'JPEG', what: string, how: string): DarkslideError {
  return new DarkslideError('coding-unsupported', `This ${format} ${what}, which cannot be read. Export it ${how}.`);
}
