/**
 * Zoom and pan as pure maths: one viewport says what is seen, and every stage that shows it (loupe, slider, either side
 * of a pair) places its picture from it, so two sides can never drift apart.
 */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point, Size {}

/** What is seen: independent of the window's size and of its pixel ratio, so it survives a resize and fits both sides. */
export interface Viewport {
  /** Device pixels for one pixel of the original: 1 is 1:1. `fit`: whole picture, as large as the box allows. */
  readonly zoom: number | 'fit';
  /** The spot in the middle of the box, as fractions of the picture's sides. */
  readonly centre: Point;
}

/** Where it is seen. */
export interface Stage {
  /** The original's pixels, upright. */
  readonly frame: Size;
  /** Room on screen, CSS pixels. */
  readonly box: Size;
  /** Device pixels for one CSS pixel. */
  readonly pixelRatio: number;
  /** Room left free around the picture at `fit`, CSS pixels. */
  readonly margin: number;
  /** Where a picture smaller than the box lies: fractions of the free room before it; the middle is 0.5. */
  readonly align: Point;
}

export const FIT: Viewport = { zoom: 'fit', centre: { x: 0.5, y: 0.5 } };
const LARGEST_ZOOM = 8;

/** Stops of the plus and minus keys, beside `fit`. */
const STOPS: readonly number[] = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, LARGEST_ZOOM];
/** Zooms closer to each other than this are the same: rounding must not turn `fit` into 99.9 % of it. */
const SAME = 1e-4;
const MIDDLE: Point = { x: 0.5, y: 0.5 };

function limit(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** Device pixels per original pixel at which the whole picture just fits. */
export function fitZoom({ frame, box, pixelRatio, margin }: Stage): number {
  const room = { width: Math.max(box.width - 2 * margin, 1), height: Math.max(box.height - 2 * margin, 1) };
  return Math.min(room.width / frame.width, room.height / frame.height) * pixelRatio;
}

/** The zoom in force, device pixels per original pixel. */
export function zoomOf(viewport: Viewport, stage: Stage): number {
  return viewport.zoom === 'fit' ? fitZoom(stage) : viewport.zoom;
}

/** Size of the picture on screen, CSS pixels, not rounded. */
function shownSize(zoom: number, { frame, pixelRatio }: Stage): Size {
  return { width: (frame.width * zoom) / pixelRatio, height: (frame.height * zoom) / pixelRatio };
}

/** Along one axis: the centre nearest to the wished one that leaves no gap where the picture could fill the box. */
function clampAxis(centre: number, shown: number, box: number): number {
  if (shown <= box) return 0.5;
  const half = box / 2 / shown;
  return limit(centre, half, 1 - half);
}

function clampCentre(centre: Point, zoom: number, stage: Stage): Point {
  const shown = shownSize(zoom, stage);
  return {
    x: clampAxis(centre.x, shown.width, stage.box.width),
    y: clampAxis(centre.y, shown.height, stage.box.height),
  };
}

/** Along one axis: where the picture begins, CSS pixels from the box's edge, before rounding. */
function startOf(centre: number, shown: number, box: number, align: number): number {
  if (shown <= box) return (box - shown) * align;
  return box / 2 - clampAxis(centre, shown, box) * shown;
}

/** The picture's rectangle in the box, CSS pixels, not rounded. */
function placeExactly(viewport: Viewport, stage: Stage): Rectangle {
  const shown = shownSize(zoomOf(viewport, stage), stage);
  const { box, margin, align } = stage;
  const x = startOf(viewport.centre.x, shown.width, box.width, align.x);
  const y = startOf(viewport.centre.y, shown.height, box.height, align.y);
  return {
    // The margin is kept as long as there is room for it, so that an aligned picture does not stick to the edge.
    x: shown.width + 2 * margin <= box.width ? limit(x, margin, box.width - shown.width - margin) : x,
    y: shown.height + 2 * margin <= box.height ? limit(y, margin, box.height - shown.height - margin) : y,
    ...shown,
  };
}

/** The picture's rectangle in the box, CSS pixels, on whole device pixels: at 1:1 no pixel is smeared over two. */
export function placePicture(viewport: Viewport, stage: Stage): Rectangle {
  const exact = placeExactly(viewport, stage);
  const snap = (value: number): number => Math.round(value * stage.pixelRatio) / stage.pixelRatio;
  return { x: snap(exact.x), y: snap(exact.y), width: snap(exact.width), height: snap(exact.height) };
}

/** The part of a placed picture that lies inside the box. */
export function visiblePart(placed: Rectangle, box: Size): Rectangle {
  const x = Math.max(placed.x, 0);
  const y = Math.max(placed.y, 0);
  return {
    x,
    y,
    width: Math.max(Math.min(placed.x + placed.width, box.width) - x, 0),
    height: Math.max(Math.min(placed.y + placed.height, box.height) - y, 0),
  };
}

/** Smallest and largest zoom of a stage: from the whole picture (or 1:1 for a tiny one) to 8:1. */
export function zoomRange(stage: Stage): { readonly smallest: number; readonly largest: number } {
  const fit = fitZoom(stage);
  return { smallest: Math.min(fit, 1), largest: Math.max(LARGEST_ZOOM, fit) };
}

/** Changes the zoom so that the spot of the picture under the pointer stays there. `point`: CSS pixels in the box. */
export function zoomAt(viewport: Viewport, stage: Stage, zoom: number | 'fit', point: Point): Viewport {
  if (zoom === 'fit') return { zoom: 'fit', centre: MIDDLE };
  const { smallest, largest } = zoomRange(stage);
  const next = limit(zoom, smallest, largest);
  if (Math.abs(next / fitZoom(stage) - 1) < SAME) return { zoom: 'fit', centre: MIDDLE };
  const before = placeExactly(viewport, stage);
  const after = shownSize(next, stage);
  const spot = {
    x: limit((point.x - before.x) / before.width, 0, 1),
    y: limit((point.y - before.y) / before.height, 0, 1),
  };
  const centre = {
    x: spot.x + (stage.box.width / 2 - point.x) / after.width,
    y: spot.y + (stage.box.height / 2 - point.y) / after.height,
  };
  return { zoom: next, centre: clampCentre(centre, next, stage) };
}

/** Zooms about the middle of what is seen. */
export function zoomTo(viewport: Viewport, stage: Stage, zoom: number | 'fit'): Viewport {
  return zoomAt(viewport, stage, zoom, { x: stage.box.width / 2, y: stage.box.height / 2 });
}

/** Double click and Z: the whole picture becomes 1:1 at the pointer, everything else becomes the whole picture. */
export function toggleZoom(viewport: Viewport, stage: Stage, point: Point): Viewport {
  return zoomAt(viewport, stage, viewport.zoom === 'fit' ? 1 : 'fit', point);
}

export interface WheelTurn {
  /** As in a WheelEvent. */
  readonly deltaY: number;
  /** 0 pixels, 1 lines, 2 pages. */
  readonly deltaMode: number;
  /** A pinch on a trackpad arrives as a wheel with Ctrl, in far smaller steps. */
  readonly ctrlKey: boolean;
}

/** Zoom after a turn of the wheel or a pinch; stops once at 1:1 when it would run over it. */
export function zoomAfterWheel(zoom: number, turn: WheelTurn): number {
  const pixels = turn.deltaY * (turn.deltaMode === 1 ? 33 : turn.deltaMode === 2 ? 400 : 1);
  // A notch is 100 to 120 px: a quarter larger. A pinch sends one to ten px at a time, also when a wheel is turned with Ctrl.
  const isPinch = turn.ctrlKey && Math.abs(pixels) < 50;
  const next = zoom * Math.exp(limit(-pixels * (isPinch ? 0.01 : 0.002), -0.5, 0.5));
  const runsOver = (zoom < 1 - SAME && next > 1) || (zoom > 1 + SAME && next < 1);
  return runsOver ? 1 : next;
}

/** The next stop of the plus (1) or minus (-1) key; `fit` is one of the stops. */
export function nextStop(viewport: Viewport, stage: Stage, direction: 1 | -1): number | 'fit' {
  const now = zoomOf(viewport, stage);
  const fit = fitZoom(stage);
  const { smallest, largest } = zoomRange(stage);
  const stops = [...STOPS.filter((stop) => stop >= smallest && stop <= largest), fit].sort((a, b) => a - b);
  const beyond =
    direction === 1 ? stops.find((stop) => stop > now * (1 + SAME)) : stops.findLast((stop) => stop < now * (1 - SAME));
  if (beyond === undefined) return viewport.zoom;
  return beyond === fit ? 'fit' : beyond;
}

/** Moves the picture by so many CSS pixels, as far as it goes. */
export function panBy(viewport: Viewport, stage: Stage, move: Point): Viewport {
  const zoom = zoomOf(viewport, stage);
  const shown = shownSize(zoom, stage);
  const from = clampCentre(viewport.centre, zoom, stage);
  const centre = { x: from.x - move.x / shown.width, y: from.y - move.y / shown.height };
  return { zoom: viewport.zoom, centre: clampCentre(centre, zoom, stage) };
}

/** True where a part of the picture lies outside the box, so that dragging moves it. */
export function canPan(viewport: Viewport, stage: Stage): boolean {
  const shown = shownSize(zoomOf(viewport, stage), stage);
  return shown.width > stage.box.width + 0.5 || shown.height > stage.box.height + 0.5;
}

/** True where the screen shows more pixels of a picture than its smaller version has. `natural`: the picture's own pixels. */
export function needsEveryPixel(viewport: Viewport, stage: Stage, natural: Size, smallerSide: number): boolean {
  const longest = Math.max(stage.frame.width, stage.frame.height) * zoomOf(viewport, stage);
  return Math.max(natural.width, natural.height) > smallerSide && longest > smallerSide * (1 + SAME);
}
