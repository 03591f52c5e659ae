/** Files over which decoders disagree and where a person looked at the bytes: what is right, by the end of their paths. */

export const lookedAt: Readonly<Record<string, string>> = {
  'gif-test-suite/no-eoi.gif': 'the one code in it is the table’s black; ImageMagick gives white',
  'gif-test-suite/no-clear-and-eoi.gif': 'ImageMagick draws nothing where the end code is missing',
  'gif-test-suite/image-outside-bg.gif': 'a frame outside of the canvas: viewers enlarge the canvas or leave it',
  'gif-test-suite/image-overlap-bg.gif': 'a frame outside of the canvas: viewers enlarge the canvas or leave it',
};

/** Why the app's picture counts as right; null: nobody looked. */
export function lookedAtReason(path: string): string | null {
  const slashed = path.replaceAll('\\', '/');
  return Object.entries(lookedAt).find(([end]) => slashed.endsWith(end))?.[1] ?? null;
}
