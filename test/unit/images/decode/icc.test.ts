/** Our own profiles are read back as what they are. */
import { describe, expect, it } from 'vitest';
import {
  adobeRgbProfile,
  greyCurveOf,
  greyProfile,
  isSrgbProfile,
  rgbProfile,
  srgbColorants,
  srgbProfile,
  srgbToLight,
} from '../../../../electron/images/decode/icc.ts';

describe('isSrgbProfile', () => {
  it('knows sRGB', () => {
    expect(isSrgbProfile(srgbProfile())).toBe(true);
  });

  it.each([
    ['other colorants', adobeRgbProfile()],
    ['another curve', rgbProfile('sRGB', srgbColorants, 2.2)],
    ['a curve that is nearly it', rgbProfile('sRGB', srgbColorants, (value) => srgbToLight(value) ** 1.05)],
    ['nothing', new Uint8Array()],
    ['noise', new Uint8Array(3000).fill(7)],
    ['half a profile', srgbProfile().subarray(0, 400)],
  ])('does not take %s for it', (_, profile) => {
    expect(isSrgbProfile(profile)).toBe(false);
  });
});

describe('greyCurveOf', () => {
  const withCurve = (curve: Buffer, connection = 'XYZ '): Uint8Array => {
    const profile = Buffer.from(greyProfile('grey', 1.8));
    const entry = profile.indexOf('kTRC');
    profile.write(connection, 20, 'latin1');
    profile.writeUInt32BE(profile.length, entry + 4);
    profile.writeUInt32BE(curve.length, entry + 8);
    return Buffer.concat([profile, curve]);
  };
  const parametric = (formula: number, ...values: readonly number[]): Buffer => {
    const tag = Buffer.alloc(12 + 4 * values.length);
    tag.write('para', 0, 'latin1');
    tag.writeUInt16BE(formula, 8);
    values.forEach((value, index) => tag.writeInt32BE(Math.round(value * 65_536), 12 + 4 * index));
    return tag;
  };
  const table = (count: number, ...values: readonly number[]): Buffer => {
    const tag = Buffer.alloc(12 + 2 * values.length);
    tag.write('curv', 0, 'latin1');
    tag.writeUInt32BE(count, 8);
    values.forEach((value, index) => tag.writeUInt16BE(value, 12 + 2 * index));
    return tag;
  };

  it.each([
    ['a gamma', greyProfile('grey', 2), 0.25],
    ['a table of ours', greyProfile('grey', (value) => value ** 2), 0.25],
    ['no curve', withCurve(table(0)), 0.5],
    ['a table', withCurve(table(3, 0, 6554, 65_535)), 0.1],
    ['formula 0', withCurve(parametric(0, 2)), 0.25],
    ['formula 1', withCurve(parametric(1, 2, 1, 0)), 0.25],
    ['formula 2', withCurve(parametric(2, 2, 1, 0, 0.1)), 0.35],
    ['formula 3 below its border', withCurve(parametric(3, 2, 1, 0, 0.2, 0.6)), 0.1],
    ['formula 4', withCurve(parametric(4, 2, 1, 0, 1, 0, 0.1, 0)), 0.35],
    ['lightness', withCurve(table(0), 'Lab '), 0.1842],
  ])('reads %s', (_name, profile, light) => {
    expect(greyCurveOf(profile)?.(0.5)).toBeCloseTo(light, 3);
  });

  it.each([
    ['a profile of three colours', srgbProfile()],
    ['a table that is longer than the file', withCurve(table(4_000_000_000, 1, 2))],
    ['a formula that does not exist', withCurve(parametric(9, 1))],
    ['a formula without its numbers', withCurve(parametric(4, 1))],
    ['a curve of another kind', withCurve(Buffer.alloc(40, 65))],
    ['half a profile', greyProfile('grey', 2).subarray(0, 140)],
    ['nothing', new Uint8Array()],
  ])('does not read %s', (_name, profile) => {
    expect(greyCurveOf(profile)).toBeNull();
  });
});
