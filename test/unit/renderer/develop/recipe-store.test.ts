// @vitest-environment jsdom
/** The recipe on screen: where it begins, what a change of model keeps, when it is remembered. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fieldProblem, fieldsOf, missingField, readNumberText, unfitField } from '../../../../renderer/lib/recipe-fields.ts';
import { SAVE_DELAY_MS, useRecipe, valuesFor } from '../../../../renderer/stores/recipe-store.ts';
import { modelSchema } from '../../../../electron/contract/model.ts';
import sdxl from '../../../../resources/models/sdxl1.0-txt2img.json';
import { fakeApi, fillStores, models } from '../queue/samples.ts';

const [turbo, medium, codeformer] = models;
if (turbo === undefined || medium === undefined || codeformer === undefined) throw new Error('The catalogue lacks a model');

beforeEach(() => {
  vi.useFakeTimers();
  fillStores();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the recipe', () => {
  it('begins with the last one, else with the first model and a strength that keeps some of the photo', () => {
    useRecipe.getState().begin(models, null);
    expect(useRecipe.getState().draft).toMatchObject({ model: turbo.slug, parameters: { strength: 0.6 }, format: 'jpeg' });
    fillStores();
    const parameters = { prompt: 'Snow', strength: 0.3 };
    useRecipe
      .getState()
      .begin(models, { title: 'Winter', model: medium.slug, parameters, format: 'png', longSide: 1536, name: '{name}' });
    expect(useRecipe.getState().draft).toMatchObject({ title: 'Winter', model: medium.slug, format: 'png' });
    expect(useRecipe.getState().draft?.parameters).toMatchObject({ prompt: 'Snow', strength: 0.3, num_inference_steps: 20 });
  });

  it('keeps values through a model that has no such field', () => {
    const { begin, setParameter, setModel } = useRecipe.getState();
    begin(models, null);
    setParameter('prompt', 'Fog');
    setParameter('strength', 0.25);
    setModel(codeformer);
    expect(useRecipe.getState().draft?.parameters).not.toHaveProperty('prompt');
    setModel(medium);
    expect(useRecipe.getState().draft?.parameters).toMatchObject({ prompt: 'Fog', strength: 0.25 });
  });

  it('does not keep a value that the new model would refuse', () => {
    expect(valuesFor(turbo, { strength: 3 })).toMatchObject({ strength: 0.6 });
    expect(valuesFor(medium, { seed: 1.5, sampler: 'unknown' })).toMatchObject({ sampler: 'dpmpp_2m' });
    expect(valuesFor(medium, { seed: 1.5 })).not.toHaveProperty('seed');
  });

  it('does not take a value over where the same name means something else, nor what only another model starts with', () => {
    const picture = modelSchema.parse(sdxl);
    fillStores({ models: [turbo, medium, picture] });
    const { begin, setParameter, setModel } = useRecipe.getState();
    begin([picture], null);
    setParameter('strength', 0.35);
    setModel(turbo);
    expect(useRecipe.getState().draft?.parameters['strength']).toBe(0.6);
    setModel(medium);
    expect(useRecipe.getState().draft?.parameters).toMatchObject({ strength: 0.7, guidance_scale: 5 });
    setModel(picture);
    expect(useRecipe.getState().draft?.parameters).toMatchObject({ strength: 0.35, guidance_scale: 7.5 });
  });

  it('forgets an emptied field', () => {
    const { begin, setParameter, setModel } = useRecipe.getState();
    begin(models, null);
    setModel(medium);
    setParameter('seed', 7);
    setParameter('seed', null);
    setModel(turbo);
    setModel(medium);
    expect(useRecipe.getState().draft?.parameters).not.toHaveProperty('seed');
  });

  it('is remembered once, after a pause in the typing', () => {
    const log = fakeApi({});
    const { begin, setParameter } = useRecipe.getState();
    begin(models, null);
    for (const text of ['F', 'Fo', 'Fog']) setParameter('prompt', text);
    expect(log).toHaveLength(0);
    vi.advanceTimersByTime(SAVE_DELAY_MS);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatchObject({ name: 'preferences.change', input: { lastRecipe: { parameters: { prompt: 'Fog' } } } });
  });
});

describe('the fields', () => {
  it('puts the rare ones apart and leaves the format to its own control', () => {
    const { main, more } = fieldsOf(medium);
    expect(main.map((field) => field.name)).toEqual(['prompt', 'strength', 'negative_prompt']);
    expect(more.map((field) => field.name)).toContain('seed');
  });

  it('misses a prompt of spaces, and none where no prompt is asked for', () => {
    expect(missingField(turbo, { prompt: '  ', strength: 0.5 })?.name).toBe('prompt');
    expect(missingField(turbo, { prompt: 'Fog' })).toBeNull();
    expect(missingField(codeformer, {})).toBeNull();
  });

  it('reads numbers as people type them, and says why one does not fit', () => {
    const { seed } = medium.parameters.properties;
    const { strength } = turbo.parameters.properties;
    if (seed === undefined || strength === undefined) throw new Error('The catalogue lacks a field');
    expect([' 42 ', '0,5', '', 'x'].map(readNumberText)).toEqual([42, 0.5, '', 'x']);
    expect(fieldProblem(seed, 4.5)).toBe('Only a whole number fits here.');
    expect(fieldProblem(seed, 'x')).toBe('Only a number fits here.');
    expect(fieldProblem(strength, 1.2)).toBe('0 to 1.');
    expect(fieldProblem(strength, '')).toBe('A number is needed here.');
    expect(fieldProblem(strength, 0.55)).toBeNull();
    expect(unfitField(turbo, { prompt: 'Fog', strength: 3 })).toMatchObject({ field: { name: 'strength' }, problem: '0 to 1.' });
    expect(unfitField(turbo, { prompt: 'Fog', strength: 0.3 })).toBeNull();
    expect(unfitField(turbo, { prompt: 'a'.repeat(10_002) })?.problem).toBe('2 characters too many.');
  });
});
