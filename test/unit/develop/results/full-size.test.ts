import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Recipe } from '../../../../electron/contract/recipe.ts';
import { fullSizeName } from '../../../../electron/develop/results/full-size.ts';
import { fileIdentityOf, identityOf } from '../../../../electron/develop/results/identity.ts';

const recipe: Recipe = {
  ...{ title: '', model: 'm', parameters: { prompt: 'dusk', strength: 0.4 }, format: 'jpeg' as const },
  ...{ longSide: 1536, name: '{name}' },
};

it('full size is made here: the work that is paid for is the same with and without it', () => {
  for (const fullSize of ['off', 'on', 'both'] as const) {
    expect(identityOf(['a'], { ...recipe, fullSize }, false)).toBe(identityOf(['a'], recipe, false));
    expect(fileIdentityOf(['a'], { ...recipe, fullSize }, false)).toBe(fileIdentityOf(['a'], recipe, false));
  }
});

it('a full-size file is named after its answer, and counts up', () => {
  const name = fullSizeName(join('photos', 'Darkslide', 'sea.v2-dusk.jpg'));
  expect([name(1), name(2)]).toEqual(['-full', '-full-2'].map((end) => join('photos', 'Darkslide', `sea.v2-dusk${end}.jpg`)));
  expect(fullSizeName(join('a', 'sea.webp'), '.jpg')(1)).toBe(join('a', 'sea-full.jpg'));
});
