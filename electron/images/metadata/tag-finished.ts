/** The one place where a finished file gets its words: our mark, and what its original says, as far as that was asked for and can be carried. */
import { carriedGroups } from '../../contract/carried.ts';
import type { OutputFormat } from '../../contract/recipe.ts';
import type { ResultMark } from '../tasks.ts';
import { carryExif, type NewPicture } from './carry/carry-exif.ts';
import { photoshopParts } from './carry/carry-iptc.ts';
import { carryXmp, noXmp } from './carry/carry-xmp.ts';
import type { Says } from './carry/says.ts';
import { tagResult, type ResultWords } from './tag-result.ts';
import { xmpPacket } from './xmp.ts';

/** One segment of a JPEG, without the six bytes in front of EXIF; PNG keeps to the same. */
const MOST_EXIF_BYTES = 65_533 - 2 - 6;
/** One segment of a JPEG, for Photoshop's parts. */
const MOST_PART_BYTES = 65_000;

/** All that a finished file is to say. */
interface Words extends Says {
  readonly mark: ResultMark;
}

export interface Tagged {
  readonly bytes: Uint8Array;
  /** What was asked for and is not in the file, each in words. */
  readonly leftOut: readonly string[];
}

/**
 * The same pixels with an sRGB profile, the mark, and the words of the original. Whatever goes wrong with those, the mark is written: the pixels are
 * paid for. Null where the bytes are not of that format.
 */
export function tagFinished(bytes: Uint8Array, format: OutputFormat, picture: NewPicture, words: Words): Tagged | null {
  try {
    const { words: whole, leftOut } = wordsFor(picture, words);
    const tagged = tagResult(bytes, format, whole);
    return tagged === null ? null : { bytes: tagged, leftOut };
  } catch {
    const tagged = tagResult(bytes, format, onlyMark(words));
    return tagged === null ? null : { bytes: tagged, leftOut: ['what the original says of itself, which is damaged'] };
  }
}

function onlyMark({ mark, carried }: Words): ResultWords {
  return { packet: xmpPacket(mark, noXmp, carried).text, exif: null, photoshop: null, comment: null };
}

function wordsFor(picture: NewPicture, words: Words): { readonly words: ResultWords; readonly leftOut: readonly string[] } {
  const { mark, original, carried } = words;
  if (original === null || carriedGroups.every((group) => !carried[group])) return { words: onlyMark(words), leftOut: [] };
  const exif = original.exif === null ? null : carryExif(original.exif, picture, { carried, most: MOST_EXIF_BYTES });
  const xmp = original.xmp === null ? noXmp : carryXmp(original.xmp, carried);
  const parts = photoshopParts(original, carried);
  const isLong = parts !== null && parts.length > MOST_PART_BYTES;
  const packet = xmpPacket(mark, xmp, carried);
  return {
    words: {
      packet: packet.text,
      exif: exif?.block ?? null,
      photoshop: isLong ? null : parts,
      comment: carried.words ? original.comment : null,
    },
    leftOut: [
      ...original.leftOut,
      ...(exif?.leftOut ?? []),
      ...xmp.leftOut,
      ...(packet.tooMany === 0 ? [] : [`${String(packet.tooMany)} properties of XMP, which do not fit`]),
      ...(isLong ? ['IPTC, which does not fit'] : []),
    ],
  };
}
