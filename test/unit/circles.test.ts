/** No circle of imports anywhere in the house, types included; and the search finds one that is planted. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { glob } from '../helpers/glob.ts';
import { findCircles } from '../helpers/circles.mjs';

describe('circles of imports', () => {
  it('there are none', async () => {
    const paths = await glob(['electron', 'renderer'], /\.(ts|tsx|mts|mjs)$/);
    expect(paths.length).toBeGreaterThan(200); // an empty list would prove nothing
    const files = new Map(await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const)));
    expect(findCircles(files)).toEqual([]);
  });

  it.each([
    ["import { b } from './b.ts';", "import type { A } from './a.ts';"],
    ["export * from './b.ts';", "export const a = (): import('./a.ts').A => null;"],
    ["const b = require('./b.ts');", "export const a = async () => import('./a.ts');"],
  ])('%s and %s are one', (one, two) => {
    const files = new Map([
      ['x/a.ts', one],
      ['x/b.ts', two],
    ]);
    expect(findCircles(files)).toEqual([['x/a.ts', 'x/b.ts', 'x/a.ts']]);
  });
});
