/** Properties of XMP by their namespaces, sorted into the groups that a person can switch. Pure data. */
import type { Belonging } from './groups.ts';

export const DUBLIN_CORE = 'http://purl.org/dc/elements/1.1/';
export const XMP = 'http://ns.adobe.com/xap/1.0/';

interface Sorted {
  /** As others write it. */
  readonly prefix: string;
  /** What is not named apart. */
  readonly others: Belonging;
  readonly named: Readonly<Partial<Record<Belonging, string>>>;
}

/** Names stand in one line for each group, with blanks between them. */
const namespaces: Readonly<Record<string, Sorted>> = {
  [DUBLIN_CORE]: {
    prefix: 'dc',
    others: 'words',
    named: { author: 'creator rights publisher contributor', dates: 'date', file: 'format' },
  },
  [XMP]: {
    prefix: 'xmp',
    others: 'unsorted',
    named: {
      dates: 'CreateDate ModifyDate MetadataDate',
      words: 'Rating Label Nickname',
      file: 'CreatorTool Thumbnails BaseURL',
    },
  },
  'http://ns.adobe.com/xap/1.0/rights/': { prefix: 'xmpRights', others: 'author', named: {} },
  // The old file's own number, its versions and what it was made of
  'http://ns.adobe.com/xap/1.0/mm/': { prefix: 'xmpMM', others: 'file', named: { unsorted: 'OriginalDocumentID' } },
  'http://ns.adobe.com/photoshop/1.0/': {
    prefix: 'photoshop',
    others: 'words',
    named: {
      author: 'Credit Source AuthorsPosition Instructions',
      dates: 'DateCreated',
      place: 'City State Country',
      file: 'ColorMode ICCProfile LegacyIPTCDigest History TextLayers DocumentAncestors SidecarForExtension EmbeddedXMPDigest AutoSaveRecovery',
    },
  },
  'http://ns.adobe.com/tiff/1.0/': {
    prefix: 'tiff',
    others: 'file',
    named: { camera: 'Make Model Software', author: 'Artist Copyright', words: 'ImageDescription', dates: 'DateTime' },
  },
  'http://ns.adobe.com/exif/1.0/': {
    prefix: 'exif',
    others: 'camera',
    named: {
      dates: 'DateTimeOriginal DateTimeDigitized SubSecTime SubSecTimeOriginal SubSecTimeDigitized',
      words: 'UserComment',
      file: 'PixelXDimension PixelYDimension ColorSpace NativeDigest SubjectArea SubjectLocation RelatedSoundFile ImageUniqueID CompressedBitsPerPixel ComponentsConfiguration',
    },
  },
  'http://cipa.jp/exif/1.0/': {
    prefix: 'exifEX',
    others: 'camera',
    named: {
      author: 'CameraOwnerName Photographer ImageEditor',
      dates: 'OffsetTime OffsetTimeOriginal OffsetTimeDigitized',
      words: 'ImageTitle',
      file: 'Gamma InteroperabilityIndex',
    },
  },
  'http://ns.adobe.com/exif/1.0/aux/': { prefix: 'aux', others: 'camera', named: { author: 'OwnerName' } },
  'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/': {
    prefix: 'Iptc4xmpCore',
    others: 'words',
    named: { author: 'CreatorContactInfo', place: 'Location CountryCode' },
  },
  'http://iptc.org/std/Iptc4xmpExt/2008-02-29/': {
    prefix: 'Iptc4xmpExt',
    others: 'words',
    named: {
      place: 'LocationShown LocationCreated',
      author: 'Contributor',
      file: 'DigitalSourceType DigitalSourcefileType AIPromptInformation AIPromptWriterName AISystemUsed AISystemVersionUsed MaxAvailWidth MaxAvailHeight ImageRegion DigImageGUID',
    },
  },
  'http://ns.useplus.org/ldf/xmp/1.0/': { prefix: 'plus', others: 'author', named: {} },
  'http://ns.adobe.com/lightroom/1.0/': { prefix: 'lr', others: 'words', named: {} },
  // Another program's settings for the old pixels: it would apply them to the new ones once more
  'http://ns.adobe.com/camera-raw-settings/1.0/': { prefix: 'crs', others: 'file', named: {} },
  'http://ns.adobe.com/camera-raw-saved-settings/1.0/': { prefix: 'crss', others: 'file', named: {} },
};

/**
 * Nothing of these is true of new pixels: gain maps, pictures within the picture, spheres, depth, faces by their place, signatures and where they are
 * kept, longer XMP that is not there.
 */
const neverCarried: readonly string[] = [
  ...['http://ns.adobe.com/hdr-gain-map/1.0/', 'http://ns.apple.com/HDRGainMap/1.0/', 'http://ns.apple.com/pixeldatainfo/1.0/'],
  ...['http://ns.google.com/photos/1.0/', 'http://ns.adobe.com/xmp/note/', 'http://purl.org/dc/terms/', 'http://c2pa.org/'],
  ...[
    'http://www.metadataworkinggroup.com/schemas/regions/',
    'http://ns.microsoft.com/photo/1.2/',
    'http://ns.apple.com/faceinfo/1.0/',
  ],
  ...['http://ns.adobe.com/hdr-metadata/1.0/', 'http://ns.xiaomi.com/photos/1.0/', 'http://ns.oppo.com/photos/1.0/'],
];

/** How a property is sorted. */
export function xmpBelonging(uri: string, name: string): Belonging {
  if (neverCarried.some((start) => uri.startsWith(start))) return 'file';
  const sorted = namespaces[uri];
  if (sorted === undefined) return 'unsorted';
  // The satellites' clock is a place and a date
  if (sorted.prefix === 'exif' && name.startsWith('GPS')) return name === 'GPSTimeStamp' ? 'unsorted' : 'place';
  const found = Object.entries(sorted.named).find(([, names]) => names.split(' ').includes(name));
  return found === undefined ? sorted.others : (found[0] as Belonging); // Object.entries forgets the key type
}

/** The prefix that others write for a namespace; null: it is not known. */
export function usualPrefix(uri: string): string | null {
  return namespaces[uri]?.prefix ?? null;
}
