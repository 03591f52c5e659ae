/** Ways in: file dialogs, drops, pastes. All end in one outcome that is said and shown. */
import type { CallOutput } from '../../../electron/contract/calls.ts';
import { problem } from '../../../electron/contract/errors.ts';
import { mergeOutcomes, MOST_TEXT } from '../../../electron/contract/dropped.ts';
import { MOST_PICTURE_BYTES } from '../../../electron/contract/pictures.ts';
import type { AddOutcome } from '../../../electron/contract/photo.ts';
import type { PhotoId } from '../../../electron/contract/ids.ts';
import { addDropped, call, CallError } from '../../lib/bridge.ts';
import { useAdding } from '../../stores/adding-store.ts';
import { problemOf, reportFailure } from '../../stores/report.ts';
import { takeRecipe } from '../../stores/take-recipe.ts';
import { useView, type Toast, type ViewState } from '../../stores/view-store.ts';
import { outcomeWords, removedWords, type Refusal } from './intake-words.ts';

/** What to do with what was added. */
export type Then = 'show' | 'develop';

/** More than a person picks one by one: who opens a whole folder wants to look first, and nothing of it may be developed by a slip. */
const MOST_SELECTED = 50;

/** What was selected because it came in, and not by a person. */
let selectedHere: ViewState['selection'] | null = null;

/**
 * Says an outcome. What came in is selected where that takes nothing from the person: a selection of their own, the view, the source and
 * the place in the grid stay. With `develop` the photos come up with the develop panel, also those that were known.
 */
export function welcomePhotos(outcome: AddOutcome, then: Then = 'show'): void {
  const { added, known, results } = outcome;
  if (then === 'develop' && added.length + known.length === 0 && results.length === 1) {
    // Dropped on the panel, a result is there for its recipe
    void takeRecipe({ dropped: true });
    return;
  }
  const came = then === 'develop' ? [...added, ...known] : added.length > 0 ? added : known;
  const view = useView.getState();
  const isHere = then === 'develop' || isUndisturbed(view);
  if (came.length > 0) {
    if (then === 'develop') {
      showAdded(came);
      view.set({ rightOpen: true, rightTab: 'develop' });
    } else if (isHere && came.length <= MOST_SELECTED) selectAdded(came);
  }
  view.showToast(outcomeWords(outcome), outcomeAction(outcome, isHere ? [] : came));
}

/** True where nobody looks at something else: all photos are shown, and nothing is selected that a person selected. */
function isUndisturbed({ view, source, selection }: ViewState): boolean {
  return view === 'grid' && source.kind === 'all' && (selection.size === 0 || selection === selectedHere);
}

function selectAdded(came: readonly PhotoId[]): void {
  useView.getState().select(came);
  selectedHere = useView.getState().selection;
}

/** Goes to what came in: all photos, those selected, the first of them in sight. */
function showAdded(came: readonly PhotoId[]): void {
  const view = useView.getState();
  if (view.source.kind !== 'all') view.showSource({ kind: 'all' });
  view.show('grid');
  selectAdded(came);
  view.setActive(came[0] ?? null);
}

/** The one thing that is offered: the reasons of several refusals, results to be added as photos, or to go to what came in elsewhere (`came`). */
function outcomeAction({ added, refused, results }: AddOutcome, came: readonly PhotoId[]): Toast['action'] {
  if (refused.length > 1) {
    const run = () => {
      showRefused(refused);
    };
    return { label: 'Show all', run };
  }
  if (results.length > 0) {
    const label = results.length === 1 ? 'Add it as a photo' : 'Add them as photos';
    return { label, run: () => void takeIn(async () => call('library.add-passed-over', undefined)) };
  }
  if (came.length === 0) return null;
  const run = () => {
    showAdded(came);
  };
  return { label: added.length === 0 ? 'Show' : came.length === 1 ? 'Show it' : 'Show them', run };
}

function showRefused(refused: readonly Refusal[]): void {
  useView.getState().set({ dialog: { kind: 'refused', refused } });
}

/** Opens the system's dialog for photos or a folder; true where something was chosen. */
export async function chooseFiles(kind: 'photos' | 'folder'): Promise<boolean> {
  return takeIn(async () => call('library.choose', { kind }));
}

/** Adds files and folders from the file manager; pictures that are no files yet (dragged or pasted) are kept as files. */
export async function addFiles(files: readonly File[], then: Then = 'show'): Promise<boolean> {
  return takeIn(async () => useAdding.getState().during(async () => addOrKeep(files)), then);
}

/** Fetches the picture at an address that was dragged from a web page. */
export async function addAddress(address: string, then: Then = 'show'): Promise<boolean> {
  useView.getState().showToast('Fetching the picture');
  return takeIn(async () => useAdding.getState().during(async () => call('library.add-address', { address })), then);
}

/** Adds paths or https addresses, one a line. */
export async function addText(text: string, then: Then = 'show'): Promise<boolean> {
  if (text.length > MOST_TEXT) {
    useView.getState().showToast('That is too much text at once. Paste fewer paths or addresses.');
    return false;
  }
  const waiting = /https:\/\//.test(text);
  if (waiting) useView.getState().showToast('Fetching the picture');
  return takeIn(async () => useAdding.getState().during(async () => call('library.paste-text', { text })), then);
}

async function addOrKeep(files: readonly File[]): Promise<AddOutcome> {
  const { outcome, inMemory } = await addDropped(files);
  const outcomes = outcome === null ? [] : [outcome];
  for (const file of inMemory) outcomes.push(await keepPicture(file));
  return outcomes.reduce(mergeOutcomes, { added: [], known: [], refused: [], results: [], paired: [] });
}

/** One that cannot be kept is said, and keeps no other. */
async function keepPicture(file: File): Promise<AddOutcome> {
  try {
    if (!file.type.startsWith('image/')) throw new CallError(problem('format-unknown'));
    if (file.size > MOST_PICTURE_BYTES)
      throw new CallError(problem('picture-too-large', 'Pictures over 64 MB are added as files.'));
    const bytes = new Uint8Array(await file.arrayBuffer());
    return await call('library.paste-picture', { bytes, name: file.name.slice(0, 200) });
  } catch (error) {
    const refused = [{ name: file.name, problem: problemOf(error) }];
    return { added: [], known: [], refused, results: [], paired: [] };
  }
}

/** Forgets photos; the files stay. */
export async function removePhotos(photoIds: CallOutput<'library.add'>['added']): Promise<void> {
  try {
    const jobs = await call('library.remove', { photoIds });
    useView.getState().select([]);
    useView.getState().showToast(removedWords(photoIds.length, jobs));
  } catch (error) {
    reportFailure(error);
  }
}

async function takeIn(work: () => Promise<AddOutcome | null>, then: Then = 'show'): Promise<boolean> {
  try {
    const outcome = await work();
    if (outcome === null) return false;
    welcomePhotos(outcome, then);
    return true;
  } catch (error) {
    reportFailure(error, () => void takeIn(work, then));
    return false;
  }
}
