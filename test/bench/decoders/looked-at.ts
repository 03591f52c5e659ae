/** Files over which decoders disagree and where a person looked at the bytes: what is right, by the end of their paths. */

export const lookedAt: Readonly<Record<string, string>> = {
  'gif-test-suite/no-eoi.gif': 'the one code in it is the table’s black; ImageMagick gives white',
  'gif-test-suite/no-clear-and-eoi.gif': 'ImageMagick draws nothing where the end code is missing',
  'gif-test-suite/image-outside-bg.gif': 'a frame outside of the canvas: viewers enlarge the canvas or leave it',
  'gif-test-suite/image-overlap-bg.gif': 'a frame outside of the canvas: viewers enlarge the canvas or leave it',
  'gif/unitialized_memory_read.gif': 'its numbers lie beyond its table of two colours: viewers draw black or the first colour',
  'webp_js/test_webp_js.webp':
    'the same at full size, pixel by pixel; its finest detail is noise, which programs shrink differently',
  'heif/label.heic': 'its header says 0 by 0 pixels; newer libheif than the judge’s hands out nothing but transparency',
  'images/crash-2020-10-test.tif': 'made to crash a decoder: its directory is damaged, whatever libtiff calls it',
  'images/minisblack-2c-8b-alpha.tiff':
    'ImageMagick leaves out the alpha of planes that lie apart; counted by hand from both planes',
  'images/tiff_tiled_cmyk_jpeg.tif': 'ImageMagick cannot read tiles of inks packed as JPEG; Pillow sees the same',
};

/** Why the app's picture counts as right; null: nobody looked. */
export function lookedAtReason(path: string): string | null {
  const slashed = path.replaceAll('\\', '/');
  return Object.entries(lookedAt).find(([end]) => slashed.endsWith(end))?.[1] ?? null;
}
