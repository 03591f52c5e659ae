/** Formats are told by content; names help only where content cannot. */
import { describe, expect, it } from 'vitest';
import { pictureExtensions, recogniseFormat } from '../../../../electron/images/formats/formats.ts';

const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** A little TIFF: header and one directory of [tag, type, value] entries that fit their field. */
function tiff(entries: readonly (readonly [number, number, number])[], littleEndian = true, magic = 42): Uint8Array {
  const bytes = new Uint8Array(8 + 2 + entries.length * 12 + 4);
  const view = new DataView(bytes.buffer);
  bytes.set(littleEndian ? [0x49, 0x49] : [0x4d, 0x4d]);
  view.setUint16(2, magic, littleEndian);
  view.setUint32(4, 8, littleEndian);
  view.setUint16(8, entries.length, littleEndian);
  entries.forEach(([tag, type, value], index) => {
    const at = 10 + index * 12;
    view.setUint16(at, tag, littleEndian);
    view.setUint16(at + 2, type, littleEndian);
    view.setUint32(at + 4, 1, littleEndian);
    if (type === 3) view.setUint16(at + 8, value, littleEndian);
    else view.setUint32(at + 8, value, littleEndian);
  });
  return bytes;
}

const make: readonly [number, number, number] = [0x10f, 4, 1];
const plain = [[0x106, 3, 2]] as const;

describe('recogniseFormat', () => {
  it.each([
    ['jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'a.png'],
    ['png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'a.jpg'],
    ['gif', ascii('GIF89a......'), 'a'],
    ['gif', ascii('GIF87a......'), 'a'],
    ['webp', ascii('RIFF\0\0\0\0WEBPVP8 '), 'a.jpg'],
    ['avif', ascii('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'), 'a.heic'],
    ['avif', ascii('\0\0\0\x18ftypmif1\0\0\0\0mif1avif'), 'a'],
    ['heic', ascii('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'a.jpg'],
    ['heic', ascii('\0\0\0\x18ftypmif1\0\0\0\0mif1heic'), 'a'],
    ['bmp', ascii('BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'), 'a.jpg'],
    ['jxl', ascii('\xff\x0a\xfb\x2c'), 'a.png'],
    ['jxl', ascii('\0\0\0\x0cJXL \x0d\x0a\x87\x0a'), 'a'],
    ['raw', ascii('\0\0\0\x18ftypcrx \0\0\0\x01crx isom'), 'a.cr3'],
    ['raw', ascii('FUJIFILMCCD-RAW 0201'), 'a'],
    ['raw', tiff(plain, true, 0x55), 'a.rw2'],
    ['raw', tiff(plain, true, 0x4f52), 'a.orf'],
    ['raw', ascii('II*\0\x10\0\0\0CR\x02\0'), 'a.tif'],
    ['raw', tiff([[50706, 1, 0x0401]]), 'a.tif'],
    ['raw', tiff([[50706, 1, 0x0401]], false), 'a.tif'],
    ['raw', tiff([[0x106, 3, 32803]]), 'a.tif'],
    ['raw', tiff([[0x103, 3, 34713]]), 'a.tif'],
    ['raw', tiff([[0x106, 3, 2], make]), 'a.NEF'],
    ['tiff', tiff([[0x106, 3, 2], make]), 'from-a-nikon.tif'],
    ['tiff', tiff(plain), 'a.nef'],
    ['tiff', tiff(plain, false), 'a.tif'],
    ['tiff', ascii('II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0'), 'big.tif'],
  ])('%s', (format, bytes, name) => {
    expect(recogniseFormat(bytes, name)).toBe(format);
  });

  it.each([
    ['a film', ascii('\0\0\0\x18ftypisom\0\0\0\0isommp42')],
    ['a letter', ascii('This is a letter, not a photo.')],
    ['SVG', ascii('<svg xmlns="http://www.w3.org/2000/svg">')],
    ['nothing', new Uint8Array()],
    ['the first byte of a JPEG', Uint8Array.of(0xff)],
    ['a cut ISO box', ascii('\0\0\0\x18ftyp')],
    ['half a TIFF header', ascii('II*\0')],
  ])('knows no picture in %s', (_, bytes) => {
    expect(recogniseFormat(bytes, 'photo.jpg')).toBeNull();
  });

  it('survives any bytes', () => {
    const seed = Date.now();
    console.info(`recogniseFormat seed ${String(seed)}`);
    let state = seed >>> 0;
    const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
    const starts = ['II*\0', 'MM\0*', 'II+\0', '\0\0\0\x18ftyp', 'RIFF', ''];
    for (let round = 0; round < 3000; round += 1) {
      const noise = Uint8Array.from({ length: next() % 80 }, () => (next() >>> 24) % (round % 2 ? 256 : 12));
      const bytes = Buffer.concat([Buffer.from(starts[next() % starts.length] ?? '', 'latin1'), noise]);
      expect(() => recogniseFormat(bytes, 'a.nef')).not.toThrow();
    }
  });
});

describe('pictureExtensions', () => {
  it('names every format that product and camera makers use', () => {
    for (const extension of ['jpg', 'jpeg', 'tif', 'heic', 'cr3', 'dng', 'webp']) expect(pictureExtensions).toContain(extension);
    for (const extension of ['', 'xmp', 'mov', 'part']) expect(pictureExtensions).not.toContain(extension);
    expect([...pictureExtensions].every((extension) => extension === extension.toLowerCase())).toBe(true);
  });
});
