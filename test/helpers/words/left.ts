/** What left the computer: nothing of a photo but its pixels, by the bytes of the requests themselves. */
import { z } from 'zod';
import { readJpeg } from '../../../electron/images/formats/jpeg-segments.ts';

const bodySchema = z.record(z.string(), z.unknown());

/** Fields that hold a picture, as base64 without a prefix. */
const pictureFields = ['image', 'input_face_image', 'target_face_image'];

/** The pictures in the body of a request. */
export function picturesIn(body: Buffer): Uint8Array[] {
  const parsed = bodySchema.parse(JSON.parse(body.toString('utf8')));
  return pictureFields.flatMap((field) => {
    const value = parsed[field];
    return typeof value === 'string' ? [Uint8Array.from(Buffer.from(value, 'base64'))] : [];
  });
}

/** Marks of metadata, wherever in a file they would stand. */
const marks = ['Exif\0', 'http://ns.adobe.com', 'Photoshop 3.0', '8BIM', 'ICC_PROFILE', 'MPF\0', '<x:xmpmeta', 'jumb', 'JFXX'];

/** What an upload holds beside pixels; empty: nothing. */
export function beyondPixels(upload: Uint8Array): string[] {
  const parts = readJpeg(upload);
  if (parts === null) return ['it is no JPEG'];
  // Tables, frame and scan; APP0 names the file as JFIF and has no room for more
  const segments = parts.segments.filter(({ marker }) => (marker > 0xe0 && marker <= 0xef) || marker === 0xfe);
  const text = Buffer.from(upload);
  const found = marks.filter((mark) => text.includes(Buffer.from(mark, 'latin1')));
  const end = parts.scans.byteOffset + parts.scans.length - upload.byteOffset;
  return [
    ...segments.map(({ marker }) => `a segment ${marker.toString(16)}`),
    ...found.map((mark) => `the words ${mark}`),
    ...(parts.complete && end < upload.length ? ['bytes behind the picture'] : []),
  ];
}
