/** Where the window opens: where it was last, if a screen still shows it there. Pure. */
import { z } from 'zod';

export const DEFAULT_SIZE = { width: 1440, height: 900 } as const;
export const MINIMUM_SIZE = { width: 900, height: 600 } as const;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const placeSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximized: z.boolean(),
});
export type Place = z.infer<typeof placeSchema>;

/** So much of the title bar must be on a screen that the window can be taken and moved, pixels. */
const GRIP = { width: 120, height: 40 } as const;

/** Bounds for a new window; without x and y the system centres it. `screens` are work areas, the main one first. */
export function openingBounds(last: Place | null, screens: readonly Rectangle[]): Partial<Rectangle> {
  const main = screens[0];
  if (last === null) return main === undefined ? DEFAULT_SIZE : fitSize(DEFAULT_SIZE, main);
  const screen = screens.find((candidate) => showsGrip(last, candidate));
  if (screen === undefined) return main === undefined ? DEFAULT_SIZE : fitSize(last, main);
  return { x: last.x, y: last.y, ...fitSize(last, screen) };
}

function fitSize(size: { width: number; height: number }, screen: Rectangle): { width: number; height: number } {
  return {
    width: Math.max(MINIMUM_SIZE.width, Math.min(size.width, screen.width)),
    height: Math.max(MINIMUM_SIZE.height, Math.min(size.height, screen.height)),
  };
}

function showsGrip(place: Rectangle, screen: Rectangle): boolean {
  const width = Math.min(place.x + place.width, screen.x + screen.width) - Math.max(place.x, screen.x);
  const top = place.y >= screen.y && place.y + GRIP.height <= screen.y + screen.height;
  return width >= GRIP.width && top;
}
