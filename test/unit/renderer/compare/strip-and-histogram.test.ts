/** The film strip builds few of many frames, and histograms count what is there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLevels, describeHistogram, histogramPaths } from '../../../../renderer/lib/histogram.ts';
import { frameEdges, frameWidth, framesInSight, scrollToFrame } from '../../../../renderer/lib/strip-layout.ts';

const shapes = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 140, noNaN: true }));

describe('film strip', () => {
  it('gives each picture its shape within bounds', () => {
    expect(frameWidth(6000 / 4000)).toBe(84);
    expect(frameWidth(4000 / 6000)).toBe(37);
    expect(frameWidth(9)).toBe(92);
    expect(frameWidth(500 / 9000)).toBe(30);
    expect(frameWidth(0)).toBe(84);
  });

  it('builds every frame in sight and never many more', () => {
    fc.assert(
      fc.property(
        fc.array(shapes, { maxLength: 400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 200, max: 2000 }),
        (sizes, at, width) => {
          const edges = frameEdges(sizes);
          const scroll = at * Math.max((edges[sizes.length] ?? 0) - width, 0);
          const { start, end } = framesInSight(edges, scroll, width);
          sizes.forEach((size, index) => {
            const left = edges[index] ?? 0;
            const inSight = left < scroll + width && left + frameWidth(size) + 8 > scroll;
            if (inSight) {
              expect(index).toBeGreaterThanOrEqual(start);
              expect(index).toBeLessThan(end);
            }
          });
          expect(end - start).toBeLessThanOrEqual(width / 42 + 15);
        },
      ),
    );
  });

  it('stays quick with a hundred thousand frames', () => {
    const edges = frameEdges(Array.from({ length: 100_000 }, () => 1.5));
    const began = performance.now();
    for (let turn = 0; turn < 10_000; turn += 1) framesInSight(edges, turn * 900, 1100);
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('brings a frame into sight with its neighbours, and leaves the strip alone where it is in sight', () => {
    const edges = frameEdges(Array.from({ length: 50 }, () => 0)); // 96 px each
    expect(scrollToFrame(edges, 3, 0, 900)).toBe(0);
    expect(scrollToFrame(edges, 20, 0, 900)).toBe(96 * 22 - 900);
    expect(scrollToFrame(edges, 2, 900, 900)).toBe(96);
    expect(scrollToFrame(edges, -1, 77, 900)).toBe(77);
  });
});

/** RGBA bytes of pixels given as [red, green, blue, alpha]. */
function pixels(...list: readonly (readonly [number, number, number, number])[]): Uint8ClampedArray {
  return new Uint8ClampedArray(list.flat());
}

describe('histogram', () => {
  it('counts each channel and leaves out what is see-through', () => {
    const histogram = countLevels(pixels([255, 0, 10, 255], [255, 128, 10, 255], [9, 9, 9, 0]));
    expect(histogram.total).toBe(2);
    expect(histogram.red[255]).toBe(2);
    expect(histogram.green[0]).toBe(1);
    expect(histogram.green[128]).toBe(1);
    expect(histogram.blue[10]).toBe(2);
    expect(histogram.blue[9]).toBe(0);
  });

  it('draws all three on one scale inside the box, whatever is in the picture', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4000 }), (bytes) => {
        const data = new Uint8ClampedArray(bytes);
        for (let offset = 3; offset < data.length; offset += 4) data[offset] = 255;
        const paths = histogramPaths(countLevels(data), 256, 60);
        if (paths === null) throw new Error('pixels were counted');
        for (const path of Object.values(paths)) {
          expect(path).not.toContain('NaN');
          const numbers = path.match(/-?[\d.]+/g)?.map(Number) ?? [];
          expect(Math.max(...numbers)).toBeLessThanOrEqual(256);
          expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('has nothing to draw for nothing', () => {
    expect(histogramPaths(countLevels(new Uint8ClampedArray()), 256, 60)).toBeNull();
    expect(describeHistogram(countLevels(new Uint8ClampedArray()))).toBe('Empty picture');
  });

  it('is not flattened by a black border', () => {
    const border = Array.from({ length: 900 }, () => [0, 0, 0, 255] as const);
    const tones = Array.from({ length: 100 }, (_, index) => [100 + (index % 8), 120, 140, 255] as const);
    const paths = histogramPaths(countLevels(pixels(...border, ...tones)), 256, 60);
    const heights = (paths?.green.match(/ ([\d.]+)/g) ?? []).map(Number);
    const tallestInside = Math.min(...heights.slice(3, -3));
    expect(tallestInside).toBeLessThan(30);
  });

  it('says tone and clipping in words', () => {
    expect(describeHistogram(countLevels(pixels([0, 0, 0, 255], [20, 20, 20, 255])))).toBe(
      'Mostly dark, 50 % clipped black, 0 % clipped white',
    );
  });
});
