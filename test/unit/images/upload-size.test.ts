/** Uploads keep to every limit and are never larger than the photo. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureByteBudget, uploadSize } from '../../../electron/images/upload-size.ts';

const limits = { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxAspect: 2.5 };

describe('uploadSize', () => {
  it.each([
    [6000, 4000, 1536, { width: 1536, height: 1024 }],
    [4000, 6000, 1536, { width: 1024, height: 1536 }],
    [800, 600, 1536, { width: 800, height: 600 }],
    [5000, 2000, 1536, { width: 1535, height: 614 }],
    [2000, 1000, 64, { width: 128, height: 64 }],
    [6000, 4000, 4096, { width: 3762, height: 2508 }],
    [64, 64, 1536, { width: 64, height: 64 }],
  ])('%i × %i at %i', (width, height, longSide, wanted) => {
    expect(uploadSize({ width, height }, longSide, limits)).toEqual(wanted);
  });

  it.each([
    [63, 400, 'picture-too-small'],
    [400, 63, 'picture-too-small'],
    [32, 32, 'picture-too-small'],
    [2501, 1000, 'picture-too-long'],
    [1000, 3000, 'picture-too-long'],
  ])('refuses %i × %i as %s', (width, height, code) => {
    expect(() => uploadSize({ width, height }, 1536, limits)).toThrow(expect.objectContaining({ code }));
  });

  it('says the limit that the model has', () => {
    expect(() => uploadSize({ width: 100, height: 400 }, 1536, { ...limits, minSide: 128 })).toThrow(/under 128 pixels/);
    expect(() => uploadSize({ width: 400, height: 100 }, 1536, { ...limits, maxAspect: 3 })).toThrow(/more than 3 times/);
  });

  it('keeps every limit for any photo', () => {
    const side = fc.integer({ min: 64, max: 20_000 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 64, max: 4096 }), (width, height, longSide) => {
        fc.pre(Math.max(width, height) <= Math.min(width, height) * limits.maxAspect);
        const size = uploadSize({ width, height }, longSide, limits);
        const [long, short] = [Math.max(size.width, size.height), Math.min(size.width, size.height)];
        expect(size.width <= width && size.height <= height).toBe(true);
        expect(short).toBeGreaterThanOrEqual(64);
        expect(long * short).toBeLessThanOrEqual(limits.maxPixels);
        expect(long * short).toBeGreaterThanOrEqual(limits.minPixels);
        expect(long / short).toBeLessThanOrEqual(2.5);
        expect(long <= longSide || short === 64).toBe(true);
        expect(Math.abs(size.width / size.height / (width / height) - 1)).toBeLessThan(0.03);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('pictureByteBudget', () => {
  it('leaves room for base64 and the other fields', () => {
    const budget = pictureByteBudget(10 * 1024 * 1024);
    expect(Math.ceil(budget / 3) * 4 + 60_000).toBeLessThan(10 * 1024 * 1024);
    expect(budget).toBeGreaterThan(7.4 * 1024 * 1024);
    expect(pictureByteBudget(1000)).toBeGreaterThan(0);
  });
});
