/** The word "simulated" in a corner of every simulated picture, drawn from strokes because the picture library brings no fonts. */
import sharp, { type Sharp } from 'sharp';
import type { Pixels } from './develop-picture.ts';

interface Letter {
  readonly strokes: string;
  readonly width: number;
}

/** Strokes on a grid where small letters stand between 6 and 16 and tall ones start at 1. */
const letters: readonly Letter[] = [
  {
    width: 7.6,
    strokes: 'M7 7.8C6.3 6.5 5.1 6 3.8 6C2 6 .7 6.9 .7 8.5C.7 11.8 7.3 9.9 7.3 13.4C7.3 15 5.8 16 3.9 16C2.3 16 1 15.4 .3 14',
  },
  { width: 2, strokes: 'M1 6V16M1 2V2.5' },
  {
    width: 14.4,
    strokes: 'M1 16V6M1 9.8C1.5 7.3 2.8 6 4.5 6C6.4 6 7.2 7.2 7.2 9.6V16M7.2 9.8C7.7 7.3 9 6 10.7 6C12.6 6 13.4 7.2 13.4 9.6V16',
  },
  { width: 8.6, strokes: 'M1 6V12.3C1 14.8 2 16 4 16C5.9 16 7.2 14.7 7.6 12.3M7.6 6V16' },
  { width: 2, strokes: 'M1 1V16' },
  { width: 8.6, strokes: 'M7.6 11C7.6 7.9 6.2 6 4.1 6C2 6 .6 7.9 .6 11C.6 14.1 2 16 4.1 16C6.2 16 7.6 14.1 7.6 11M7.6 6V16' },
  { width: 5.8, strokes: 'M2.4 2.6V13.2C2.4 15.2 3.1 16 4.5 16C5 16 5.4 15.9 5.7 15.8M.2 6H5.5' },
  { width: 8.2, strokes: 'M.7 10.9H7.6C7.6 7.8 6.3 6 4.2 6C2 6 .6 7.9 .6 11C.6 14.1 2 16 4.3 16C5.8 16 6.9 15.4 7.5 14.2' },
  { width: 8.6, strokes: 'M7.6 11C7.6 7.9 6.2 6 4.1 6C2 6 .6 7.9 .6 11C.6 14.1 2 16 4.1 16C6.2 16 7.6 14.1 7.6 11M7.6 1V16' },
];
const GAP = 2.6;
const PADDING_X = 8;
const HEIGHT = 26;
const WIDTH = letters.reduce((sum, letter) => sum + letter.width + GAP, 2 * PADDING_X - GAP);

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where the mark lies, pixels: top right (the foot is where apps write their captions), about a ninth of the long side wide, legible, never more than half the picture's width. */
export function markArea(width: number, height: number): Area {
  const wanted = Math.max(84, Math.max(width, height) * 0.11);
  const across = Math.max(8, Math.round(Math.min(wanted, width * 0.5)));
  const down = Math.max(3, Math.round((across * HEIGHT) / WIDTH));
  const margin = Math.round(Math.max(width, height) * 0.012);
  return {
    left: Math.max(0, width - across - margin),
    top: Math.min(margin, Math.max(0, height - down)),
    width: across,
    height: down,
  };
}

function drawing(area: Area): Buffer {
  let x = PADDING_X;
  const paths = letters.map(({ strokes, width }) => {
    const path = `<path transform="translate(${String(x)} 4)" d="${strokes}"/>`;
    x += width + GAP;
    return path;
  });
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(area.width)}" height="${String(area.height)}" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}">` +
      `<rect width="${String(WIDTH)}" height="${String(HEIGHT)}" rx="5" fill="#000" fill-opacity=".46"/>` +
      `<g fill="none" stroke="#fff" stroke-opacity=".92" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</g></svg>`,
  );
}

/** The picture with the mark, as a pipeline ready to be encoded. */
export function withMark(pixels: Pixels): Sharp {
  const area = markArea(pixels.width, pixels.height);
  return sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: 3 } }).composite([
    { input: drawing(area), left: area.left, top: area.top },
  ]);
}
