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
  'bmp/q/pal8os2v2.bmp':
    'ImageMagick takes three bytes a colour where this kind of header has four; the suite’s other files show what it is',
  'bmp/q/rgb16-231.bmp': 'ImageMagick does not stretch colours of one to three bits to the full range',
  'bmp/q/rgba16-4444.bmp': 'ImageMagick does not stretch colours of four bits to the full range',
  'test/bit16_x444.bmp': 'ImageMagick does not stretch colours of four bits to the full range',
  'bmp/q/rgb32fakealpha.bmp': 'the fourth byte means nothing without a mask for it; ImageMagick takes it for alpha',
  'test/bit32_alpha.bmp': 'the fourth byte means nothing without a mask for it; ImageMagick takes it for alpha',
  'test-suite/images/small.bmp': 'the fourth byte means nothing without a mask for it; ImageMagick takes it for alpha',
  'bmp/b/badrle.bmp': 'its runs go beyond the ends of its rows, on purpose: every viewer makes something else of it',
  'bmp/b/badfilesize.bmp': 'only the size that it says of itself is wrong; its pixels are all there',
  'bmp/q/pal2.bmp': 'two bits a pixel, which viewers read and ImageMagick does not',
  'bmp/q/pal8oversizepal.bmp': 'more colours than numbers, which viewers pass over',
  'bmp/q/rgba32abf.bmp': 'four masks behind the header, which viewers read and ImageMagick does not know',
  'test/bit8_RLE.bmp': 'only the mark of its end is missing, behind the last pixel',
  'boxes/square-extended-size-container.jxl': 'size and name of its box stand in the wrong order',
  'jxl/pq_gradient.jxl': 'PQ: djxl hands its numbers out as they are, and nothing in its PNG says so',
  'read/jxl/rgba.jxl': 'the suite’s own PNG of it is what the app shows; this djxl gives another alpha',
  'raw/CanonRaw.cr3': 'its sensor data was taken out: a few kilobytes for megapixels, of which dcraw makes black without a word',
  'raw/DNG.dng': 'its sensor data was taken out: a few kilobytes for megapixels, of which dcraw makes black without a word',
  'test/data/IMG_1361.dng':
    'its sensor data was taken out: a few kilobytes for megapixels, of which dcraw makes black without a word',
  'samples/jxl-p3.jxl': 'lossy, with colours beyond sRGB: they are drawn in where the judge cuts them',
};

/** Why the app's picture counts as right; null: nobody looked. */
export function lookedAtReason(path: string): string | null {
  const slashed = path.replaceAll('\\', '/');
  return Object.entries(lookedAt).find(([end]) => slashed.endsWith(end))?.[1] ?? null;
}
