/**
 * Identity of work: the same pixels under the same recipe, answered by the same backend, are the same work, whatever their file is
 * called, wherever it lies and whatever was written into its metadata.
 */
import { createHash } from 'node:crypto';
import type { ModelLimits } from '../../contract/model.ts';
import { DEFAULT_BACKEND, type ParameterValue, type Recipe } from '../../contract/recipe.ts';

/** Raised when the preparation of uploads changes so much that an old result no longer stands for the new work. */
export const PREPARATION = 2;

/** How an upload is made of a photo, as far as its pixels depend on it: beside the file's hash it names the prepared pixels. */
export function preparationKey(longSide: number, limits: ModelLimits): string {
  const { minSide, minPixels, maxPixels, maxAspect } = limits;
  return [PREPARATION, longSide, minSide, minPixels, maxPixels, maxAspect].join('/');
}

function canonical(parameters: Readonly<Record<string, ParameterValue>>): [string, ParameterValue][] {
  return Object.entries(parameters)
    .map(([name, value]): [string, ParameterValue] => [name, typeof value === 'string' ? value.normalize('NFC').trim() : value])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * SHA-256 (hex) over the prepared pixels of all photos (none for text) and everything that changes what comes back. Name template and
 * title do not, nor does the longest side: the pixels say what was made of it. Results of the simulator never stand for results of the service.
 */
export function identityOf(pixelHashes: readonly string[], recipe: Recipe, simulated: boolean): string {
  const { backend = DEFAULT_BACKEND, model, parameters, format, variant = 1 } = recipe;
  return digest([PREPARATION, backend, pixelHashes, model, canonical(parameters), format, variant, simulated]);
}

/**
 * The identity that ledgers were written with before pixels counted: over the hashes of the files themselves. It finds work that was
 * paid for then, as long as the file is the same byte for byte.
 */
export function fileIdentityOf(contentHashes: readonly string[], recipe: Recipe, simulated: boolean): string {
  const { model, parameters, format, longSide, variant = 1 } = recipe;
  return digest([1, contentHashes, model, canonical(parameters), format, longSide, variant, simulated]);
}
