/** How recipes are called and how names of files are compared, wherever jobs are written down. Pure. */
import type { Recipe } from '../../contract/recipe.ts';

/** Names are compared as file systems that fold case and compose accents would: equal keys cannot lie in one folder. */
export function nameKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

const smallWords = new Set(['a', 'an', 'the', 'of', 'in', 'on', 'at', 'with', 'and', 'to', 'from', 'very']);

/** Short name of a recipe for file names and lists: its title, else the first telling words of its prompt, else the model. */
export function recipeLabel(recipe: Recipe): string {
  if (recipe.title.trim() !== '') return recipe.title.trim();
  const prompt = recipe.parameters['prompt'];
  if (typeof prompt === 'string') {
    const words = prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const telling = words.filter((word) => !smallWords.has(word)).slice(0, 2);
    if (telling.length > 0) return telling.join('-').slice(0, 32);
  }
  return recipe.model;
}
