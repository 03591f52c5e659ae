/** How many pixels an upload has: decided from the photo's size, the recipe's longest side and the model's limits. Pure. */
import { DarkslideError } from '../contract/errors.ts';
import type { ModelLimits } from '../contract/model.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

type SizeLimits = Pick<ModelLimits, 'minSide' | 'minPixels' | 'maxPixels' | 'maxAspect'>;

/**
 * The size to send: never larger than the photo, no side longer than `longSide` unless the model's minimum asks for it.
 * Throws picture-too-small or picture-too-long.
 */
export function uploadSize(photo: Size, longSide: number, limits: SizeLimits): Size {
  const long = Math.max(photo.width, photo.height);
  const short = Math.min(photo.width, photo.height);
  if (short < limits.minSide) {
    throw new DarkslideError('picture-too-small', `The picture is under ${String(limits.minSide)} pixels on one side.`);
  }
  if (long * short < limits.minPixels) {
    throw new DarkslideError('picture-too-small', `The picture has under ${String(limits.minPixels)} pixels in all.`);
  }
  if (long > short * limits.maxAspect) {
    throw new DarkslideError('picture-too-long', `One side is more than ${String(limits.maxAspect)} times the other.`);
  }
  const wanted = Math.min(1, longSide / long);
  const least = Math.max(limits.minSide / short, Math.sqrt(limits.minPixels / (long * short)));
  const most = Math.min(1, Math.sqrt(limits.maxPixels / (long * short)));
  const scale = Math.min(Math.max(wanted, least), most);
  const size = roundedSides(long, short, scale, limits);
  return photo.width >= photo.height ? { width: size.long, height: size.short } : { width: size.short, height: size.long };
}

/** Rounding must not push a picture over a limit that its exact size keeps, so the sides are corrected by a pixel where needed. */
function roundedSides(long: number, short: number, scale: number, limits: SizeLimits): { long: number; short: number } {
  const sides = { long: Math.round(long * scale), short: Math.max(limits.minSide, Math.round(short * scale)) };
  while (sides.long * sides.short > limits.maxPixels) sides.long -= 1;
  if (sides.long * sides.short < limits.minPixels) sides.long = Math.min(long, sides.long + 1);
  if (sides.long > sides.short * limits.maxAspect) sides.long = Math.floor(sides.short * limits.maxAspect);
  return sides;
}

/** Room for the other fields of a request: prompts reach 10,000 characters, each up to several bytes in JSON. */
const OTHER_FIELDS_BYTES = 64 * 1024;

/** How many bytes of picture fit into a request: base64 makes four bytes of three. */
export function pictureByteBudget(maxRequestBytes: number): number {
  const reserved = Math.min(OTHER_FIELDS_BYTES, Math.floor(maxRequestBytes / 4));
  return Math.floor(((maxRequestBytes - reserved) * 3) / 4);
}
