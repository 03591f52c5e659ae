/** Files that lie about themselves: each reader ends soon and says something sensible, whatever the bytes are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pngColours, withPngProfile } from '../../../../electron/images/decode/png-colour.ts';
import { keptChannels, picturePage, refuseCoding } from '../../../../electron/images/decode/tiff-page.ts';
import { renameSamples } from '../../../../electron/images/decode/tiff-samples.ts';
import { gifFrameIsWhole } from '../../../../electron/images/formats/gif-frame.ts';
import { heifProfile, nclxOf, withMatrixSaid } from '../../../../electron/images/formats/heif-colour.ts';
import { lacksScans } from '../../../../electron/images/formats/jpeg-scans.ts';
import { tidyJpeg, withoutLeadingStray } from '../../../../electron/images/formats/jpeg-tidy.ts';
import { readPng, withEarlyExif, writePng } from '../../../../electron/images/formats/png-chunks.ts';
import { lzwGives, packBitsGives } from '../../../../electron/images/formats/tiff-packing.ts';
import { tiffPages } from '../../../../electron/images/formats/tiff.ts';
import { scenePage, tiffOf } from '../../../fixtures/odd-files.ts';

const bytes = fc.uint8Array({ maxLength: 600 });
const after = (...head: readonly number[]): fc.Arbitrary<Uint8Array> => bytes.map((tail) => Uint8Array.from([...head, ...tail]));
const property = (input: fc.Arbitrary<Uint8Array>, holds: (input: Uint8Array) => void): void => {
  fc.assert(fc.property(input, holds), { numRuns: 500 });
};

describe('the reader of TIFF', () => {
  const tiff = tiffOf([scenePage(64, 48, { rowsPerStrip: 8 }), scenePage(32, 24, { kind: 1 })]);

  it('survives any bytes behind a header', () => {
    property(fc.oneof(after(0x49, 0x49, 42, 0, 8, 0, 0, 0), after(0x4d, 0x4d, 0, 43, 0, 8, 0, 0)), (file) => {
      for (const page of tiffPages(file)) {
        keptChannels(page);
        renameSamples(file, page);
      }
    });
  });

  it('ends where a chain of directories leads back to itself, or is endless', () => {
    const loop = Buffer.from(tiff);
    loop.writeUInt32LE(8, 8 + 2 + 12 * loop.readUInt16LE(8));
    expect(tiffPages(loop)).toHaveLength(1);
    const directory = (next: number): Buffer => {
      const one = Buffer.alloc(6);
      one.writeUInt32LE(next, 2);
      return one;
    };
    const chain = [
      Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]),
      ...Array.from({ length: 5000 }, (_, index) => directory(14 + 6 * index)),
    ];
    expect(tiffPages(Buffer.concat(chain)).length).toBeLessThanOrEqual(64);
  });

  it('believes no count and no offset that the file does not hold', () => {
    for (let entry = 0; entry < 12; entry += 1) {
      for (const field of [4, 8]) {
        const lying = Buffer.from(tiff);
        lying.writeUInt32LE(0xffff_fff0, 8 + 2 + 12 * entry + field);
        for (const { parts } of tiffPages(lying)) expect(parts.length).toBeLessThanOrEqual(65_536);
      }
    }
    const many = Buffer.from(tiff);
    many.writeUInt16LE(0xffff, 8);
    expect(tiffPages(many)).toEqual([]);
  });

  it('takes the page that is neither a smaller copy nor a mask', () => {
    const pages = tiffPages(tiffOf([scenePage(8, 8, { kind: 1 }), scenePage(8, 8, { kind: 4 }), scenePage(64, 48)]));
    expect(picturePage(pages)).toMatchObject({ index: 2, width: 64 });
    expect(picturePage(pages.slice(0, 2))).toMatchObject({ index: 0 });
    expect(picturePage([])).toBeNull();
  });

  it('refuses by name what the decoder hands out as black', () => {
    const [page] = tiffPages(tiff);
    if (page === undefined) throw new Error('no page');
    expect(() => {
      refuseCoding(page);
    }).not.toThrow();
    for (const [more, words] of [
      [{ compression: 50_000 }, 'Zstandard'],
      [{ isTiled: true, isPlanar: true }, 'tiles of its own'],
      [{ photometric: 10 }, 'ITU Lab'],
      [{ sampleFormat: 3, bitsPerSample: 16, predictor: 3 }, 'differences'],
      [{ sampleFormat: 6 }, 'complex'],
    ] as const) {
      expect(() => {
        refuseCoding({ ...page, ...more });
      }).toThrow(words);
    }
  });
});

describe('the counters of packed TIFF', () => {
  it('survive any bytes', () => {
    property(bytes, (packed) => {
      lzwGives(packed, 10_000);
      packBitsGives(packed, 10_000);
    });
  });

  it('follow the codes of LZW to their end', () => {
    // Clear, 0, 258 (twice 0), 259 (three times 0), end: six bytes
    const packed = Buffer.from(
      [256, 0, 258, 259, 257]
        .map((code) => code.toString(2).padStart(9, '0'))
        .join('')
        .padEnd(48, '0')
        .match(/.{8}/g)
        ?.map((bits) => parseInt(bits, 2)) ?? [],
    );
    expect([5, 6, 7].map((count) => lzwGives(packed, count))).toEqual([true, true, false]);
    const wrong = Uint8Array.from(packed).fill(0xff, 1, 3);
    expect(lzwGives(wrong, 6)).toBe(false);
  });

  it('take runs of PackBits only where they end with the part', () => {
    const packed = Uint8Array.of(2, 7, 8, 9, 0x80, 0xfe, 5);
    expect([3, 4, 6, 7].map((count) => packBitsGives(packed, count))).toEqual([true, false, true, false]);
    expect(packBitsGives(Uint8Array.of(5, 1), 6)).toBe(false);
  });
});

describe('the reader of boxes', () => {
  const box = (type: string, ...parts: readonly Uint8Array[]): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), ...parts]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(body.length + 4);
    return Buffer.concat([size, body]);
  };
  const nclx = (...numbers: readonly number[]): Buffer =>
    box(
      'colr',
      Buffer.from('nclx', 'latin1'),
      Buffer.from(numbers.slice(0, 3).flatMap((one) => [0, one])),
      Buffer.from([numbers[3] ?? 0]),
    );
  const file = (...properties: readonly Buffer[]): Buffer =>
    box('meta', Buffer.alloc(4), box('iprp', box('ipco', ...properties)));

  it('finds the numbers, and nothing in other bytes', () => {
    expect(nclxOf(file(nclx(12, 13, 6, 0x80)))).toEqual({ primaries: 12, transfer: 13 });
    property(
      fc.oneof(
        bytes,
        bytes.map((inside) => file(Buffer.from(inside))),
      ),
      (input) => {
        nclxOf(input);
        heifProfile(input);
        expect(withMatrixSaid(input)).toHaveLength(input.length);
      },
    );
  });

  it('ends at boxes that are shorter than their own head or reach beyond the file', () => {
    for (const size of [0, 1, 2, 7, 0xffff_ffff]) {
      const lying = file(nclx(9, 16, 9, 0));
      lying.writeUInt32BE(size, lying.indexOf('colr') - 4);
      expect([null, 9]).toContain(nclxOf(lying)?.primaries ?? null);
    }
    const tiny = Buffer.concat(Array.from({ length: 100_000 }, () => box('free')));
    expect(nclxOf(file(tiny, nclx(9, 16, 9, 0)))).toBeNull();
  });

  it('says a matrix only where a box says nothing but the range', () => {
    expect(Buffer.from(withMatrixSaid(file(nclx(2, 2, 2, 0x80))))).toEqual(file(nclx(2, 2, 6, 0x80)));
    for (const said of [file(nclx(2, 2, 2, 0)), file(nclx(1, 13, 1, 0x80)), file(nclx(2, 2, 1, 0x80)), file()]) {
      expect(withMatrixSaid(said)).toBe(said);
    }
  });
});

describe('the readers of JPEG', () => {
  it('survive any bytes', () => {
    property(
      fc.oneof(after(0xff, 0xd8), after(0xff, 0xd8, 0xff, 0xc2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xff, 0xda)),
      (file) => {
        tidyJpeg(file, 1);
        tidyJpeg(file, 2);
        withoutLeadingStray(file);
        lacksScans(file);
      },
    );
  });

  it('take a time that grows with the file alone', () => {
    const began = performance.now();
    const head = [0xff, 0xd8, 0xff, 0xc2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0];
    const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0];
    const scans = Buffer.from([...head, ...Array.from({ length: 200_000 }, () => scan).flat(), 0xff, 0xd9]);
    const fills = Buffer.concat([Buffer.from([...head, ...scan]), Buffer.alloc(4_000_000, 0xff)]);
    const zeros = Buffer.concat([Buffer.from([...head, ...scan]), Buffer.alloc(4_000_000), Buffer.from([0xff, 0xd9])]);
    for (const file of [scans, fills, zeros]) {
      tidyJpeg(file, 1);
      lacksScans(file);
    }
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('the readers of PNG and GIF', () => {
  const u32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255);
  const png = (...chunks: readonly (readonly [string, Uint8Array])[]): Uint8Array =>
    writePng(
      [
        ['IHDR', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0)] as const,
        ...chunks,
        ['IDAT', new Uint8Array()] as const,
        ['IEND', new Uint8Array()] as const,
      ].map(([type, data]) => ({ type, data })),
    );

  it('survive any bytes', () => {
    property(
      fc.oneof(bytes, after(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52)),
      (file) => {
        pngColours(file);
        withEarlyExif(file);
        withPngProfile(file, new Uint8Array(8));
      },
    );
    property(after(0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0, 0, 0, 0x2c), (file) => {
      gifFrameIsWhole(file);
    });
  });

  it.each([
    ['a gamma of nothing', [['gAMA', u32(0)] as const]],
    ['a gamma of another length', [['gAMA', Uint8Array.of(1, 2)] as const]],
    ['colours on one point', [['cHRM', new Uint8Array(32)] as const]],
    ['numbers that PNG does not allow', [['cICP', Uint8Array.of(9, 16, 9, 1)] as const]],
    ['numbers that mean nothing', [['cICP', Uint8Array.of(200, 200, 0, 1)] as const]],
    ['an embedded profile before gAMA', [['iCCP', new Uint8Array(9)] as const, ['gAMA', u32(100_000)] as const]],
  ])('take %s for nothing', (_name, chunks) => {
    expect(pngColours(png(...chunks))).toBeNull();
  });

  it('puts EXIF in front of the pixels once, and leaves a file alone that has it there', () => {
    const early = png(['eXIf', Uint8Array.of(1)]);
    expect(withEarlyExif(early)).toBe(early);
    const chunks = readPng(png())?.chunks ?? [];
    const late = writePng([...chunks.slice(0, 2), { type: 'eXIf', data: Uint8Array.of(1) }, ...chunks.slice(2)]);
    expect(withEarlyExif(late)).toEqual(early);
  });
});
