/** What a result carries of its original's words: what was asked for, what is true of new pixels, and nothing that could pass for our own mark. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CARRY_ALL, type Carried } from '../../../../electron/contract/carried.ts';
import { readJpeg } from '../../../../electron/images/formats/jpeg-segments.ts';
import { carryExif } from '../../../../electron/images/metadata/carry/carry-exif.ts';
import { carryXmp } from '../../../../electron/images/metadata/carry/carry-xmp.ts';
import { MAKER_NOTE, numberOf, readExif } from '../../../../electron/images/metadata/carry/exif-block.ts';
import { originalWords, type OriginalWords } from '../../../../electron/images/metadata/carry/original-words.ts';
import { readMark } from '../../../../electron/images/metadata/read-mark.ts';
import { tagFinished, type Tagged } from '../../../../electron/images/metadata/tag-finished.ts';
import { xmpPacket } from '../../../../electron/images/metadata/xmp.ts';
import type { ResultMark } from '../../../../electron/images/tasks.ts';
import { sceneJpeg } from '../../../fixtures/pictures.ts';
import { NOTE_AT, packet, wordedJpeg } from '../../../fixtures/worded.ts';

const mark: ResultMark = {
  ...{
    recipe: 'Fog',
    model: 'm',
    prompt: 'a lake',
    strength: 0.6,
    originalHash: 'ab'.repeat(32),
    originalName: 'a.jpg',
    app: '1',
  },
  ...{ simulated: false, work: null },
};
const nothing: Carried = { dates: false, camera: false, author: false, place: false, words: false, prompt: true };

let original: OriginalWords;
let reply: Uint8Array;
let small: Uint8Array;
beforeAll(async () => {
  original = originalWords(await wordedJpeg(), 'jpeg');
  reply = await sceneJpeg(320, 192);
  small = await sceneJpeg(48, 32);
});

function tagged(carried: Carried, words = original, what = mark): Tagged {
  const made = tagFinished(
    reply,
    'jpeg',
    { width: 320, height: 192, thumbnail: small },
    { mark: what, original: words, carried },
  );
  if (made === null) throw new Error('not tagged');
  return made;
}

/** Everything in front of the pixels, as text. */
function head(bytes: Uint8Array): string {
  const { segments = [] } = readJpeg(bytes) ?? {};
  return segments.map(({ payload }) => Buffer.from(payload).toString('latin1')).join('\n');
}

function exifOf(bytes: Uint8Array): Uint8Array {
  return originalWords(bytes, 'jpeg').exif ?? new Uint8Array();
}

describe('what a result carries', () => {
  it('says what the original says, in the forms that it says it in', () => {
    const { bytes, leftOut } = tagged(CARRY_ALL);
    const text = head(bytes);
    for (const word of ['CASIO', 'SN-4711-SECRET', '2026:11:05 14:30:15', 'A. Photographer', 'Kinderdijk', 'geese', 'acme:Mood'])
      expect(text).toContain(word);
    expect(text).toContain('taken from the dyke');
    expect(leftOut).toEqual([]);
  });

  it('is true of the new pixels: upright, their size, sRGB, their thumbnail', () => {
    const block = readExif(exifOf(tagged(CARRY_ALL).bytes));
    const value = (directory: 'image' | 'exif', tag: number): number | null => {
      const entry = block?.directories[directory].find((one) => one.tag === tag);
      return entry === undefined || block === null ? null : numberOf(entry, block.littleEndian);
    };
    expect(value('image', 0x112)).toBe(1);
    expect([value('exif', 0xa002), value('exif', 0xa003)]).toEqual([320, 192]);
    expect(value('exif', 0xa001)).toBe(1);
    expect(block?.directories.interop.map(({ value: bytes }) => Buffer.from(bytes).toString())).toEqual(['R98\0']);
    expect(block?.hadThumbnail).toBe(true);
  });

  it('leaves maker notes where their offsets lead, without the preview', () => {
    const exif = exifOf(tagged(CARRY_ALL).bytes);
    const note = readExif(exif)?.directories.exif.find(({ tag }) => tag === MAKER_NOTE);
    expect(note?.at).toBe(NOTE_AT);
    expect(Buffer.from(exif.subarray(NOTE_AT + 600, NOTE_AT + 610)).toString()).toBe('kept value');
    expect(Buffer.from(note?.value ?? []).includes(Buffer.of(0xff, 0xd8, 0xff))).toBe(false);
    // The entry that led there is another one now, and the other is where a reader of the table finds it
    expect(Buffer.from(exif).readUInt16LE(NOTE_AT + 8)).toBe(0x3000);
  });

  it('never has a gain map, further pictures, a signature, old thumbnails or settings of other programs', () => {
    const text = head(tagged(CARRY_ALL).bytes);
    for (const word of ['MPF', 'jumb', 'c2pa', 'hdrgm', 'gain-map', 'Exposure2012', '~~~~', 'digitalCapture'])
      expect(text).not.toContain(word);
  });

  it.each<[keyof Carried, readonly string[]]>([
    ['dates', ['2026:11:05', '20261105']],
    ['camera', ['CASIO', 'SN-4711-SECRET']],
    ['author', ['A. Photographer', 'The Owner']],
    ['place', ['Kinderdijk', '\0\x02\0\x05\0\x03\0\0\0']],
    ['words', ['Geese over', 'geese', 'Mills', 'from the dyke', 'Rating']],
    ['prompt', ['a lake']],
  ])('without %s says nothing of it, maker notes and what nobody can sort included', (group, words) => {
    const all = head(tagged(CARRY_ALL).bytes);
    const text = head(tagged({ ...CARRY_ALL, [group]: false }).bytes);
    for (const word of words.filter((one) => !one.startsWith('\0'))) {
      expect(all).toContain(word);
      expect(text).not.toContain(word);
    }
    expect(text.includes('acme:Mood')).toBe(group === 'prompt');
    expect(text.includes('kept value')).toBe(group === 'prompt');
    expect(text).toContain('<darkslide:Recipe>Fog');
  });

  it('says only how it was made where nothing is carried', () => {
    const text = head(tagged(nothing).bytes);
    for (const word of ['Exif', '8BIM', 'CASIO', 'dyke']) expect(text).not.toContain(word);
    expect(readMark(originalWords(tagged(nothing).bytes, 'jpeg').xmp ?? undefined)).toEqual(mark);
  });

  it('names what IPTC asks for, and the prompt only where it may', () => {
    const text = head(tagged(CARRY_ALL).bytes);
    expect(text).toContain('compositeWithTrainedAlgorithmicMedia');
    expect(text).toContain('<Iptc4xmpExt:AISystemUsed>Segmind m<');
    expect(text).toContain('<Iptc4xmpExt:AIPromptInformation>a lake<');
    const simulated = head(tagged(CARRY_ALL, original, { ...mark, simulated: true }).bytes);
    expect(simulated).not.toContain('AISystemUsed');
    expect(simulated).toContain('Simulated: ');
  });
});

describe('the mark', () => {
  it('is read from under the words of an original that looks like one of ours', () => {
    expect(readMark(originalWords(tagged(CARRY_ALL).bytes, 'jpeg').xmp ?? undefined)).toEqual(mark);
    const { text } = xmpPacket(mark, carryXmp(Buffer.from(packet), CARRY_ALL));
    expect(text).not.toContain('not-ours');
    expect(readMark(Buffer.from(text))?.work).toBeNull();
    // A field that ours leaves out is not taken from what stands behind it
    const work = { identity: 'cd'.repeat(32), pixelHashes: [], backend: 'segmind', parameters: {}, longSide: 64, variant: 1 };
    const unnumbered = { ...mark, work: { ...work, costUsd: null, sentAt: null, requestId: null, job: 1 } };
    const both = xmpPacket(unnumbered, carryXmp(Buffer.from(packet), CARRY_ALL)).text;
    expect(readMark(Buffer.from(both))).toEqual(unnumbered);
  });

  it('is written whatever the original’s words are', () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    const block = fc
      .tuple(bytes, fc.constantFrom('II*\0\x08\0\0\0', 'MM\0*\0\0\0\x08'))
      .map(([rest, start]) => Buffer.concat([Buffer.from(start, 'latin1'), rest]));
    const parts = fc.record({ exif: fc.oneof(block, bytes), xmp: bytes, iptc: bytes, copyright: bytes, address: bytes });
    fc.assert(
      fc.property(parts, (words) => {
        const made = tagged(CARRY_ALL, { ...words, comment: null, leftOut: [] });
        expect(readMark(originalWords(made.bytes, 'jpeg').xmp ?? undefined)).toEqual(mark);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps its room before an original that says too much', () => {
    const long = packet.replace('Mills', 'M'.repeat(64_000));
    const { text, tooMany } = xmpPacket(mark, carryXmp(Buffer.from(long), CARRY_ALL));
    expect(Buffer.byteLength(text)).toBeLessThan(65_000);
    expect(tooMany).toBe(1);
    expect(readMark(Buffer.from(text))).toEqual(mark);
    const entities = packet.replace('<x:xmpmeta', '<!DOCTYPE a [<!ENTITY b "c">]><x:xmpmeta');
    expect(carryXmp(Buffer.from(entities), CARRY_ALL)).toMatchObject({ properties: [], leftOut: ['XMP, which is damaged'] });
  });
});

describe('EXIF that does not fit', () => {
  it('loses the maker notes first and says so', () => {
    const carried = carryExif(
      original.exif ?? new Uint8Array(),
      { width: 9, height: 9, thumbnail: null },
      { carried: CARRY_ALL, most: 1_200 },
    );
    expect(carried.leftOut).toEqual(['the maker notes, which do not fit']);
    expect(Buffer.from(carried.block ?? []).includes('SN-4711')).toBe(true);
  });
});
