/** The judges of decoders: what counts as damage, how far apart two pictures are, named colours, and what is done to files. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readPng, writePng } from '../../../electron/images/formats/png-chunks.ts';
import { faultOf } from '../../faults/mutate/play.ts';
import { hugeDimensions } from '../../faults/mutate/dimensions.ts';
import { mutations } from '../../faults/mutate/mutations.ts';
import { byCodePoints, fromSrgb, toSrgb } from '../../helpers/decoders/colour.ts';
import { kindOf, type Kind } from '../../helpers/decoders/kinds.ts';
import { likenessOf, readPpm, writePpm, type Raster } from '../../helpers/decoders/likeness.ts';
import { coloursOfPng, withoutNamedColours } from '../../helpers/decoders/named-colours.ts';
import { verdictOf, type Verdict } from '../../helpers/decoders/verdict.ts';

const grey = (width: number, height: number, value: number): Raster => ({
  width,
  height,
  data: new Uint8Array(width * height * 3).fill(value),
});

const png = (chunks: readonly { type: string; data: Uint8Array }[] = []): Buffer => {
  const header = Buffer.from('0000000400000004080200000000000000', 'hex').subarray(0, 13);
  const pixels = { type: 'IDAT', data: deflateSync(Buffer.alloc(4 * 13)) };
  return Buffer.from(writePng([{ type: 'IHDR', data: header }, ...chunks, pixels, { type: 'IEND', data: new Uint8Array() }]));
};

describe('verdictOf', () => {
  const said = (kind: Kind, says: string, code = 0, hasPicture = true): Verdict =>
    verdictOf(kind, { strict: { code, says }, decoder: '', hasPicture });

  it('calls lost pixels damage, and remarks that may mean nothing odd', () => {
    expect(said('jpeg', '')).toBe('whole');
    expect(said('jpeg', 'Corrupt JPEG data: premature end of data segment', 2)).toBe('damaged');
    expect(said('jpeg', 'Corrupt JPEG data: bad Huffman code', 2)).toBe('damaged');
    expect(said('jpeg', 'Corrupt JPEG data: 18 extraneous bytes before marker 0xdb', 2)).toBe('odd');
    expect(said('jpeg', 'Premature end of JPEG file', 2)).toBe('odd');
    expect(said('png', 'a.png  CRC error in chunk IDAT (computed 1, expected 2)', 2)).toBe('damaged');
    expect(said('png', 'a.png  illegal (unless recently approved) unknown, public chunk cICP', 2)).toBe('odd');
  });

  it('tells what is not supported from what is damaged, and says nothing about what it could not hold', () => {
    expect(said('tiff', 'ZSTD compression support is not configured', 1, false)).toBe('unsupported');
    expect(said('jpeg', 'Not a JPEG file', 1, false)).toBe('unreadable');
    expect(said('gif', "width or height exceeds limit `x.gif' @ error/cache.c", 1)).toBe('unjudged');
  });
});

describe('likenessOf', () => {
  it('sees one lost tile that drowns in the mean', () => {
    const [whole, broken] = [grey(320, 320, 100), grey(320, 320, 100)];
    for (let y = 40; y < 60; y += 1) broken.data.fill(0, (y * 320 + 200) * 3, (y * 320 + 220) * 3);
    const { mean, worstCell, worstAt } = likenessOf(whole, broken);
    expect(Math.max(...mean)).toBeLessThan(0.5);
    expect(worstCell).toBe(100);
    expect(worstAt).toEqual([10 / 16, 2 / 16]);
  });

  it('reads what it writes, and no cut-off picture', () => {
    const bytes = writePpm(grey(5, 3, 7));
    expect(readPpm(bytes)).toEqual({ ...grey(5, 3, 7), data: Buffer.from(grey(5, 3, 7).data) });
    expect(readPpm(bytes.subarray(0, -1))).toBeNull();
  });
});

describe('named colours', () => {
  it('brings wide colours and high dynamic range back to what they were made from', () => {
    const colours = [200, 40, 40, 40, 170, 60, 255, 255, 255];
    for (const [transfer, number] of [
      ['pq', 16],
      ['hlg', 18],
    ] as const) {
      const packed = fromSrgb(Uint8Array.from(colours), transfer);
      const rgba = Buffer.alloc(3 * 8, 0xff);
      for (let pixel = 0; pixel < 3; pixel += 1) packed.copy(rgba, pixel * 8, pixel * 6, pixel * 6 + 6);
      const named = byCodePoints(9, number);
      if (named === null) throw new Error('BT.2020 is not sRGB');
      const back = [...toSrgb(rgba, 3, 1, named).data];
      back.forEach((value, index) => {
        expect(Math.abs(value - (colours[index] ?? 0)), `${transfer} ${String(index)}`).toBeLessThanOrEqual(1);
      });
    }
  });

  it('takes BT.709 for sRGB as viewers do, and cICP before gAMA', () => {
    expect(byCodePoints(1, 13)).toBeNull();
    expect(byCodePoints(1, 1)).toBeNull();
    expect(byCodePoints(12, 13)).not.toBeNull();
    const gamma = { type: 'gAMA', data: Buffer.from([0, 1, 0x86, 0xa0]) };
    expect(coloursOfPng(png([gamma]))?.toLight(0.5)).toBe(0.5);
    expect(coloursOfPng(png([{ type: 'cICP', data: Uint8Array.of(1, 13, 0, 1) }, gamma]))).toBeNull();
    expect(coloursOfPng(withoutNamedColours(png([gamma])))).toBeNull();
  });
});

describe('mutations', () => {
  it('leave the original as it is and say what they did', () => {
    const original = png();
    const before = Buffer.from(original);
    for (const mutate of Object.values(mutations)) mutate(original, () => 0.4, Buffer.from('another file'));
    expect(original.equals(before)).toBe(true);
    expect(mutations['cut']?.(original, () => 0.5, original)?.bytes.length).toBeLessThan(original.length);
  });

  it('let a PNG lie about its size with check sums that are right', () => {
    const changed = hugeDimensions(png(), 65_535);
    const header = readPng(changed ?? new Uint8Array())?.chunks[0]?.data;
    expect(Buffer.from(header ?? []).readUInt32BE(0)).toBe(65_535);
    expect(hugeDimensions(Buffer.from('no picture at all'), 65_535)).toBeNull();
  });
});

describe('the judge', () => {
  const judged = { path: 'x', reference: null, code: null, likeness: null, remark: '', tookMs: 100 };

  it('finds fault with damage that would be paid for and with what hangs, not with refusals', () => {
    expect(faultOf({ ...judged, outcome: 'DEVELOPED though damaged' })).toBe('DEVELOPED though damaged');
    expect(faultOf({ ...judged, outcome: 'FAILED inside', code: 'internal' })).toBe('FAILED inside');
    expect(faultOf({ ...judged, outcome: 'same', tookMs: 10_001 })).toContain('10.0 s');
    expect(faultOf({ ...judged, outcome: 'REFUSED though whole', code: 'picture-corrupt' })).toBeNull();
  });

  it('knows files by their first bytes', () => {
    expect(kindOf(Buffer.from('GIF89a'), 'x.jpg')).toBe('gif');
    expect(kindOf(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'x')).toBe('heic');
    expect(kindOf(Buffer.from('II*\0', 'latin1'), 'x.nef')).toBe('raw');
    expect(kindOf(Buffer.from('II*\0', 'latin1'), 'x.tif')).toBe('tiff');
    expect(kindOf(Buffer.from('hello'), 'x.jpg')).toBe('other');
  });
});
