/** About how large an upload is. */

/** Measured on photographs at JPEG quality 92: bytes for each pixel of a 3:2 picture. */
const BYTES_A_PIXEL = 0.27;

/** About how large an upload of this longest side is, "about 420 KB a photo". Pixels. */
export function uploadWords(longSide: number): string {
  const kilobytes = (longSide * longSide * (2 / 3) * BYTES_A_PIXEL) / 1000;
  return `about ${String(Math.round(kilobytes / 10) * 10)} KB a photo`;
}
