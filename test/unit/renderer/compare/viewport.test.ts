/** Zoom and pan hold their promises for any picture, any window and any order of gestures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIT,
  canPan,
  fitZoom,
  needsEveryPixel,
  nextStop,
  panBy,
  placePicture,
  toggleZoom,
  visiblePart,
  zoomAfterWheel,
  zoomAt,
  zoomOf,
  zoomRange,
  zoomTo,
  type Point,
  type Rectangle,
  type Stage,
  type Viewport,
} from '../../../../renderer/lib/viewport.ts';

const stage: Stage = {
  frame: { width: 6000, height: 4000 },
  box: { width: 1200, height: 700 },
  pixelRatio: 1,
  margin: 20,
  align: { x: 0.5, y: 0.5 },
};
const middle = { x: 600, y: 350 };

const stages = fc.record({
  frame: fc.record({ width: fc.integer({ min: 64, max: 12_000 }), height: fc.integer({ min: 64, max: 12_000 }) }),
  box: fc.record({ width: fc.integer({ min: 80, max: 4000 }), height: fc.integer({ min: 80, max: 2500 }) }),
  pixelRatio: fc.constantFrom(1, 1.25, 1.5, 2, 3),
  margin: fc.integer({ min: 0, max: 24 }),
  align: fc.record({ x: fc.constantFrom(0, 0.5, 1), y: fc.constantFrom(0, 0.5, 1) }),
});
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

type Gesture =
  | { readonly do: 'wheel'; readonly at: Point; readonly deltaY: number; readonly ctrlKey: boolean }
  | { readonly do: 'pan'; readonly move: Point }
  | { readonly do: 'toggle'; readonly at: Point }
  | { readonly do: 'key'; readonly direction: 1 | -1 };

const gestures: fc.Arbitrary<Gesture> = fc.oneof(
  fc.record({
    do: fc.constant('wheel' as const),
    at: fc.record({ x: fraction, y: fraction }),
    deltaY: fc.integer({ min: -500, max: 500 }),
    ctrlKey: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('pan' as const),
    move: fc.record({ x: fc.integer({ min: -9000, max: 9000 }), y: fc.integer({ min: -9000, max: 9000 }) }),
  }),
  fc.record({ do: fc.constant('toggle' as const), at: fc.record({ x: fraction, y: fraction }) }),
  fc.record({ do: fc.constant('key' as const), direction: fc.constantFrom(1 as const, -1 as const) }),
);

function apply(viewport: Viewport, on: Stage, gesture: Gesture): Viewport {
  const inBox = (at: Point): Point => ({ x: at.x * on.box.width, y: at.y * on.box.height });
  switch (gesture.do) {
    case 'wheel':
      return zoomAt(viewport, on, zoomAfterWheel(zoomOf(viewport, on), { ...gesture, deltaMode: 0 }), inBox(gesture.at));
    case 'pan':
      return panBy(viewport, on, gesture.move);
    case 'toggle':
      return toggleZoom(viewport, on, inBox(gesture.at));
    case 'key':
      return zoomTo(viewport, on, nextStop(viewport, on, gesture.direction));
  }
}

/** The fraction of the picture under a point of the box. */
function spotAt(placed: Rectangle, point: Point): Point {
  return { x: (point.x - placed.x) / placed.width, y: (point.y - placed.y) / placed.height };
}

describe('fit', () => {
  it('shows the whole picture in the middle and keeps the margin', () => {
    expect(placePicture(FIT, stage)).toEqual({ x: 105, y: 20, width: 990, height: 660 });
    expect(canPan(FIT, stage)).toBe(false);
  });

  it('is whole and as large as the room allows for any stage', () => {
    fc.assert(
      fc.property(stages, (on) => {
        const placed = placePicture(FIT, on);
        expect(placed.x).toBeGreaterThanOrEqual(-1);
        expect(placed.x + placed.width).toBeLessThanOrEqual(on.box.width + 1);
        expect(placed.y).toBeGreaterThanOrEqual(-1);
        expect(placed.y + placed.height).toBeLessThanOrEqual(on.box.height + 1);
        const slack = Math.min(on.box.width - placed.width, on.box.height - placed.height) - 2 * on.margin;
        expect(slack).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('puts the two pictures of a pair against the gap between them', () => {
    const box = { width: 592, height: 700 };
    const left = placePicture(FIT, { ...stage, frame: { width: 3000, height: 4000 }, box, align: { x: 1, y: 0.5 }, margin: 0 });
    const right = placePicture(FIT, { ...stage, frame: { width: 3000, height: 4000 }, box, align: { x: 0, y: 0.5 }, margin: 0 });
    expect(left.x + left.width).toBe(592);
    expect(right.x).toBe(0);
    expect(right.width).toBe(left.width);
  });
});

describe('1:1', () => {
  it('draws one pixel of the original on one device pixel, whatever the pixel ratio', () => {
    for (const pixelRatio of [1, 1.25, 1.5, 2, 3]) {
      const on = { ...stage, pixelRatio };
      const placed = placePicture(zoomTo(FIT, on, 1), on);
      expect(placed.width * pixelRatio).toBeCloseTo(6000, 6);
      expect((placed.x * pixelRatio) % 1).toBeCloseTo(0, 6);
    }
  });

  it('toggles with the whole picture at the pointer', () => {
    const point = { x: 300, y: 200 };
    const spot = spotAt(placePicture(FIT, stage), point);
    const near = toggleZoom(FIT, stage, point);
    expect(near.zoom).toBe(1);
    const after = spotAt(placePicture(near, stage), point);
    expect(after.x).toBeCloseTo(spot.x, 3);
    expect(after.y).toBeCloseTo(spot.y, 3);
    expect(toggleZoom(near, stage, point)).toEqual(FIT);
  });

  it('is smaller than the whole-picture view where the picture is tiny, and stays in the middle', () => {
    const on = { ...stage, frame: { width: 300, height: 200 } };
    const placed = placePicture(toggleZoom(FIT, on, { x: 10, y: 10 }), on);
    expect(placed).toEqual({ x: 450, y: 250, width: 300, height: 200 });
  });
});

describe('any order of gestures', () => {
  it('never lets the picture leave the box, and stays within the range of zoom', () => {
    fc.assert(
      fc.property(stages, fc.array(gestures, { maxLength: 25 }), (on, all) => {
        let viewport = FIT;
        for (const gesture of all) {
          viewport = apply(viewport, on, gesture);
          const placed = placePicture(viewport, on);
          const zoom = zoomOf(viewport, on);
          const { smallest, largest } = zoomRange(on);
          expect(zoom).toBeGreaterThanOrEqual(smallest * 0.999);
          expect(zoom).toBeLessThanOrEqual(largest * 1.001);
          for (const [start, length, room] of [
            [placed.x, placed.width, on.box.width],
            [placed.y, placed.height, on.box.height],
          ] as const) {
            if (length >= room) {
              expect(start).toBeLessThanOrEqual(1);
              expect(start + length).toBeGreaterThanOrEqual(room - 1);
            } else {
              expect(start).toBeGreaterThanOrEqual(-1);
              expect(start + length).toBeLessThanOrEqual(room + 1);
            }
          }
        }
      }),
    );
  });

  it('keeps the spot under the pointer while zooming in', () => {
    fc.assert(
      fc.property(stages, fraction, fraction, fc.double({ min: 1.01, max: 4, noNaN: true }), (on, x, y, factor) => {
        const start = zoomTo(FIT, on, fitZoom(on) * 1.5);
        const before = placePicture(start, on);
        const seen = visiblePart(before, on.box);
        const point = { x: seen.x + x * seen.width, y: seen.y + y * seen.height };
        const next = zoomAt(start, on, zoomOf(start, on) * factor, point);
        const after = placePicture(next, on);
        fc.pre(after.width > on.box.width && after.height > on.box.height);
        fc.pre(before.width > on.box.width && before.height > on.box.height);
        const moved = spotAt(before, point);
        // Two device pixels: both placements are rounded to the device's grid.
        expect(Math.abs(after.x + moved.x * after.width - point.x)).toBeLessThan(2 + (4 * factor) / on.pixelRatio);
        expect(Math.abs(after.y + moved.y * after.height - point.y)).toBeLessThan(2 + (4 * factor) / on.pixelRatio);
      }),
    );
  });

  it('shows both sides of a pair the same part of the picture', () => {
    fc.assert(
      fc.property(stages, fc.array(gestures, { maxLength: 15 }), (on, all) => {
        const other = { ...on, align: { x: 1 - on.align.x, y: 1 - on.align.y } };
        const viewport = all.reduce((now, gesture) => apply(now, on, gesture), FIT);
        const one = placePicture(viewport, on);
        const two = placePicture(viewport, other);
        expect([two.width, two.height]).toEqual([one.width, one.height]);
        if (one.width > on.box.width) expect(two.x).toBe(one.x);
        if (one.height > on.box.height) expect(two.y).toBe(one.y);
      }),
    );
  });

  it('comes back to the start when a pan is undone, away from the edges', () => {
    const near = zoomTo(FIT, stage, 1);
    const there = panBy(near, stage, { x: 120, y: -80 });
    expect(placePicture(there, stage)).toMatchObject({
      x: placePicture(near, stage).x + 120,
      y: placePicture(near, stage).y - 80,
    });
    expect(panBy(there, stage, { x: -120, y: 80 })).toEqual(near);
  });
});

describe('wheel and keys', () => {
  const notch = { deltaMode: 0, ctrlKey: false };

  it('zooms by a quarter a notch and by lines alike, and stops once at 1:1', () => {
    expect(zoomAfterWheel(0.2, { ...notch, deltaY: -110 })).toBeCloseTo(0.2 * 1.246, 3);
    expect(zoomAfterWheel(0.2, { deltaMode: 1, ctrlKey: false, deltaY: -3 })).toBeCloseTo(0.2 * 1.219, 3);
    expect(zoomAfterWheel(0.9, { ...notch, deltaY: -120 })).toBe(1);
    expect(zoomAfterWheel(1, { ...notch, deltaY: -120 })).toBeGreaterThan(1.2);
    expect(zoomAfterWheel(1.1, { ...notch, deltaY: 120 })).toBe(1);
  });

  it('follows the small steps of a pinch, and a wheel with Ctrl does not jump', () => {
    expect(zoomAfterWheel(0.2, { deltaMode: 0, ctrlKey: true, deltaY: -4 })).toBeCloseTo(0.2 * Math.exp(0.04), 5);
    expect(zoomAfterWheel(0.2, { deltaMode: 0, ctrlKey: true, deltaY: -120 })).toBeCloseTo(0.2 * Math.exp(0.24), 5);
  });

  it('turns into the whole picture when zoomed out all the way', () => {
    let viewport = zoomTo(FIT, stage, 2);
    for (let turn = 0; turn < 40; turn += 1) {
      viewport = zoomAt(viewport, stage, zoomAfterWheel(zoomOf(viewport, stage), { ...notch, deltaY: 120 }), { x: 900, y: 600 });
    }
    expect(viewport).toEqual(FIT);
  });

  it('walks plus and minus over the stops with the whole picture among them', () => {
    const seen: (number | 'fit')[] = [];
    let viewport = FIT;
    for (let press = 0; press < 8; press += 1) {
      viewport = zoomTo(viewport, stage, nextStop(viewport, stage, 1));
      seen.push(viewport.zoom);
    }
    expect(seen).toEqual([0.25, 0.5, 1, 2, 4, 8, 8, 8]);
    for (let press = 0; press < 7; press += 1) viewport = zoomTo(viewport, stage, nextStop(viewport, stage, -1));
    expect(viewport).toEqual(FIT);
  });
});

describe('resizing and loading', () => {
  it('keeps the middle of what is seen when the window changes', () => {
    const near = zoomAt(FIT, stage, 1, { x: 700, y: 300 });
    const wider = { ...stage, box: { width: 1500, height: 900 } };
    const placed = placePicture(near, wider);
    expect(spotAt(placed, { x: 750, y: 450 }).x).toBeCloseTo(near.centre.x, 3);
  });

  it('asks for every pixel only beyond the smaller version, and never where there are no more', () => {
    expect(needsEveryPixel(FIT, stage, stage.frame, 2048)).toBe(false);
    expect(needsEveryPixel(zoomAt(FIT, stage, 0.34, middle), stage, stage.frame, 2048)).toBe(false);
    expect(needsEveryPixel(zoomAt(FIT, stage, 0.5, middle), stage, stage.frame, 2048)).toBe(true);
    expect(needsEveryPixel(zoomAt(FIT, stage, 2, middle), stage, { width: 1536, height: 1024 }, 2048)).toBe(false);
    expect(needsEveryPixel(FIT, { ...stage, pixelRatio: 3 }, stage.frame, 2048)).toBe(true);
  });
});
