/** When a photo was taken, from EXIF and XMP. */
import type { ExpandedTags } from 'exifreader';
import { describe, expect, it } from 'vitest';
import { takenAt } from '../../../../electron/images/metadata/taken.ts';

/** Only the fields that are read; the library's types ask for every other one too. */
const tags = (exif: Record<string, string>): ExpandedTags => ({
  exif: Object.fromEntries(Object.entries(exif).map(([name, description]) => [name, { description }])),
});

function xmp(attributes: string, elements = ''): Uint8Array {
  return Buffer.from(
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
      '<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:ps="http://ns.adobe.com/photoshop/1.0/" ' +
      `xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2001-01-02T03:04:05" ${attributes}>${elements}</rdf:Description></rdf:RDF></x:xmpmeta>`,
  );
}

describe('the moment of the shot', () => {
  it('is the wall clock of EXIF, with fraction and offset', () => {
    expect(takenAt(tags({ DateTimeOriginal: '2026:11:05 14:30:15' }))).toBe('2026-11-05T14:30:15');
    expect(
      takenAt(
        tags({
          DateTimeOriginal: '2026:11:05 14:30:15',
          SubSecTimeOriginal: '04 ',
          OffsetTimeOriginal: '+09:00',
          OffsetTime: '+01:00',
        }),
      ),
    ).toBe('2026-11-05T14:30:15.040+09:00');
  });

  it('comes from the digitisation where the shot says nothing possible', () => {
    const scanned = { DateTimeDigitized: '2026:11:05 14:30:15', SubSecTimeDigitized: '5', OffsetTimeDigitized: '-05:00' };
    expect(takenAt(tags(scanned))).toBe('2026-11-05T14:30:15.500-05:00');
    expect(takenAt(tags({ ...scanned, DateTimeOriginal: '0000:00:00 00:00:00', SubSecTimeOriginal: '9' }))).toBe(
      '2026-11-05T14:30:15.500-05:00',
    );
    expect(takenAt(tags({ DateTimeOriginal: '1980:01:01 00:00:04' }))).toBeNull();
  });

  it('comes from XMP where EXIF says nothing, as written and whatever its offset', () => {
    expect(takenAt({}, xmp('exif:DateTimeOriginal="2026-11-05T23:30:15.25Z"'))).toBe('2026-11-05T23:30:15.250+00:00');
    expect(takenAt({}, xmp('', '<ps:DateCreated>2026-11-05T23:30:15+09:00</ps:DateCreated>'))).toBe('2026-11-05T23:30:15+09:00');
    expect(takenAt({}, xmp('ps:DateCreated="1931-06-14"'))).toBe('1931-06-14T00:00:00');
    expect(takenAt({}, xmp('exif:DateTimeOriginal="0000-00-00T00:00:00" ps:DateCreated="2026-11-05T10:00"'))).toBe(
      '2026-11-05T10:00:00',
    );
  });

  it('prefers EXIF to XMP, and is not the day on which some file was made', () => {
    const packet = xmp('exif:DateTimeOriginal="2000-05-05T05:05:05"');
    expect(takenAt(tags({ DateTimeOriginal: '2026:11:05 14:30:15' }), packet)).toBe('2026-11-05T14:30:15');
    expect(takenAt({}, xmp(''))).toBeNull();
    expect(takenAt({})).toBeNull();
  });
});
