/** Text of others is shown as it is, not obeyed; files keep their names. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDecimal } from '../../../electron/contract/decimal.ts';
import { problemSchema } from '../../../electron/contract/errors.ts';
import { jobSchema } from '../../../electron/contract/job.ts';
import { photoSchema } from '../../../electron/contract/photo.ts';
import { visible, visibleLines } from '../../../electron/contract/visible.ts';

describe('visible', () => {
  it.each([
    ['evil\u001b[2J\u202egpj.jpg', String.raw`evil\x1b[2J\u202egpj.jpg`],
    ['a\nb\r\tc', String.raw`a\nb\r\tc`],
    ['bell\u0007 null\u0000 delete\u007f', String.raw`bell\x07 null\x00 delete\u007f`],
    ['\u009b31m \u0085', String.raw`\u009b31m \u0085`],
    ['\u200e\u200f\u061c\u202a\u202e\u2066\u2069', String.raw`\u200e\u200f\u061c\u202a\u202e\u2066\u2069`],
    ['a\u200bb\ufeffc\u00add\u2060', String.raw`a\u200bb\ufeffc\u00add\u2060`],
    ['one\u2028two\u2029', String.raw`one\u2028two\u2029`],
    ['half \ud83d', String.raw`half \ud83d`],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it.each(['Żółw 東京.jpg', 'עברית.jpg', 'می‌خواهم.jpg', '👩‍👩‍👧 family 🏳️‍🌈.png', 'C:\\new\\x1b.jpg', 'e\u0301te.jpg'])(
    'leaves %s alone',
    (text) => {
      expect(visible(text)).toBe(text);
    },
  );

  it('leaves nothing to escape, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visible(text);
        return !/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(shown) && visible(shown) === shown;
      }),
    );
  });

  it('keeps the lines of a prompt', () => {
    expect(visibleLines('warm\r\nlight\u202e\n')).toBe(`warm\nlight${String.raw`\u202e`}\n`);
  });
});

describe('what crosses to the page', () => {
  const evil = 'evil\u001b\u202e\n.jpg';
  const shown = String.raw`evil\x1b\u202e\n.jpg`;

  it('is fit to be shown', () => {
    expect(problemSchema.parse({ code: 'internal', message: evil }).message).toBe(shown);
    expect(photoSchema.shape.name.parse(evil)).toBe(shown);
    expect(photoSchema.shape.folder.parse(evil)).toBe(shown);
    expect(jobSchema.shape.photoName.parse(evil)).toBe(shown);
    expect(jobSchema.shape.recipe.parse(evil)).toBe(shown);
  });

  it('keeps what a person may send again', () => {
    expect(jobSchema.shape.parameters.parse({ prompt: evil })).toEqual({ prompt: evil });
  });
});

describe('readDecimal', () => {
  it.each([
    ['0.5', 0.5],
    [' 7 ', 7],
    ['-1', -1],
    ['.25', 0.25],
    ['5.', 5],
    ['1e3', 1000],
  ])('reads %j', (text, value) => {
    expect(readDecimal(text)).toBe(value);
  });

  it.each(['', ' ', 'NaN', 'Infinity', '0x10', '1e999', '1_000', '--1', '1 2'])('refuses %j', (text) => {
    expect(readDecimal(text)).toBeNull();
  });
});
