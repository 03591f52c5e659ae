/** A result lies exactly on its original, and a pair is arranged for the largest pictures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrangePair, describeRegistration, registerResult } from '../../../../renderer/lib/registration.ts';

const sides = fc.integer({ min: 64, max: 12_000 });
const sizes = fc.record({ width: sides, height: sides });

describe('registering a result to the original', () => {
  it('scales it to the frame and says by how much', () => {
    const registration = registerResult({ width: 6048, height: 4032 }, { width: 1536, height: 1024 });
    expect(registration).toEqual({ place: { x: 0, y: 0, width: 1, height: 1 }, scale: 3.9375, mode: 'covers' });
    expect(describeRegistration(registration)).toBe('Result scaled 3.94× to the original’s frame');
  });

  it('covers the frame where the shapes differ by rounding', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 256, max: 2048 }), fc.constantFrom(1, 2, 8), (original, longSide, step) => {
        fc.pre(Math.max(original.width, original.height) / Math.min(original.width, original.height) <= 2.5);
        const shrink = longSide / Math.max(original.width, original.height);
        const round = (side: number): number => Math.max(Math.round((side * shrink) / step) * step, step);
        const { place, mode, scale } = registerResult(original, { width: round(original.width), height: round(original.height) });
        expect(scale).toBeGreaterThan(0);
        if (mode !== 'covers') return;
        expect(place.x).toBeLessThanOrEqual(1e-9);
        expect(place.y).toBeLessThanOrEqual(1e-9);
        expect(place.x + place.width).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(place.y + place.height).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(Math.max(place.width, place.height)).toBeLessThan(1.031);
      }),
    );
  });

  it('counts rounding to eight pixels as the same shape at the usual sizes', () => {
    expect(registerResult({ width: 4000, height: 3000 }, { width: 1536, height: 1152 }).mode).toBe('covers');
    expect(registerResult({ width: 1000, height: 667 }, { width: 1000, height: 664 }).mode).toBe('covers');
    expect(registerResult({ width: 4032, height: 3024 }, { width: 1024, height: 768 }).mode).toBe('covers');
  });

  it('shows a result of another shape whole, and says so', () => {
    const registration = registerResult({ width: 4000, height: 3000 }, { width: 1024, height: 1024 });
    expect(registration.mode).toBe('inside');
    expect(registration.place).toEqual({ x: 0.125, y: 0, width: 0.75, height: 1 });
    expect(describeRegistration(registration)).toContain('Another shape');
  });

  it('never distorts', () => {
    fc.assert(
      fc.property(sizes, sizes, (original, result) => {
        const { place } = registerResult(original, result);
        const drawn = (place.width * original.width) / (place.height * original.height);
        expect(drawn / (result.width / result.height)).toBeCloseTo(1, 6);
        expect(place.x * 2 + place.width).toBeCloseTo(1, 6);
      }),
    );
  });
});

describe('arranging a pair', () => {
  it('puts portraits beside and very wide pictures over each other', () => {
    const box = { width: 1144, height: 700 };
    expect(arrangePair({ width: 4024, height: 5280 }, box, 16, 28)).toBe('beside');
    expect(arrangePair({ width: 12_000, height: 3000 }, box, 16, 28)).toBe('stacked');
    expect(arrangePair({ width: 6000, height: 4000 }, { width: 700, height: 900 }, 16, 28)).toBe('stacked');
  });

  it('always chooses the larger pictures', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.record({ width: fc.integer({ min: 300, max: 3000 }), height: fc.integer({ min: 300, max: 2000 }) }),
        (frame, box) => {
          const fit = (width: number, height: number): number => Math.min(width / frame.width, height / frame.height);
          const beside = fit((box.width - 16) / 2, box.height - 28);
          const stacked = fit(box.width, (box.height - 16) / 2 - 28);
          const chosen = arrangePair(frame, box, 16, 28) === 'beside' ? beside : stacked;
          expect(chosen).toBe(Math.max(beside, stacked));
        },
      ),
    );
  });
});
