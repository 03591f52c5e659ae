/** What filters pass over. */
import { describe, expect, it } from 'vitest';
import { formatOfName } from '../../../../electron/images/formats/formats.ts';
import { createSieve, type Filters } from '../../../../electron/watch/rules/filters.ts';

const open: Filters = { subfolders: true, kinds: null, ignore: [], minBytes: 0, newerThan: null };
const sieve = (change: Partial<Filters>) => createSieve({ ...open, ...change }, formatOfName);

describe('patterns', () => {
  it.each<[string, string, boolean]>([
    ['*-proof.jpg', 'a-proof.jpg', true],
    ['*-proof.jpg', 'day/two/A-PROOF.JPG', true],
    ['*-proof.jpg', 'a-proof.jpeg', false],
    ['rejects/**', 'rejects/a.jpg', true],
    ['rejects/**', 'Rejects/deep/er/a.jpg', true],
    ['rejects/', 'rejects/a.jpg', true],
    ['rejects/**', 'day/rejects/a.jpg', false],
    ['**/rejects/**', 'day/rejects/a.jpg', true],
    ['/top.jpg', 'top.jpg', true],
    ['rejects\\**', 'rejects/a.jpg', true],
    ['é*', 'e\u0301t\u00e9.jpg', true],
    ['!keep.jpg', 'other.jpg', false],
    ['a(b).jpg', 'a(b).jpg', true],
    ['IMG_[0-9]*', 'img_1.jpg', true],
    ['*.jpg', '.hidden.jpg', true],
    ['#1.jpg', '#1.jpg', true],
  ])('%s and %s', (pattern, path, matches) => {
    expect(sieve({ ignore: [pattern] }).byName(path)).toBe(matches ? 'pattern' : null);
  });

  it('does not hang at one that is made to', () => {
    const began = performance.now();
    sieve({ ignore: [`${'*a'.repeat(60)}b`] }).byName(`${'a'.repeat(200)}.jpg`);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('the other filters', () => {
  it('tells kinds by the extension first, and by what it is', () => {
    const onlyTiff = sieve({ kinds: ['tiff', 'raw'] });
    expect(['a.tif', 'a.NEF', 'a.jpg', 'a.heic'].map(onlyTiff.byName)).toEqual([null, null, 'kind', 'kind']);
    expect(onlyTiff.byKind('jpeg')).toBe('kind');
    expect(sieve({}).byKind('gif')).toBeNull();
  });

  it('passes over what is empty, small or old', () => {
    const strict = sieve({ minBytes: 100, newerThan: 1_000 });
    const file = (bytes: number, modifiedMs: number) => strict.byFile({ bytes, modifiedMs });
    expect([file(0, 2_000), file(99, 2_000), file(100, 1_000), file(100, 1_001)]).toEqual([
      'empty',
      'too-small-file',
      'too-old',
      null,
    ]);
  });
});
