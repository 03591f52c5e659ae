/** Identity of work: the same content under the same recipe is the same work, whatever the file is called and wherever it lies. */
import { createHash } from 'node:crypto';
import type { ParameterValue, Recipe } from '../../contract/recipe.ts';

/** Raised when the preparation of uploads changes so much that an old result no longer stands for the new work. */
const PREPARATION = 1;

function canonical(parameters: Readonly<Record<string, ParameterValue>>): [string, ParameterValue][] {
  return Object.entries(parameters)
    .map(([name, value]): [string, ParameterValue] => [name, typeof value === 'string' ? value.normalize('NFC').trim() : value])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/**
 * SHA-256 (hex) over the contents of all photos (none for text) and everything that changes what comes back. Name template and title do not. Results of the
 * simulator never stand for results of the service.
 */
export function identityOf(hashes: readonly string[], recipe: Recipe, simulated: boolean): string {
  const parts = [
    PREPARATION,
    hashes,
    recipe.model,
    canonical(recipe.parameters),
    recipe.format,
    recipe.longSide,
    recipe.variant ?? 1,
    simulated,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
