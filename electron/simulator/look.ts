/** Reads a prompt as a photographer's wish: common words, and a hash for what the words leave open, become one set of adjustments. */
import { randomFrom, seedOf } from './random.ts';

const neutral = {
  /** Stops, before everything else. */
  exposure: 0,
  /** White balance: positive is warmer / more magenta. */
  temperature: 0,
  tint: 0,
  contrast: 0,
  /** How far black is lifted towards grey and white pulled down. */
  fade: 0,
  saturation: 0,
  /** Saturation of what is pale, sparing what is strong. */
  vibrance: 0,
  /** Split toning, as OKLab offsets: a is red against green, b is yellow against blue. */
  shadowA: 0,
  shadowB: 0,
  highlightA: 0,
  highlightB: 0,
  /** Foliage and skies: hue in degrees, the others as parts of 1. */
  greenHue: 0,
  greenSaturation: 0,
  greenLight: 0,
  blueHue: 0,
  blueSaturation: 0,
  blueLight: 0,
  /** 1 is black and white. */
  mono: 0,
  /** Soft light around what is bright. */
  glow: 0,
  mist: 0,
  /** Light from one side; its place in parts of the picture and its warmth. */
  light: 0,
  lightX: 0,
  lightWarmth: 0,
  /** Darkening towards the corners, and from the top down. */
  vignette: 0,
  skyDark: 0,
  grain: 0,
  snowfall: 0,
};

/** Adjustments of one picture; every number is an amount where 0 changes nothing. */
export type Look = Readonly<typeof neutral>;
type Adjustments = Partial<Look>;

interface Family {
  readonly name: string;
  readonly words: RegExp;
  readonly adjustments: Adjustments;
}

/** What words stand for. Families add up, later ones with less weight, so "golden mist" is both. */
const families: readonly Family[] = [
  {
    name: 'mono',
    words: /\b(mono(chrome)?|black[- ]and[- ]white|b&w|greyscale|grayscale|noir|silver gelatin)\b/,
    adjustments: { mono: 1, contrast: 0.6, grain: 0.5, vignette: 0.3, shadowB: -0.004, highlightB: 0.008, glow: 0.12 },
  },
  {
    name: 'night',
    words: /\b(night|midnight|moon(lit|light)?|nocturne|starry)\b/,
    adjustments: {
      ...{ exposure: -1.55, temperature: -0.5, contrast: 0.28, saturation: -0.22, shadowB: -0.045, shadowA: -0.008 },
      ...{ highlightB: 0.012, blueSaturation: 0.15, blueLight: -0.12, glow: 0.5, vignette: 0.45, skyDark: 0.45, grain: 0.2 },
    },
  },
  {
    name: 'blue hour',
    words: /\b(blue hour|dusk|twilight|gloaming)\b/,
    adjustments: {
      ...{ exposure: -0.75, temperature: -0.5, tint: 0.14, contrast: 0.1, shadowB: -0.04, shadowA: 0.006, highlightA: 0.018 },
      ...{ highlightB: 0.012, glow: 0.35, vignette: 0.25, skyDark: 0.2, grain: 0.15 },
    },
  },
  {
    name: 'golden',
    words: /\b(gold(en)?|evening|sun(set|rise|ny|light|lit)?|warm(th|er)?|amber|dawn|autumn(al)?|honey|late light)\b/,
    adjustments: {
      ...{ exposure: 0.1, temperature: 0.72, tint: 0.1, contrast: 0.18, vibrance: 0.22, shadowA: 0.012, shadowB: 0.004 },
      ...{ highlightA: 0.02, highlightB: 0.055, greenHue: -24, greenSaturation: -0.1, blueSaturation: -0.5, blueLight: 0.03 },
      ...{ glow: 0.42, light: 0.85, lightWarmth: 1, mist: 0.14, vignette: 0.24, grain: 0.2 },
    },
  },
  {
    name: 'winter',
    words: /\b(wint(er|ery|ry)|snow(y|fall|ing|s)?|frost(y|ed)?|cold|ic[ey]|arctic|chill(y)?)\b/,
    adjustments: {
      ...{ exposure: 0.42, temperature: -0.34, contrast: 0.06, fade: 0.22, saturation: -0.34, shadowB: -0.022, shadowA: -0.004 },
      ...{ highlightB: -0.008, greenSaturation: -0.75, greenLight: 0.2, greenHue: 30, blueSaturation: 0.12 },
      ...{ glow: 0.3, mist: 0.3, grain: 0.12 },
    },
  },
  { name: 'snowfall', words: /\b(snow(fall|ing|y|storm)?|blizzard|flakes)\b/, adjustments: { snowfall: 0.7, mist: 0.14 } },
  {
    name: 'teal',
    words: /\b(teal|cyan|cinema(tic)?|film still|blockbuster|turquoise|neon)\b/,
    adjustments: {
      ...{ contrast: 0.26, saturation: -0.04, shadowA: -0.03, shadowB: -0.028, highlightA: 0.014, highlightB: 0.034, fade: 0.12 },
      ...{ greenHue: 28, greenSaturation: -0.2, blueHue: -26, blueSaturation: 0.06, glow: 0.2, vignette: 0.3, grain: 0.25 },
    },
  },
  {
    name: 'mist',
    words: /\b(mist(y)?|fog(gy)?|haz[ey]|smoke|smoky|cloudy|ethereal|dream(y|like)?)\b/,
    adjustments: {
      ...{ exposure: 0.1, contrast: -0.16, fade: 0.25, saturation: -0.16, greenSaturation: -0.15, glow: 0.4, mist: 1 },
      ...{ highlightB: 0.004, shadowB: -0.01, grain: 0.12 },
    },
  },
  {
    name: 'film',
    words: /\b(film|analog(ue)?|vintage|retro|kodak|portra|polaroid|faded|nostalgi\w*|grain(y)?)\b/,
    adjustments: {
      ...{ temperature: 0.14, contrast: 0.08, fade: 0.5, saturation: -0.1, shadowA: -0.006, shadowB: 0.012, highlightA: 0.006 },
      ...{ highlightB: 0.018, greenHue: -10, blueHue: -12, glow: 0.2, grain: 0.75, vignette: 0.15 },
    },
  },
  {
    name: 'storm',
    words: /\b(storm(y)?|dramatic|moody|brooding|dark|gloom(y)?|rain(y)?)\b/,
    adjustments: {
      ...{ exposure: -0.4, temperature: -0.12, contrast: 0.42, saturation: -0.25, shadowB: -0.018, greenSaturation: -0.2 },
      ...{ vignette: 0.45, skyDark: 0.35, grain: 0.25 },
    },
  },
  {
    name: 'spring',
    words: /\b(spring|fresh|bright|airy|light and airy|pastel|soft|summer|vivid|lush)\b/,
    adjustments: {
      ...{ exposure: 0.3, temperature: 0.08, contrast: -0.04, fade: 0.2, vibrance: 0.3, highlightA: 0.008, highlightB: 0.008 },
      ...{ greenHue: -6, greenLight: 0.06, blueLight: 0.06, glow: 0.3, light: 0.15, lightWarmth: 0.4 },
    },
  },
  {
    name: 'rose',
    words: /\b(rose|pink|magenta|blush|cherry|romantic|lavender|violet|purple)\b/,
    adjustments: {
      ...{
        tint: 0.42,
        temperature: 0.24,
        shadowA: 0.022,
        shadowB: -0.022,
        highlightA: 0.042,
        highlightB: 0.008,
        greenSaturation: -0.35,
      },
      ...{ glow: 0.35, light: 0.25, lightWarmth: 0.2, fade: 0.15, grain: 0.12 },
    },
  },
];

/** Where no word is known the hash picks one of these, so every prompt has a look of its own that suits a photo. */
const house: readonly Adjustments[] = [
  {
    temperature: 0.22,
    contrast: 0.22,
    vibrance: 0.25,
    fade: 0.15,
    highlightB: 0.022,
    shadowB: -0.014,
    glow: 0.25,
    grain: 0.2,
    vignette: 0.2,
  },
  {
    contrast: 0.3,
    saturation: -0.08,
    shadowA: -0.018,
    shadowB: -0.022,
    highlightA: 0.008,
    highlightB: 0.026,
    blueHue: -14,
    vignette: 0.28,
    grain: 0.2,
  },
  {
    exposure: 0.2,
    fade: 0.35,
    saturation: -0.1,
    tint: 0.08,
    highlightA: 0.014,
    shadowB: -0.014,
    glow: 0.4,
    light: 0.2,
    lightWarmth: 0.5,
  },
  { temperature: -0.2, contrast: 0.34, saturation: -0.24, shadowB: -0.028, greenSaturation: -0.3, vignette: 0.32, grain: 0.28 },
  {
    contrast: 0.28,
    vibrance: 0.42,
    greenHue: 10,
    greenLight: -0.08,
    blueSaturation: 0.22,
    blueLight: -0.08,
    highlightB: 0.012,
    vignette: 0.22,
  },
  {
    temperature: 0.34,
    fade: 0.42,
    contrast: 0.14,
    saturation: -0.14,
    greenHue: -18,
    highlightB: 0.026,
    shadowA: 0.01,
    glow: 0.3,
    grain: 0.45,
  },
];

function add(sum: Look, adjustments: Adjustments, weight: number): Look {
  const keys = Object.keys(neutral) as (keyof Look)[]; // Object.keys forgets the key type
  return Object.fromEntries(keys.map((key) => [key, sum[key] + (adjustments[key] ?? 0) * weight])) as Look; // same keys as neutral
}

/** The families of words that a prompt names, in the order of the table. */
export function familiesIn(prompt: string): string[] {
  const text = prompt.toLowerCase();
  return families.filter(({ words }) => words.test(text)).map(({ name }) => name);
}

/** From which side light comes: as the prompt says, else as the hash falls. In parts of the width, a little inside the frame. */
function lightSide(prompt: string, chance: number): number {
  if (/\b(from|on) the left\b/.test(prompt)) return 0.06;
  if (/\b(from|on) the right\b/.test(prompt)) return 0.94;
  return chance < 0.5 ? 0.12 : 0.88;
}

/**
 * The look of a prompt. The same prompt and seed give the same look; another prompt with the same words differs a little.
 * Throws nothing: an empty prompt has a look too.
 */
export function lookFor(prompt: string, seed: number): Look {
  const text = prompt.toLowerCase();
  const random = randomFrom(seedOf(`${String(seed)}\n${text.trim().replaceAll(/\s+/g, ' ')}`));
  const named = families.filter(({ words }) => words.test(text));
  let look: Look = neutral;
  named.forEach(({ adjustments }, index) => {
    look = add(look, adjustments, index === 0 ? 1 : 0.7);
  });
  const choice = house[Math.floor(random() * house.length)] ?? {};
  look = add(look, choice, named.length === 0 ? 1.5 : 0.12);
  const sway = (width: number): number => (random() - 0.5) * width;
  look = add(
    look,
    { temperature: sway(0.1), tint: sway(0.06), contrast: sway(0.08), highlightB: sway(0.01), vibrance: sway(0.1) },
    1,
  );
  return { ...look, mono: Math.min(1, look.mono), mist: Math.min(1, look.mist), lightX: lightSide(text, random()) };
}

/** A look that changes nothing. */
export function neutralLook(): Look {
  return neutral;
}
