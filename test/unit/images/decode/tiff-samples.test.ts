/** Samples under another name get their meaning back. */
import { describe, expect, it } from 'vitest';
import { halfValue, restoreMeaning } from '../../../../electron/images/decode/tiff-samples.ts';

describe('floating point of 16 bits', () => {
  it.each([
    [0x0000, 0],
    [0x3c00, 1],
    [0x3800, 0.5],
    [0xbc00, -1],
    [0x0001, 2 ** -24],
    [0x7bff, 65_504],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
  ])('%i is %d', (bits, value) => {
    expect(halfValue(bits)).toBe(value);
  });

  it('is cut at black and white, and what is no number is black', () => {
    const samples = Uint16Array.of(0x3c00, 0xbc00, 0x7c00, 0x7e00, 0x3800);
    restoreMeaning(samples, 1, { kind: 'half', wasByte: false, white: null });
    expect([...samples]).toEqual([65_535, 0, 65_535, 0, 32_768]);
  });
});

describe('Lab', () => {
  it('of white is white, of black black, and alpha stays', () => {
    for (const white of [null, [0.3127, 0.329], [0.4476, 0.4074], [0, 0]] as const) {
      const samples = Uint16Array.of(65_535, 0, 0, 7, 0, 0, 0, 9);
      restoreMeaning(samples, 4, { kind: 'cie-lab', wasByte: false, white });
      // The white of D50 and sRGB's own meet within a part in a thousand
      expect(samples.slice(0, 3).every((value) => value > 65_470)).toBe(true);
      expect([...samples.slice(3)]).toEqual([7, 0, 0, 0, 9]);
    }
  });
});
