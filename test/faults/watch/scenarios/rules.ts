/** What a rule takes, what it passes over, and rules beside each other. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RuleWish, Scenario } from '../world.ts';

const filters = (wish: Partial<NonNullable<RuleWish['filters']>>): RuleWish => ({
  filters: { subfolders: true, kinds: null, ignore: [], minBytes: 0, newerThan: null, ...wish },
});

export const rules: readonly Scenario[] = [
  {
    name: 'without subfolders',
    rule: () => filters({ subfolders: false }),
    write: async (world) => {
      await world.put(world.at('sub/a.jpg'), await world.photo('a'));
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 0, b: 1 },
  },
  {
    name: 'patterns that are passed over',
    rule: () => filters({ ignore: ['*-proof.jpg', 'rejects/**'] }),
    write: async (world) => {
      await world.put(world.at('a-PROOF.jpg'), await world.photo('a'));
      await world.put(world.at('rejects/deep/b.jpg'), await world.photo('b'));
      await world.put(world.at('c.jpg'), await world.photo('c'));
    },
    expect: { a: 0, b: 0, c: 1 },
  },
  {
    name: 'only one kind',
    rule: () => filters({ kinds: ['png'] }),
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.put(world.at('b.png'), await world.photo('b', { format: 'png' }));
    },
    expect: { a: 0, b: 1 },
  },
  {
    name: 'a least size of the file',
    rule: () => filters({ minBytes: 30_000 }),
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.put(world.at('b.jpg'), await world.photo('b', { size: 'large' }));
    },
    expect: { a: 0, b: 1 },
  },
  {
    name: 'RAW and JPEG of one shot: the JPEG',
    write: async (world) => {
      await world.put(world.at('IMG_1.CR2'), Buffer.concat([Buffer.from('II*\0'), Buffer.alloc(60_000, 3)]));
      await world.pause(0.5);
      await world.put(world.at('IMG_1.JPG'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a sidecar that changes is no new photo',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await writeFile(world.at('a.xmp'), '<x:xmpmeta/>');
      await world.developed('a');
      await writeFile(world.at('a.xmp'), '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
      await writeFile(world.at('a.jpg.xmp'), '<x:xmpmeta/>');
    },
    expect: { a: 1 },
  },
  {
    name: 'results inside the watched folder are not developed again',
    rule: (world) => ({ output: world.at('out') }),
    before: async (world) => {
      await mkdir(world.at('out'), { recursive: true });
    },
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.developed('a');
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'a result that is copied back into the watched folder under another name',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.developed('a');
      await world.quiet();
      for (const path of await world.results('a')) await copyFile(path, world.at(`client pick ${basename(path)}`));
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'a second rule on a folder inside, with another recipe',
    before: async (world) => {
      await mkdir(world.at('inner'), { recursive: true });
    },
    write: async (world) => {
      await world.addRule({ folder: world.at('inner'), recipe: recipeOf('winter morning') });
      await world.put(world.at('inner/a.jpg'), await world.photo('a'));
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 2, b: 1 },
  },
  {
    name: 'a second rule on a folder inside, with the same recipe',
    before: async (world) => {
      await mkdir(world.at('inner'), { recursive: true });
    },
    write: async (world) => {
      await world.addRule({ folder: world.at('inner') });
      await world.put(world.at('inner/a.jpg'), await world.photo('a'));
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'the same photo in two watched folders',
    before: async (world) => {
      await mkdir(world.beside('second'), { recursive: true });
    },
    write: async (world) => {
      await world.addRule({ folder: world.beside('second') });
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.put(world.beside('second/a.jpg'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a rule whose folder is another rule’s folder for results',
    rule: (world) => ({ output: world.beside('results') }),
    before: async (world) => {
      await mkdir(world.beside('results'), { recursive: true });
    },
    write: async (world) => {
      await world.addRule({ folder: world.beside('results'), recipe: recipeOf('winter morning') });
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.developed('a');
      await world.put(world.beside('results/own.jpg'), await world.photo('b'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'the clock is set back while a file is looked at',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.pause(0.5);
      world.setClock(-3 * 3_600_000);
      await world.developed('a');
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'the clock jumps a day ahead and back',
    write: async (world) => {
      world.setClock(24 * 3_600_000);
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.developed('a');
      world.setClock(-24 * 3_600_000);
      await world.put(world.at('b.jpg'), await world.photo('b'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'the night in which the clocks go back: an hour comes twice',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a'));
      await world.developed('a');
      world.setClock(-3_600_000);
      await world.put(world.at('b.jpg'), await world.photo('b'));
      await world.stop();
      await world.start();
    },
    expect: { a: 1, b: 1 },
  },
];

function recipeOf(prompt: string): NonNullable<RuleWish['recipe']> {
  return {
    title: prompt,
    model: 'stable-diffusion-3-turbo-img2img',
    parameters: { prompt, strength: 0.5 },
    format: 'jpeg',
    longSide: 512,
    name: '{name}-{recipe}-{variant}',
  };
}
