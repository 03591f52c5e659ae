/** "Use this recipe": what a result was made with comes into the develop panel, with its photo selected. Nothing is sent. */
import type { CallInput } from '../../electron/contract/calls.ts';
import { call } from '../lib/bridge.ts';
import { reportFailure } from './report.ts';
import { useRecipe } from './recipe-store.ts';
import { useSettings } from './settings-store.ts';
import { useView } from './view-store.ts';

/** Reads the recipe from the file of a result; a failure is shown. */
export async function takeRecipe(of: CallInput<'develop.read-recipe'>): Promise<void> {
  try {
    const { recipe, originals } = await call('develop.read-recipe', of);
    const model = useSettings.getState().models.find(({ slug }) => slug === recipe.model);
    if (model === undefined) return; // main knows the same models, and has said so
    useRecipe.getState().take(model, recipe);
    const view = useView.getState();
    if (originals.length > 0) view.select(originals);
    view.set({ rightTab: 'develop', rightOpen: true });
    view.show('grid');
    const photo = originals.length > 0 ? ', and its photo is selected' : '';
    view.showToast(`The recipe “${recipe.title}” is in the develop panel${photo}. Nothing was sent.`);
  } catch (error) {
    reportFailure(error);
  }
}
