/** The catalogue that ships, and what happens to one that is broken. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAIN_MODEL, findModel, loadModels } from '../../../electron/segmind/catalogue.ts';

const shipped = path.resolve('resources/models');

describe('the catalogue that ships', () => {
  it('has the six models, the main one first', async () => {
    const models = await loadModels(shipped);
    expect(models.map((model) => model.slug)).toEqual([
      MAIN_MODEL,
      'sd3-med-img2img',
      'fooocus',
      'sdxl1.0-txt2img',
      'codeformer',
      'sd2.1-faceswapper',
    ]);
  });

  it('describes the main model as documented, with a strength that keeps the photo', async () => {
    const model = findModel(await loadModels(shipped), MAIN_MODEL);
    expect(model).toMatchObject({
      fixed: { mode: 'image-to-image', base64: false },
      formatField: 'output_format',
      transport: 'v1',
      successor: 'sd3-med-img2img',
      limits: { minSide: 64, minPixels: 4096, maxPixels: 9_437_184, maxRequestBytes: 10_485_760, maxAspect: 2.5 },
    });
    expect(model?.parameters.properties['strength']).toMatchObject({ default: 0.6, minimum: 0, maximum: 1 });
    expect(model?.parameters.required).toEqual(['prompt']);
  });

  it('asks every model for raw bytes, and for one picture where it could make several', async () => {
    for (const model of await loadModels(shipped)) {
      if (model.slug === 'sd2.1-faceswapper') expect(model.fixed).toEqual({});
      else expect(model.fixed['base64']).toBe(false);
      expect(model.fixed['samples'] ?? 1).toBe(1);
    }
  });
});

describe('a broken catalogue', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'darkslide-models-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function plant(name: string, change: (text: string) => string): Promise<void> {
    const text = await readFile(path.join(shipped, 'sd3-med-img2img.json'), 'utf8');
    await writeFile(path.join(folder, name), change(text));
  }

  it.each<[string, string, (text: string) => string, RegExp]>([
    [
      'cut-off JSON',
      'sd3-med-img2img.json',
      (text) => text.slice(0, 200),
      /sd3-med-img2img\.json is broken: it is not readable JSON/,
    ],
    [
      'a missing price',
      'sd3-med-img2img.json',
      (text) => text.replace('"priceUsd"', '"price"'),
      /sd3-med-img2img\.json .*priceUsd/,
    ],
    ['a wrong name', 'other.json', (text) => text, /other\.json .*should be called sd3-med-img2img\.json/],
    [
      'a default out of range',
      'sd3-med-img2img.json',
      (text) => text.replace('"default": 0.7', '"default": 7'),
      /default of strength/,
    ],
    ['a field twice', 'sd3-med-img2img.json', (text) => text.replace('"samples": 1', '"prompt": 1'), /prompt appears twice/],
    [
      'an unknown required field',
      'sd3-med-img2img.json',
      (text) => text.replace('["prompt"]', '["promt"]'),
      /promt is not described/,
    ],
    [
      'a successor that is not there',
      'sd3-med-img2img.json',
      (text) => text.replace('"successor": null', '"successor": "gone"'),
      /successor gone/,
    ],
  ])('names the file with %s', async (_, name, change, message) => {
    await plant(name, change);
    await expect(loadModels(folder)).rejects.toThrow(message);
  });

  it('says so when the folder is empty or not there', async () => {
    await expect(loadModels(folder)).rejects.toThrow('The model catalogue is empty.');
    await expect(loadModels(path.join(folder, 'none'))).rejects.toThrow('The model catalogue cannot be read.');
  });
});
