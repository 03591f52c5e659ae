/** What decoders say, told apart by its words: libjpeg reports what does no harm in the same way as lost pixels. */

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
