/** Builds small ICC profiles (version 2, which every viewer reads) and tells whether an embedded one is sRGB. */

/** Red, green and blue as CIE XYZ under D50, each [X, Y, Z]. */
export type Colorants = readonly [readonly number[], readonly number[], readonly number[]];

/** From a channel's value 0–1 to light 0–1: a gamma, or a function. */
export type ToneCurve = number | ((value: number) => number);

export const srgbColorants: Colorants = [
  [0.43607, 0.22249, 0.01392],
  [0.38515, 0.71687, 0.09708],
  [0.14307, 0.06061, 0.7141],
];
const adobeColorants: Colorants = [
  [0.60974, 0.31111, 0.01947],
  [0.20528, 0.62567, 0.06087],
  [0.14919, 0.06322, 0.74457],
];
const D50 = [0.9642, 1, 0.8249] as const;

/** sRGB's curve: from a channel's value to light, both 0–1. */
export function srgbToLight(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** The other way round. */
export function lightToSrgb(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** The profile that results are tagged with. */
export function srgbProfile(): Uint8Array {
  return rgbProfile('sRGB', srgbColorants, srgbToLight);
}

/** For camera files that say "Adobe RGB" in EXIF without carrying a profile. */
export function adobeRgbProfile(): Uint8Array {
  return rgbProfile('Adobe RGB (1998) compatible', adobeColorants, 563 / 256);
}

/** A display profile of three colorants and one curve. */
export function rgbProfile(description: string, colorants: Colorants, curve: ToneCurve): Uint8Array {
  const curveTag = encodeCurve(curve);
  return assemble('RGB ', [
    ['desc', encodeDescription(description)],
    ['cprt', encodeText('CC0')],
    ['wtpt', encodeXyz(D50)],
    ['rXYZ', encodeXyz(colorants[0])],
    ['gXYZ', encodeXyz(colorants[1])],
    ['bXYZ', encodeXyz(colorants[2])],
    ['rTRC', curveTag],
    ['gTRC', curveTag],
    ['bTRC', curveTag],
  ]);
}

/** A profile for grey pictures. */
export function greyProfile(description: string, curve: ToneCurve): Uint8Array {
  return assemble('GRAY', [
    ['desc', encodeDescription(description)],
    ['cprt', encodeText('CC0')],
    ['wtpt', encodeXyz(D50)],
    ['kTRC', encodeCurve(curve)],
  ]);
}

/**
 * True where a profile means the same colours as sRGB: its colorants and the middle of its curves. A profile that cannot be
 * read is taken for another one, which costs a conversion and nothing else.
 */
export function isSrgbProfile(profile: Uint8Array): boolean {
  const sameColorants = ['rXYZ', 'gXYZ', 'bXYZ'].every((name, index) => {
    const tag = findTag(profile, name);
    const wanted = srgbColorants[index];
    if (tag === null || tag.byteLength < 20 || wanted === undefined) return false;
    return wanted.every((value, axis) => Math.abs(tag.getInt32(8 + 4 * axis) / 65536 - value) < 0.002);
  });
  return sameColorants && ['rTRC', 'gTRC', 'bTRC'].every((name) => isSrgbCurve(findTag(profile, name)));
}

function isSrgbCurve(tag: DataView | null): boolean {
  if (tag === null) return false;
  return [0.1, 0.5, 0.8].every((value) => Math.abs(curveAt(tag, value) - srgbToLight(value)) < 0.002);
}

/**
 * The curve of a grey profile, from a channel's value to light, both 0–1; null: the profile is none, or its curve cannot be read. White is
 * white, so nothing else of such a profile matters.
 */
export function greyCurveOf(profile: Uint8Array): ((value: number) => number) | null {
  const [space, connection] = [textAt(profile, 16), textAt(profile, 20)];
  const tag = space === 'GRAY' ? findTag(profile, 'kTRC') : null;
  if (tag === null || Number.isNaN(curveAt(tag, 0.5))) return null;
  const isLightness = connection === 'Lab ';
  return (value) => (isLightness ? lightnessToLight(100 * curveAt(tag, value)) : curveAt(tag, value));
}

/** CIE L*, 0–100, as light 0–1. */
export function lightnessToLight(lightness: number): number {
  const cone = (lightness + 16) / 116;
  return cone > 6 / 29 ? cone ** 3 : (cone - 4 / 29) * 3 * (6 / 29) ** 2;
}

/** Light for a channel's value by a profile's curve; NaN where the curve is of a kind that is not known. */
function curveAt(tag: DataView, value: number): number {
  const kind = tag.byteLength >= 12 ? tag.getUint32(0) : 0;
  if (kind === 0x63757276) return tableAt(tag, value);
  return kind === 0x70617261 ? formulaAt(tag, value) : Number.NaN;
}

/** ICC's type curv: nothing for a straight line, one gamma, or a table. */
function tableAt(tag: DataView, value: number): number {
  const count = tag.getUint32(8);
  if (count === 0) return value;
  if (tag.byteLength < 12 + 2 * count) return Number.NaN;
  if (count === 1) return value ** (tag.getUint16(12) / 256);
  const position = value * (count - 1);
  const below = Math.min(Math.floor(position), count - 2);
  const low = tag.getUint16(12 + 2 * below) / 65535;
  const high = tag.getUint16(14 + 2 * below) / 65535;
  return low + (high - low) * (position - below);
}

/** Numbers that each of ICC's five formulas takes. */
const formulaSizes = [1, 3, 4, 5, 7] as const;

/** ICC's type para: one of five formulas. */
function formulaAt(tag: DataView, value: number): number {
  const formula = tag.getUint16(8);
  const size = formulaSizes[formula];
  if (size === undefined || tag.byteLength < 12 + 4 * size) return Number.NaN;
  const [gamma = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from(
    { length: size },
    (_, index) => tag.getInt32(12 + 4 * index) / 65536,
  );
  const power = Math.max(0, a * value + b) ** gamma;
  switch (formula) {
    case 0:
      return value ** gamma;
    case 1:
      return value >= -b / a ? power : 0;
    case 2:
      return value >= -b / a ? power + c : c;
    case 3:
      return value >= d ? power : c * value;
    default:
      return value >= d ? power + e : c * value + f;
  }
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function findTag(profile: Uint8Array, name: string): DataView | null {
  if (profile.length < 132) return null;
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const count = Math.min(view.getUint32(128), 100);
  for (let index = 0; index < count; index += 1) {
    const at = 132 + 12 * index;
    if (at + 12 > profile.length) return null;
    if (String.fromCharCode(...profile.subarray(at, at + 4)) !== name) continue;
    const [offset, size] = [view.getUint32(at + 4), view.getUint32(at + 8)];
    return offset + size > profile.length ? null : new DataView(profile.buffer, profile.byteOffset + offset, size);
  }
  return null;
}

function assemble(space: 'RGB ' | 'GRAY', tags: readonly (readonly [string, Buffer])[]): Uint8Array {
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length, 0);
  const offsets = new Map<Buffer, number>();
  const bodies: Buffer[] = [];
  let end = 128 + table.length;
  tags.forEach(([name, body], index) => {
    let offset = offsets.get(body); // curves are shared
    if (offset === undefined) {
      offset = end;
      offsets.set(body, offset);
      bodies.push(body, Buffer.alloc((4 - (body.length % 4)) % 4));
      end += Math.ceil(body.length / 4) * 4;
    }
    table.write(name, 4 + 12 * index, 'latin1');
    table.writeUInt32BE(offset, 8 + 12 * index);
    table.writeUInt32BE(body.length, 12 + 12 * index);
  });
  return new Uint8Array(Buffer.concat([encodeHeader(space, end), table, ...bodies]));
}

function encodeHeader(space: string, size: number): Buffer {
  const header = Buffer.alloc(128);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write('mntr', 12, 'latin1');
  header.write(space, 16, 'latin1');
  header.write('XYZ ', 20, 'latin1');
  [2024, 1, 1].forEach((part, index) => header.writeUInt16BE(part, 24 + 2 * index)); // the profile's date, never the clock's
  header.write('acsp', 36, 'latin1');
  D50.forEach((value, index) => header.writeInt32BE(fixed(value), 68 + 4 * index));
  return header;
}

function encodeDescription(words: string): Buffer {
  const length = words.length + 1;
  const tag = Buffer.alloc(12 + length + 78); // empty Unicode and ScriptCode parts follow the ASCII
  tag.write('desc', 0, 'latin1');
  tag.writeUInt32BE(length, 8);
  tag.write(words, 12, 'latin1');
  return tag;
}

function encodeText(words: string): Buffer {
  return Buffer.from(`text\0\0\0\0${words}\0`, 'latin1');
}

function encodeXyz(values: readonly number[]): Buffer {
  const tag = Buffer.alloc(20);
  tag.write('XYZ ', 0, 'latin1');
  values.forEach((value, index) => tag.writeInt32BE(fixed(value), 8 + 4 * index));
  return tag;
}

function encodeCurve(curve: ToneCurve): Buffer {
  const points = typeof curve === 'number' ? 1 : 1024;
  const tag = Buffer.alloc(12 + 2 * points);
  tag.write('curv', 0, 'latin1');
  tag.writeUInt32BE(points, 8);
  for (let index = 0; index < points; index += 1) {
    const value = typeof curve === 'number' ? curve * 256 : curve(index / (points - 1)) * 65535;
    tag.writeUInt16BE(Math.round(value), 12 + 2 * index);
  }
  return tag;
}

/** ICC's s15Fixed16. */
function fixed(value: number): number {
  return Math.round(value * 65536);
}
