/** The colours of a look: one function from colour to colour, baked into a table so that a picture is graded in one pass. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Look } from './look.ts';

/** Points along one side of the colour cube. */
export const CUBE = 33;

type Triple = readonly [number, number, number];

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
const toLinear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const toGamma = (value: number): number => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

function toOklab(red: number, green: number, blue: number): Triple {
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const middle = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  ];
}

function fromOklab(light: number, a: number, b: number): Triple {
  const long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ];
}

/** A film-like curve over lightness: contrast around middle grey, ends that arrive softly, fade lifts black and lowers white. */
function tone(light: number, look: Look): number {
  const pivot = 0.56;
  const slope = 1 + look.contrast;
  const distance = light - pivot;
  const reach = distance < 0 ? pivot : 1 - pivot;
  const part = Math.min(1, Math.abs(distance) / reach);
  // A straight slope in the middle that bends back to exactly 0 and 1 at the ends.
  const bent = part * slope - (slope - 1) * part ** 2.2;
  const curved = pivot + Math.sign(distance) * reach * bent;
  return curved * (1 - 0.2 * look.fade) + 0.13 * look.fade;
}

/** How much a hue (radians) belongs to a band around `centre`, 0 to 1. */
function band(hue: number, centre: number, width: number): number {
  const apart = Math.abs(Math.atan2(Math.sin(hue - centre), Math.cos(hue - centre)));
  return Math.exp(-((apart / width) ** 2));
}

const GREEN = (128 * Math.PI) / 180;
const BLUE = (245 * Math.PI) / 180;

/** Turns foliage and skies without touching the other hues. Greys have no hue and stay as they are. */
function bands(light: number, a: number, b: number, look: Look): Triple {
  const chroma = Math.hypot(a, b);
  const hue = Math.atan2(b, a);
  const certain = Math.min(1, chroma / 0.06);
  const green = band(hue, GREEN, 0.62) * certain;
  const blue = band(hue, BLUE, 0.7) * certain;
  const turn = ((green * look.greenHue + blue * look.blueHue) * Math.PI) / 180;
  const strength = Math.max(0, 1 + green * look.greenSaturation + blue * look.blueSaturation);
  const lift = green * look.greenLight + blue * look.blueLight;
  const lifted = light + lift * light * (1 - light) * 2;
  return [lifted, Math.cos(hue + turn) * chroma * strength, Math.sin(hue + turn) * chroma * strength];
}

/** Exposure and white balance on linear light; brightness is kept, highlights roll off instead of clipping. */
function balance(red: number, green: number, blue: number, look: Look, stops: number): Triple {
  const gain = 2 ** stops;
  const gains: Triple = [
    1 + 0.34 * look.temperature + 0.1 * look.tint,
    1 - 0.16 * look.tint,
    1 - 0.46 * look.temperature + 0.1 * look.tint,
  ];
  const kept = 0.2126 * gains[0] + 0.7152 * gains[1] + 0.0722 * gains[2];
  const roll = (value: number): number => (value <= 0.7 ? value : 0.7 + 0.3 * Math.tanh(((value - 0.7) / 0.3) * 0.92) * 1.02);
  // Nothing is rolled where nothing is pushed: a neutral look must be the identity.
  const pushed = gain > 1 || gains.some((each) => each / kept > 1);
  const channels = [red * gains[0], green * gains[1], blue * gains[2]].map((value) => (value * gain) / kept);
  const [r = 0, g = 0, b = 0] = pushed ? channels.map(roll) : channels;
  return [r, g, b];
}

/** One colour, sRGB 0 to 1, through a look. `stops` is the exposure that suits this photo. */
export function gradeColour(red: number, green: number, blue: number, look: Look, stops: number): Triple {
  const [r, g, b] = balance(toLinear(red), toLinear(green), toLinear(blue), look, stops);
  let [light, first, second] = toOklab(Math.max(0, r), Math.max(0, g), Math.max(0, b));
  [light, first, second] = bands(light, first, second, look);
  light = tone(light, look);
  const chroma = Math.hypot(first, second);
  const pale = Math.exp(-chroma / 0.09);
  const saturation = Math.max(0, (1 + look.saturation + look.contrast * 0.25 + look.vibrance * pale) * (1 - look.mono));
  const dark = (1 - clamp(light)) ** 1.6 * Math.min(1, light / 0.18);
  const bright = clamp(light) ** 1.8 * (1 - 0.55 * Math.max(0, (light - 0.85) / 0.15));
  const a = first * saturation + look.shadowA * dark + look.highlightA * bright;
  const c = second * saturation + look.shadowB * dark + look.highlightB * bright;
  const [lr, lg, lb] = fromOklab(light, a, c);
  return [clamp(toGamma(Math.max(0, lr))), clamp(toGamma(Math.max(0, lg))), clamp(toGamma(Math.max(0, lb)))];
}

/** Exposure for a photo: a dark photo is not darkened as much as a bright one, a bright one not brightened as much. */
function suitedStops(look: Look, meanBrightness: number): number {
  const room = look.exposure < 0 ? meanBrightness / 0.45 : (1 - meanBrightness) / 0.55;
  return look.exposure * Math.min(1.15, Math.max(0.25, room));
}

/**
 * Bakes a look into a cube of CUBE³ colours, three numbers 0 to 255 each, red fastest. `amount` mixes it with the unchanged colour.
 * Gives the event loop a turn after every slice.
 */
export async function bakeCube(look: Look, amount: number, meanBrightness: number): Promise<Float32Array> {
  const cube = new Float32Array(CUBE ** 3 * 3);
  const stops = suitedStops(look, meanBrightness);
  const last = CUBE - 1;
  let at = 0;
  for (let blue = 0; blue < CUBE; blue += 1) {
    for (let green = 0; green < CUBE; green += 1) {
      for (let red = 0; red < CUBE; red += 1) {
        const [r, g, b] = gradeColour(red / last, green / last, blue / last, look, stops);
        cube[at] = 255 * ((red / last) * (1 - amount) + r * amount);
        cube[at + 1] = 255 * ((green / last) * (1 - amount) + g * amount);
        cube[at + 2] = 255 * ((blue / last) * (1 - amount) + b * amount);
        at += 3;
      }
    }
    if (blue % 4 === 3) await nextTurn();
  }
  return cube;
}
