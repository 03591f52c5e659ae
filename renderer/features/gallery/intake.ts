/** Ways in: file dialogs, drops, pastes. All end in one outcome that is said and shown. */
import type { CallOutput } from '../../../electron/contract/calls.ts';
import { problem } from '../../../electron/contract/errors.ts';
import { mergeOutcomes, MOST_TEXT } from '../../../electron/contract/dropped.ts';
import { MOST_PICTURE_BYTES } from '../../../electron/contract/pictures.ts';
import type { AddOutcome } from '../../../electron/contract/photo.ts';
import { addDropped, call, CallError } from '../../lib/bridge.ts';
import { problemOf, reportFailure } from '../../stores/report.ts';
import { useView } from '../../stores/view-store.ts';
import { outcomeWords, removedWords, type Refusal } from './intake-words.ts';

/** What to do with what was added. */
export type Then = 'show' | 'develop';

/** Says an outcome and selects what came in. With `develop` the develop panel comes up, also for photos that were known. */
export function welcomePhotos(outcome: AddOutcome, then: Then = 'show'): void {
  const view = useView.getState();
  const came =
    then === 'develop' ? [...outcome.added, ...outcome.known] : outcome.added.length > 0 ? outcome.added : outcome.known;
  if (came.length > 0) {
    if (view.source.kind !== 'all') view.showSource({ kind: 'all' });
    view.show('grid');
    view.select(came);
    if (then === 'develop') view.set({ rightOpen: true, rightTab: 'develop' });
  }
  const refused = outcome.refused;
  const list =
    refused.length > 1
      ? {
          label: 'Show all',
          run: () => {
            showRefused(refused);
          },
        }
      : null;
  const asPhotos =
    outcome.results.length === 0
      ? null
      : {
          label: outcome.results.length === 1 ? 'Add it as a photo' : 'Add them as photos',
          run: () => void run(async () => call('library.add-passed-over', undefined), then),
        };
  view.showToast(outcomeWords(outcome), list ?? asPhotos);
}

function showRefused(refused: readonly Refusal[]): void {
  useView.getState().set({ dialog: { kind: 'refused', refused } });
}

/** Opens the system's dialog for photos or a folder; true where something was chosen. */
export async function chooseFiles(kind: 'photos' | 'folder'): Promise<boolean> {
  return run(async () => call('library.choose', { kind }));
}

/** Adds files and folders from the file manager; pictures that are no files yet (dragged or pasted) are kept as files. */
export async function addFiles(files: readonly File[], then: Then = 'show'): Promise<boolean> {
  return run(async () => addOrKeep(files), then);
}

/** Fetches the picture at an address that was dragged from a web page. */
export async function addAddress(address: string, then: Then = 'show'): Promise<boolean> {
  useView.getState().showToast('Fetching the picture');
  return run(async () => call('library.add-address', { address }), then);
}

/** Adds paths or https addresses, one a line. */
export async function addText(text: string, then: Then = 'show'): Promise<boolean> {
  if (text.length > MOST_TEXT) {
    useView.getState().showToast('That is too much text at once. Paste fewer paths or addresses.');
    return false;
  }
  const waiting = /https:\/\//.test(text);
  if (waiting) useView.getState().showToast('Fetching the picture');
  return run(async () => call('library.paste-text', { text }), then);
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

async function run(work: () => Promise<AddOutcome | null>, then: Then = 'show'): Promise<boolean> {
  try {
    const outcome = await work();
    if (outcome === null) return false;
    welcomePhotos(outcome, then);
    return true;
  } catch (error) {
    reportFailure(error, () => void run(work, then));
    return false;
  }
}
