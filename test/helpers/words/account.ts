/** What became of every tag of an original in its result: carried, changed on purpose, left out on purpose, or lost. Pure. */
import type { Judged } from './exiftool.ts';

export type Fate = 'carried' | 'changed' | 'left out' | 'lost';

export interface TagFate {
  readonly tag: string;
  readonly fate: Fate;
  /** Why it was changed or left out; empty for the others. */
  readonly reason: string;
  readonly before: string;
  readonly after: string | null;
}

/** Group and name → why a result says something else. The first that fits counts. */
const changed: readonly (readonly [RegExp, string])[] = [
  [/^PNG|^File:(?!Comment)/, 'the container’s own'],
  [/^ExifIFD:ExifVersion$/, 'the form that it is written in'],
  [/Preview/, 'a preview of the old pixels, taken out'],
  [/^IFD0:Orientation$/, 'upright'],
  [/^ExifIFD:(?:ColorSpace|ExifImageWidth|ExifImageHeight)$/, 'of the new pixels'],
  [/^InteropIFD:InteropIndex$/, 'sRGB'],
  [/^IFD1:/, 'thumbnail of the new pixels'],
  [/^(?:Photoshop:IPTCDigest|File:CurrentIPTCDigest)$/, 'check sum of what was carried'],
  [/^File:ExifByteOrder$/, 'as it is written'],
  [/^XMP-x:XMPToolkit$/, 'written by Darkslide'],
  [/^XMP-xmp:CreatorTool$/, 'written by Darkslide'],
  [/^XMP-iptcExt:DigitalSourceType$/, 'changed by a model'],
  [/^JFIF:|^ICC|^Adobe:/, 'the file’s own'],
];

/** Why a result does not say it at all. */
const leftOut: readonly (readonly [RegExp, string])[] = [
  [/^IFD0:(?:PanasonicRaw|Sensor|HighISO|NoiseReduction|WB|JpgFromRaw|ISO)/, 'of the sensor'],
  [/^IFD0:Orientation$/, 'upright, and nothing else to say'],
  [/^XMP-(?:darkslide|own):/, 'the mark of an earlier result, or what looks like it'],
  [/^XMP-(?:x:XMPToolkit|rdf:About)$/, 'of whoever wrote the old packet'],
  [/^Photoshop:IPTCDigest$/, 'check sum of no IPTC'],
  [/^IFD[1-9]:|Thumbnail|Preview|^SubIFD|^JPEGPreview/, 'a picture of the old pixels'],
  [
    /^(?:MPF|MPImage)|^HDRGainMap|^XMP-(?:hdrgm|HDRGainMap|apdi|GContainer|Container|Item|GDepth|GImage|GCamera|GPano)/,
    'gain map, depth, further pictures',
  ],
  [/^(?:JUMBF|C2PA|CBOR)/, 'a signature of the old pixels'],
  [
    /^(?:ICC|JFIF:|Adobe:|Meta:|APP\d+|FLIR|Scalado|Ducky|FPXR|FlashPix|Kodak|JPEG-HDR|RMETA|AFCP|Trailer|Samsung:|PrintIM|GE:|JPS)/,
    'the file’s own, or a maker’s segment',
  ],
  [/^Photoshop:(?!IPTC|Copyright)/, 'printing, paths and versions of the old file'],
  [/^XMP-(?:crs|crss|xmpMM|stEvt|stRef|xmpNote|mwg-rs|MP|xmpGImg|apple-fi):?/, 'of the old file or its pixels'],
  [
    /^XMP-dc:Format$|^XMP-photoshop:(?:ColorMode|ICCProfileName|LegacyIPTCDigest|History|TextLayers|DocumentAncestors)/,
    'of the old file',
  ],
  [
    /^XMP-tiff:|^XMP-exif:(?:ExifImage|PixelX|PixelY|ColorSpace|NativeDigest|ComponentsConfiguration|CompressedBits)/,
    'of the old pixels',
  ],
  [/^XMP-xmp:(?:Thumbnails|BaseURL)|^XMP-exifEX:(?:Gamma|Interop)/, 'of the old file'],
  [
    /^IFD0:(?:Image(?:Width|Height)|BitsPerSample|Compression|Photometric|Strip|Rows|Samples|Planar|SubfileType|OldSubfileType|Tile|FillOrder|Predictor|WhitePoint|PrimaryChrom|ExtraSamples|SampleFormat|TransferFunction|YCbCrSub|YCbCrCoeff|ReferenceBlack|ColorMap|JPEG|T4|T6|Page|XPosition|YPosition|CFA|DNG|UniqueCamera|Black|White|Default|ColorMatrix|AsShot|Baseline|Linear|CalibrationIll|CameraCalib|BayerGreen|ShadowScale|LensInfo|LocalizedCamera|CR2|Raw|MakerNoteSafety|AnalogBalance|BestQuality|OriginalRaw|TIFF|SensitivityType|NumberofInks|DotRange|Application|InkSet|SM(?:in|ax)Sample|ImageNumber|DateTimeOriginal|PanasonicTitle)/,
    'of the old pixels',
  ],
  [
    /^ExifIFD:(?:Gamma|SubjectArea|SubjectLocation|RelatedSoundFile|ImageUniqueID|Padding|OffsetSchema|CompositeImage)/,
    'of the old file or its pixels',
  ],
  [/^(?:InteropIFD:RelatedImage|IFD0:Padding|ExifIFD:Padding)/, 'of the old pixels'],
  [
    /^(?:QuickTime|Meta|Track\d|HEIF|RIFF|PNG|GIF|WebP|PNG-pHYs|File:|CanonRaw|CIFF|UserData|ItemList|Keys|RAF|PanasonicRaw|CTMD)/,
    'the container’s own',
  ],
];

/**
 * Whoever reads them both: what of the original a result says.
 * @param said - what the app itself says could not be carried
 */
export function accountOf(before: Judged, after: Judged, said: readonly string[]): TagFate[] {
  const now = valuesByName(after);
  return [...before.tags].map(([tag, value]) => {
    const name = plainName(tag);
    const values = now.get(name) ?? [];
    const [first = null] = values;
    const fate = (what: Fate, reason = ''): TagFate => ({ tag: name, fate: what, reason, before: value, after: first });
    if (values.includes(value)) return fate('carried');
    if (isCopy(tag) && first !== null) return fate('left out', 'said twice: the first counts');
    const table = first === null ? leftOut : changed;
    const reason = table.find(([pattern]) => pattern.test(name))?.[1];
    if (reason !== undefined) return fate(first === null ? 'left out' : 'changed', reason);
    if (first === null && isMakers(name) && said.some((words) => words.includes('maker notes')))
      return fate('left out', said.join('; '));
    return fate('lost', first === null ? '' : 'says something else');
  });
}

/** A tag out of maker notes: exiftool has a group for each maker. */
function isMakers(name: string): boolean {
  return !/^(?:IFD|ExifIFD|GPS|InteropIFD|XMP|IPTC|PNG|Photoshop|File)/.test(name);
}

function isCopy(tag: string): boolean {
  return plainName(tag) !== tag;
}

/** exiftool counts what stands twice under one name. */
function plainName(tag: string): string {
  return tag.replace(/:Copy\d+:/, ':').replace(/^IPTC\d+:/, 'IPTC:');
}

function valuesByName({ tags }: Judged): ReadonlyMap<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [tag, value] of tags) values.set(plainName(tag), [...(values.get(plainName(tag)) ?? []), value]);
  return values;
}

/** A RAW editor's own IPTC inside of maker notes is usual in a RAW file, and unusual in a JPEG. */
const ofAnotherKind = /NikonCapture-IPTCData$/;

/** What a judge finds wrong with the result and not with the original. */
export function newWarnings(before: Judged, after: Judged): string[] {
  const known = [...before.warnings];
  return after.warnings.filter((warning) => {
    const at = known.indexOf(warning);
    if (at >= 0) known.splice(at, 1);
    return at < 0 && !ofAnotherKind.test(warning);
  });
}
