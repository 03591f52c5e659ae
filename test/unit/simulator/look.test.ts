/** A prompt's words and hash become a look that can be repeated. */
import { describe, expect, it } from 'vitest';
import { gradeColour } from '../../../electron/simulator/grade.ts';
import { familiesIn, lookFor, neutralLook } from '../../../electron/simulator/look.ts';

describe('lookFor', () => {
  it('gives the same look for the same prompt and seed, whatever the spaces', () => {
    expect(lookFor('Quiet  harbour ', 1)).toEqual(lookFor('quiet harbour', 1));
  });

  it('gives another look for another prompt, and for another seed', () => {
    expect(lookFor('quiet harbour', 1)).not.toEqual(lookFor('quiet harbours', 1));
    expect(lookFor('quiet harbour', 1)).not.toEqual(lookFor('quiet harbour', 2));
  });

  it.each([
    ['Golden evening light', ['golden']],
    ['WARM tones', ['golden']],
    ['winter, fresh snow', ['winter', 'snowfall', 'spring']],
    ['icy cold', ['winter']],
    ['cinematic teal and orange', ['teal']],
    ['Black and white portrait', ['mono']],
    ['monochrome', ['mono']],
    ['foggy forest', ['mist']],
    ['thin mist', ['mist']],
    ['city at night', ['night']],
    ['a knight in a rice field', []],
    ['', []],
  ])('reads "%s"', (prompt, families) => {
    expect(familiesIn(prompt)).toEqual(families);
  });

  it('takes the side of the light from the prompt', () => {
    expect(lookFor('golden sun from the left', 1).lightX).toBeLessThan(0.5);
    expect(lookFor('golden sun from the right', 1).lightX).toBeGreaterThan(0.5);
  });

  it('goes the way the words say', () => {
    const grey = (prompt: string): readonly [number, number, number] => {
      const look = lookFor(prompt, 1);
      return gradeColour(0.5, 0.5, 0.5, look, look.exposure);
    };
    const [warmRed, , warmBlue] = grey('golden evening');
    expect(warmRed).toBeGreaterThan(warmBlue + 0.1);
    const [coldRed, , coldBlue] = grey('winter');
    expect(coldBlue).toBeGreaterThan(coldRed);
    expect(Math.max(...grey('night'))).toBeLessThan(0.4);
    const look = lookFor('black and white', 1);
    const [red, green, blue] = gradeColour(0.9, 0.2, 0.1, look, 0);
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(0.05);
  });
});

describe('gradeColour', () => {
  it('leaves every colour alone under a neutral look', () => {
    for (const colour of [
      [0, 0, 0],
      [1, 1, 1],
      [0.2, 0.5, 0.8],
      [0.9, 0.1, 0.4],
      [0.02, 0.98, 0.5],
    ] as const) {
      const [red, green, blue] = colour;
      const graded = gradeColour(red, green, blue, neutralLook(), 0);
      graded.forEach((value, channel) => {
        expect(value).toBeCloseTo(colour[channel] ?? -1, 2);
      });
    }
  });
});
