/** Names of results are legal everywhere, of bounded length, and tell variants apart. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallTimeSchema } from '../../../../electron/contract/camera-time.ts';
import type { Recipe } from '../../../../electron/contract/recipe.ts';
import { nameKey, recipeLabel } from '../../../../electron/develop/ledger/labels.ts';
import { legalName, templateProblem, variantName, type NameFacts } from '../../../../electron/develop/results/naming.ts';

const recipe: Recipe = {
  title: 'golden',
  model: 'stable-diffusion-3-turbo-img2img',
  parameters: { prompt: 'Late evening light', strength: 0.5 },
  format: 'jpeg',
  longSide: 1536,
  name: '{name}-{recipe}-{variant}',
};
const facts: NameFacts = {
  fileName: 'DSC_4127.NEF',
  folderName: '3 Coast, town',
  time: wallTimeSchema.parse('2026-11-14T09:05:07.250'),
  recipe,
  contentHash: '9f2c41ab00',
  sequence: 12,
  variant: 1,
};

describe('the template', () => {
  it('fills the default', () => {
    expect(variantName(facts)).toBe('DSC_4127-golden-1.jpg');
  });

  it('knows every token', () => {
    const name = '{name}_{ext}_{date}_{time}_{seq}_{folder}_{recipe}_{model}_{strength}_{variant}_{hash}';
    expect(variantName({ ...facts, recipe: { ...recipe, name, format: 'png' } })).toBe(
      'DSC_4127_nef_2026-11-14_090507_0012_3 Coast, town_golden_stable-diffusion-3-turbo-img2img_0.50_1_9f2c41ab.png',
    );
  });

  it('appends the variant where the template has none', () => {
    const plain = { ...facts, recipe: { ...recipe, name: '{name}' } };
    expect(variantName(plain)).toBe('DSC_4127.jpg');
    expect(variantName({ ...plain, variant: 2 })).toBe('DSC_4127-2.jpg');
  });

  it('says what is wrong with itself', () => {
    expect(templateProblem('{name}-{variant}')).toBeNull();
    expect(templateProblem('{nmae}')).toBe('{nmae} is not one of the tokens for names.');
    expect(templateProblem('{name')).toBe('A brace in the name template is not closed.');
    expect(templateProblem('  ')).toBe('The name template is empty.');
  });
});

describe('legal names', () => {
  it.each([
    ['a/b\\c:d*e?f"g<h>i|j', 'a_b_c_d_e_f_g_h_i_j'],
    ['..', 'photo'],
    ['  name. ', 'name'],
    ['CON', '_CON'],
    ['con .txt', '_con .txt'],
    ['CONIN$', '_CONIN$'],
    ['conout$.final', '_conout$.final'],
    ['console', 'console'],
    ['lpt1.copy', '_lpt1.copy'],
    ['Crémieux 日本 🌄', 'Crémieux 日本 🌄'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['a\u0000b\nc', 'a_b_c'],
  ])('%j becomes %j', (given, expected) => {
    expect(legalName(given)).toBe(expected);
  });

  it('holds for any text at all', () => {
    const seed = Date.now();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), fc.integer({ min: 1, max: 999 }), (text, variant) => {
        const name = variantName({ ...facts, fileName: `${text}.jpg`, variant });
        expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}]/u);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
        expect(name).toMatch(/^[^. ].*[^. ]\.jpg$|^[^. ]\.jpg$/s);
      }),
      { seed },
    );
  });

  it('keeps long names apart, and their variants', () => {
    const long = 'x'.repeat(400);
    const names = new Set(
      [`${long}a.jpg`, `${long}b.jpg`].flatMap((fileName) =>
        [1, 2].map((variant) => variantName({ ...facts, fileName, variant })),
      ),
    );
    expect(names.size).toBe(4);
  });

  it('compares as a file system that folds case and accents', () => {
    expect(nameKey('/a/Cre\u0301mieux.JPG')).toBe(nameKey('/a/cr\u00e9mieux.jpg'));
  });
});

describe('the short name of a recipe', () => {
  it('is its title, else the telling words of its prompt, else the model', () => {
    expect(recipeLabel(recipe)).toBe('golden');
    expect(recipeLabel({ ...recipe, title: '', parameters: { prompt: 'The late, EVENING light' } })).toBe('late-evening');
    expect(recipeLabel({ ...recipe, title: '', parameters: {} })).toBe('stable-diffusion-3-turbo-img2img');
  });
});
