/** What is refused before it is sent, and what exactly is sent. */
import { describe, expect, it } from 'vitest';
import { modelSchema } from '../../../electron/contract/model.ts';
import type { Model } from '../../../electron/contract/model.ts';
import type { ParameterValue } from '../../../electron/contract/recipe.ts';
import { MAIN_MODEL } from '../../../electron/segmind/catalogue.ts';
import { checkParameters, missingPicture, requestBody, sentFields, withDefaults } from '../../../electron/segmind/request.ts';
import codeformer from '../../../resources/models/codeformer.json';
import fooocus from '../../../resources/models/fooocus.json';
import faceswapper from '../../../resources/models/sd2.1-faceswapper.json';
import medium from '../../../resources/models/sd3-med-img2img.json';
import turbo from '../../../resources/models/stable-diffusion-3-turbo-img2img.json';

const models = [turbo, medium, fooocus, codeformer, faceswapper].map((data) => modelSchema.parse(data));

function model(slug: string): Model {
  const found = models.find((candidate) => candidate.slug === slug);
  if (found === undefined) throw new Error(`no ${slug}`);
  return found;
}

describe('checkParameters', () => {
  it.each<[string, string, Record<string, ParameterValue>, string]>([
    ['over the range', MAIN_MODEL, { prompt: 'a', strength: 1.01 }, 'Strength must be between 0 and 1.'],
    ['under the range', MAIN_MODEL, { prompt: 'a', strength: -0.1 }, 'Strength must be between 0 and 1.'],
    ['not a number', MAIN_MODEL, { prompt: 'a', strength: NaN }, 'Strength must be a number.'],
    ['a text for a number', MAIN_MODEL, { prompt: 'a', strength: '0.5' }, 'Strength must be a number.'],
    ['no prompt', MAIN_MODEL, { strength: 0.5 }, 'Prompt is needed.'],
    ['an empty prompt', MAIN_MODEL, { prompt: '' }, 'Prompt must not be empty.'],
    ['a blank prompt', MAIN_MODEL, { prompt: '  \n' }, 'Prompt must not be empty.'],
    ['a prompt too long', MAIN_MODEL, { prompt: 'x'.repeat(10_001) }, 'Prompt must have at most 10000 characters.'],
    ['an unknown field', MAIN_MODEL, { prompt: 'a', seed: 1 }, 'Stable Diffusion 3 Turbo has no field called "seed".'],
    [
      'a field of the object itself',
      MAIN_MODEL,
      { prompt: 'a', toString: 1 },
      'Stable Diffusion 3 Turbo has no field called "toString".',
    ],
    ['a fixed field', MAIN_MODEL, { prompt: 'a', base64: true }, 'Stable Diffusion 3 Turbo has no field called "base64".'],
    [
      'a broken number for a whole one',
      'sd3-med-img2img',
      { prompt: 'a', num_inference_steps: 2.5 },
      'Steps must be a whole number.',
    ],
    [
      'not one of the choices',
      'sd3-med-img2img',
      { prompt: 'a', sampler: 'x' },
      'Sampler must be one of: dpmpp_2m, euler, euler_ancestral, heun, dpm_2.',
    ],
    ['a number for a switch', 'codeformer', { bg: 1 }, 'Improve the background must be on or off.'],
    ['one-sided range', 'codeformer', { scale: 0 }, 'Enlarge must be at least 1.'],
  ])('%s', (_, slug, parameters, message) => {
    expect(checkParameters(model(slug), parameters)).toEqual({ code: 'bad-input', message });
  });

  it('lets both ends of a range and left-out optional texts pass', () => {
    expect(checkParameters(model(MAIN_MODEL), { prompt: 'a', strength: 0 })).toBeNull();
    expect(checkParameters(model(MAIN_MODEL), { prompt: 'a', strength: 1 })).toBeNull();
    expect(checkParameters(model('codeformer'), {})).toBeNull();
    expect(checkParameters(model('fooocus'), { prompt: 'a', sampler: '' })).toBeNull();
  });
});

describe('requestBody', () => {
  it('is exactly what the service documents for the main model', () => {
    const bytes = Buffer.from([0xff, 0xd8, 0xff, 0, 1, 2]);
    const body = requestBody(model(MAIN_MODEL), {
      pictures: { image: bytes },
      parameters: { prompt: 'dusk – ü' },
      format: 'png',
    });
    const parsed = JSON.parse(Buffer.from(body).toString('utf8')) as Record<string, unknown>;
    expect(parsed).toEqual({
      mode: 'image-to-image',
      base64: false,
      prompt: 'dusk – ü',
      strength: 0.6,
      output_format: 'png',
      image: bytes.toString('base64'),
    });
  });

  it('takes a view into a larger buffer as it is', () => {
    const view = new Uint8Array([9, 9, 1, 2, 3, 9]).subarray(2, 5);
    const body = requestBody(model('codeformer'), { pictures: { image: view }, parameters: {}, format: 'jpeg' });
    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({ image: Buffer.from([1, 2, 3]).toString('base64') });
  });

  it('sends two pictures under their own names and the format where the model has a field for it', () => {
    const pictures = { target_face_image: Buffer.from('t'), input_face_image: Buffer.from('f') };
    const body = requestBody(model('sd2.1-faceswapper'), { pictures, parameters: { face_restore: false }, format: 'jpeg' });
    expect(JSON.parse(Buffer.from(body).toString())).toEqual({
      face_restore: false,
      file_type: 'jpeg',
      target_face_image: 'dA==',
      input_face_image: 'Zg==',
    });
  });

  it('leaves an empty text out where the model would choose, and sends it where the user cleared a default', () => {
    expect(sentFields(model('fooocus'), { parameters: { prompt: 'a', sampler: '' }, format: 'jpeg' })).not.toHaveProperty(
      'sampler',
    );
    const fields = sentFields(model('sd3-med-img2img'), { parameters: { prompt: 'a', negative_prompt: '' }, format: 'jpeg' });
    expect(fields['negative_prompt']).toBe('');
    expect(fields).not.toHaveProperty('seed');
  });

  it('knows which picture is missing', () => {
    expect(missingPicture(model(MAIN_MODEL), { image: Buffer.from('x') })).toBeNull();
    expect(missingPicture(model(MAIN_MODEL), { image: Buffer.alloc(0) })?.message).toContain('Photo');
    expect(missingPicture(model('sd2.1-faceswapper'), { target_face_image: Buffer.from('x') })?.message).toContain(
      'Face to put in',
    );
  });

  it('fills defaults under what was given', () => {
    expect(withDefaults(model('codeformer'), { fidelity: 1 })).toEqual({ fidelity: 1, scale: 1, bg: true, face: true });
  });
});
