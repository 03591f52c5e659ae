/** What makes work the same work, and what does not. */
import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../../../electron/contract/recipe.ts';
import { fileIdentityOf, identityOf } from '../../../../electron/develop/results/identity.ts';

const recipe: Recipe = {
  title: 'golden',
  model: 'm',
  parameters: { prompt: 'warm', strength: 0.5 },
  format: 'jpeg',
  longSide: 1536,
  name: '{name}',
};
const base = identityOf(['aa'], recipe, false);

describe('the identity of older ledgers', () => {
  it('stays as it was written, so that what was paid then is found', () => {
    expect(fileIdentityOf(['aa'], recipe, false)).toBe('55e7b453769d05e2c7266723e8e509992fc0647742849dc2dcd425daf7d1492b');
    expect(fileIdentityOf(['aa'], { ...recipe, longSide: 1024 }, false)).not.toBe(
      '55e7b453769d05e2c7266723e8e509992fc0647742849dc2dcd425daf7d1492b',
    );
  });
});

describe('identity of work', () => {
  it('does not depend on names or on the order of fields', () => {
    expect(identityOf(['aa'], { ...recipe, title: 'other', name: 'other' }, false)).toBe(base);
    expect(identityOf(['aa'], { ...recipe, parameters: { strength: 0.5, prompt: ' warm ' } }, false)).toBe(base);
    // The pixels say how large they are
    expect(identityOf(['aa'], { ...recipe, longSide: 1024 }, false)).toBe(base);
    expect(identityOf(['aa'], { ...recipe, backend: 'segmind' }, false)).toBe(base);
  });

  it.each<[string, string, Recipe, boolean]>([
    ['pixels', 'ab', recipe, false],
    ['model', 'aa', { ...recipe, model: 'n' }, false],
    ['strength', 'aa', { ...recipe, parameters: { prompt: 'warm', strength: 0.51 } }, false],
    ['prompt', 'aa', { ...recipe, parameters: { prompt: 'cold', strength: 0.5 } }, false],
    ['type of a value', 'aa', { ...recipe, parameters: { prompt: 'warm', strength: '0.5' } }, false],
    ['format', 'aa', { ...recipe, format: 'png' }, false],
    ['simulator', 'aa', recipe, true],
  ])('changes with the %s', (_what, hash, other, simulated) => {
    expect(identityOf([hash], other, simulated)).not.toBe(base);
  });
});
