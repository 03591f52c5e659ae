/** Our own profiles are read back as what they are. */
import { describe, expect, it } from 'vitest';
import {
  adobeRgbProfile,
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
