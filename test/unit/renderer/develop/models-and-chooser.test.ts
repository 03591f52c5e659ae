// @vitest-environment jsdom
/** What each kind of model needs, which variant comes next, and finding a photo by its name. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { modelSchema } from '../../../../electron/contract/model.ts';
import faceswapper from '../../../../resources/models/sd2.1-faceswapper.json';
import sdxl from '../../../../resources/models/sdxl1.0-txt2img.json';
import { chooserMove, nextFound } from '../../../../renderer/features/develop/chooser-list.ts';
import { chosenOthers, modelGroups, targetsFor } from '../../../../renderer/features/develop/models.ts';
import { nextVariant } from '../../../../renderer/features/develop/use-again.ts';
import { readMoney } from '../../../../renderer/lib/money.ts';
import { fakeApi, models, photoId, samplePhoto, sampleQuote } from '../queue/samples.ts';

const swap = modelSchema.parse(faceswapper);
const text = modelSchema.parse(sdxl);
const [turbo] = models;
if (turbo === undefined) throw new Error('The catalogue lacks a model');

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the kinds', () => {
  it('group the menu, whatever the order of the catalogue', () => {
    const groups = modelGroups([swap, text, ...models]);
    expect(groups.map((group) => [group.title, group.models.length])).toEqual([
      ['Photo to photo', 2],
      ['Picture from text', 1],
      ['Restore', 1],
      ['Two photos', 1],
    ]);
  });

  it('ask for further photos, and for one again that left the library', () => {
    const photos = new Map([1, 2].map((id) => [photoId(id), samplePhoto(id)]));
    expect(chosenOthers(turbo, {}, photos)).toEqual({ photoIds: [], missing: null });
    expect(chosenOthers(swap, {}, photos).missing?.title).toBe('Face to put in');
    expect(chosenOthers(swap, { input_face_image: photoId(2) }, photos)).toEqual({ photoIds: [2], missing: null });
    expect(chosenOthers(swap, { input_face_image: photoId(9) }, photos).missing?.title).toBe('Face to put in');
  });

  it('work on the selection, without the face itself; a picture from text on nothing', () => {
    const selected = [1, 2, 3].map(photoId);
    expect(targetsFor(turbo, selected, [])).toEqual(selected);
    expect(targetsFor(swap, selected, [photoId(2)])).toEqual([1, 3]);
    expect(targetsFor(text, selected, [])).toEqual([]);
  });
});

describe('again', () => {
  const recipe = { title: '', model: turbo.slug, parameters: {}, format: 'jpeg' as const, longSide: 1536, name: '{name}' };
  const request = { photoIds: [photoId(1), photoId(2)], recipe, others: [] };

  it('takes the first variant that none of the photos has, done or under way', async () => {
    const answers = [sampleQuote({ count: 1, doneBefore: 1 }), sampleQuote({ count: 1, underWay: 1 }), sampleQuote({ count: 2 })];
    const log = fakeApi({ 'develop.quote': ({ recipe: asked }) => answers[(asked.variant ?? 1) - 2] });
    const again = await nextVariant(request, () => true);
    expect(again?.request.recipe.variant).toBe(4);
    expect(again?.quote.count).toBe(2);
    expect(log).toHaveLength(3);
  });

  it('stops asking when nobody wants to know any more', async () => {
    const log = fakeApi({ 'develop.quote': () => sampleQuote({ count: 0, doneBefore: 2 }) });
    expect(await nextVariant(request, () => log.length < 3)).toBeNull();
    expect(log).toHaveLength(3);
  });
});

describe('the chooser', () => {
  it('goes to the next photo that was found, going round; one letter again goes on', () => {
    const ids = [7, 3, 9, 1];
    const found = new Set([3, 1]);
    expect(nextFound(ids, found, 'ann', 0)).toBe(1);
    expect(nextFound(ids, found, 'ann', 1)).toBe(1);
    expect(nextFound(ids, found, 'a', 1)).toBe(3);
    expect(nextFound(ids, found, 'a', 3)).toBe(1);
    expect(nextFound(ids, new Set(), 'zzz', 0)).toBe(-1);
  });
  it('moves by arrows and pages and stops at the ends', () => {
    expect(['ArrowDown', 'ArrowUp', 'PageDown', 'Home', 'End', 'x'].map((key) => chooserMove(key, 1, 9, 5))).toEqual([
      2,
      0,
      6,
      0,
      8,
      null,
    ]);
    expect(chooserMove('ArrowUp', 0, 9, 5)).toBe(0);
    expect(chooserMove('ArrowDown', 0, 0, 5)).toBeNull();
  });
});

describe('amounts', () => {
  it('are read as people type them; nothing is no limit', () => {
    expect(['10', '$ 2.50', '2,5', '1,000', '', '0'].map(readMoney)).toEqual(
      [10, 2.5, 2.5, 1000, null, 0].map((usd) => ({ usd })),
    );
    expect(['0,076', '0.0076', '0,005', '1,240.5', '1,240', '12,5', '1.006'].map(readMoney)).toEqual(
      [0.076, 0.0076, 0.005, 1240.5, 1240, 12.5, 1.01].map((usd) => ({ usd })),
    );
    for (const wrong of ['abc', '-1', '1e3', '2000000']) expect(readMoney(wrong)).toHaveProperty('error');
  });
});
