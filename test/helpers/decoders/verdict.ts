/**
 * Is a file whole? Read out of what strict programs say about it, so that a picture that was developed can be held against it. Pure.
 *
 * A changed byte in the packed pixels of a JPEG, WebP, GIF or HEIC often makes another valid picture: nobody can tell, and such a file
 * counts as whole. Remarks that mean lost pixels in one file and nothing in the next ("extraneous bytes") make it odd: taking it and
 * refusing it are both right, and where it is taken its pixels must be the other decoder's.
 */
import type { Kind } from './kinds.ts';

/**
 * unsupported: the independent decoder does not know this coding. unreadable: it gives no picture at all. unjudged: it would take more
 * memory or time than it is given, which says nothing about the file.
 */
export type Verdict = 'whole' | 'odd' | 'damaged' | 'unsupported' | 'unreadable' | 'unjudged';

const beyondLimits =
  /Can not read scanlines from a tiled image|exceeds limit|resources exhausted|not allowed by the security policy|Memory allocation limit|took too long/i;

const unsupported =
  /unsupported|not supported|not implemented|support is not configured|cannot handle|unknown compression|no decode delegate/i;

/** What libjpeg says while pixels are lost. */
const jpegDamage = /premature end of data segment|bad Huffman code|instead of RST|bad arithmetic code|bad progression/i;
const jpegOdd = /extraneous bytes|Premature end of JPEG file|bad ICC marker/i;

/** What dcraw says while it fills in black. */
const dcrawDamage = /Corrupt data near|Unexpected end of file/;

/** Of pngcheck and libpng. Chunks beside the pixels may be damaged without harm. */
const pngDamage =
  /CRC error in chunk (?:IHDR|PLTE|IDAT)|IDAT: CRC error|inflate error|zlib: (?:inflate|compressed)|EOF while reading (?:IDAT|IHDR|PLTE)|Not enough image data|Too much image data|no IDAT chunks|Read Exception|IDAT: (?:invalid|incorrect)/i;
const pngOdd =
  /ERROR|WARN|Extra compressed data|additional data after IEND|doesn't end with an IEND|illegal|must precede|invalid/i;

const webpDamage = /Status: [1-9]|cannot parse|BITSTREAM_ERROR|NOT_ENOUGH_DATA|Truncated|corrupt(?!ImageProfile)/i;
const imageMagickLoss =
  /corrupt image|unexpected end-of-file|insufficient image data|unable to read image data|negative or zero|improper image header|CorruptImage(?!Profile)|@ error\//i;

/** What was said, by whom, and whether there was a picture. */
export interface Testimony {
  /** The program that is strict about this format, its remarks and exit code; null: there is none. */
  readonly strict: { readonly code: number | null; readonly says: string } | null;
  /** Remarks of the decoder that made the picture. */
  readonly decoder: string;
  readonly hasPicture: boolean;
}

/** The one word about a file. */
export function verdictOf(kind: Kind, { strict, decoder, hasPicture }: Testimony): Verdict {
  const strictSays = strict?.says ?? '';
  const all = `${strictSays}\n${decoder}`;
  if (beyondLimits.test(all)) return 'unjudged';
  if (!hasPicture) return unsupported.test(all) ? 'unsupported' : 'unreadable';
  switch (kind) {
    case 'jpeg':
    case 'raw':
      // djpeg ends with 2 where it only remarked something
      if (jpegDamage.test(all) || dcrawDamage.test(decoder) || (strict !== null && strict.code !== 0 && strict.code !== 2))
        return 'damaged';
      return jpegOdd.test(all) ? 'odd' : 'whole';
    case 'png':
      if (pngDamage.test(all)) return 'damaged';
      return pngOdd.test(all) ? 'odd' : 'whole';
    case 'tiff':
      // libtiff warns of tags that it does not know; what it calls an error is about pixels
      if (/TIFFErrors|@ error\//.test(decoder) || jpegDamage.test(all)) return 'damaged';
      return strict !== null && /error|not enough|failed/i.test(strictSays) ? 'odd' : 'whole';
    case 'webp':
      if (strict !== null && strict.code !== 0) return 'damaged';
      return webpDamage.test(all) ? 'damaged' : 'whole';
    case 'avif':
    case 'heic':
    case 'jxl':
      return strict !== null && strict.code !== 0 ? 'odd' : 'whole';
    case 'gif':
      // A colour that the table does not have is drawn as another one by every viewer
      if (/invalid colormap index/.test(all)) return 'odd';
      return imageMagickLoss.test(all) ? 'damaged' : 'whole';
    case 'bmp':
    case 'other':
      return imageMagickLoss.test(all) ? 'damaged' : 'whole';
  }
}
