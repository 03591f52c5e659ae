/** When a photo was taken, by the clock in its camera: out of EXIF, and of XMP where EXIF does not say it. Pure. */
import type { ExpandedTags } from 'exifreader';
import { readCameraTime, type CameraTime } from '../../contract/camera-time.ts';
import { tagText } from './metadata.ts';
import { readXmpProperties } from './xmp-properties.ts';

const EXIF_IN_XMP = 'http://ns.adobe.com/exif/1.0/';
const PHOTOSHOP = 'http://ns.adobe.com/photoshop/1.0/';

/**
 * The camera's clock as it was written, from the first source that holds a possible time: EXIF's moment of the shot, EXIF's moment of
 * digitisation (scans), and the same from XMP, which editors keep where a file has no EXIF.
 * @returns null: not recorded, or by a clock that was never set
 */
export function takenAt(tags: ExpandedTags, packet?: Uint8Array): CameraTime | null {
  const exif = tags.exif;
  return (
    exifTime(exif?.DateTimeOriginal, exif?.SubSecTimeOriginal, exif?.OffsetTimeOriginal) ??
    exifTime(exif?.DateTimeDigitized, exif?.SubSecTimeDigitized, exif?.OffsetTimeDigitized) ??
    (packet === undefined ? null : xmpTime(packet))
  );
}

type Tag = Parameters<typeof tagText>[0];

function exifTime(time: Tag, fraction: Tag, offset: Tag): CameraTime | null {
  const written = tagText(time);
  return written === null ? null : readCameraTime(written, tagText(fraction), tagText(offset));
}

function xmpTime(packet: Uint8Array): CameraTime | null {
  const exif = readXmpProperties(packet, EXIF_IN_XMP);
  const candidates = [
    exif.get('DateTimeOriginal'),
    readXmpProperties(packet, PHOTOSHOP).get('DateCreated'),
    exif.get('DateTimeDigitized'),
  ];
  for (const written of candidates) {
    const time = written === undefined ? null : readCameraTime(written);
    if (time !== null) return time;
  }
  return null;
}
