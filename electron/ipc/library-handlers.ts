/** Calls about photos and results: ids in, ids out; the paths behind them stay on this side. */
import { DarkslideError } from '../contract/errors.ts';
import type { ResultId } from '../contract/ids.ts';
import type { CallOutput, SignalPayload } from '../contract/calls.ts';
import type { Develop } from '../develop/develop.ts';
import type { Library, Located } from '../library/library.ts';
import type { EventHub } from './events.ts';
import type { DomainHandlers, SignalHandlers } from './handlers.ts';
import type { DesktopPorts } from './ports.ts';

/** Photos that are forgotten in one transaction: a few milliseconds. */
const REMOVED_AT_ONCE = 500;

type Recovered = NonNullable<CallOutput<'library.recover-ledger'>>;

interface LibraryParts {
  /** Jobs of photos that are about to leave are not sent any more. */
  readonly takeBack: Develop['takeBack'];
  /** Writes the lost ledger again from the results in these folders, and from the spool; from then on money may be spent again. */
  readonly recoverLedger: (folders: readonly string[]) => Promise<Recovered>;
  readonly backups: () => Promise<CallOutput<'library.backups'>>;
  /** Opens Darkslide anew with this copy of the library. */
  readonly restoreBackup: (name: string) => void;
  readonly library: Library;
  readonly hub: Pick<EventHub, 'given'>;
  readonly desktop: DesktopPorts;
}

/** Every handler answers with `not-found` for ids that the library does not know. */
export function createLibraryHandlers({ library, desktop, takeBack, ...parts }: LibraryParts): DomainHandlers<'library'> {
  return {
    'library.view': async ({ query, since }) => library.view(query, since),
    'library.overview': async () => library.overview(),
    'library.remove-folder': ({ folder }) => {
      library.removeFolder(folder);
      return undefined;
    },
    'library.rescan': async () => {
      await library.rescan();
      return undefined;
    },
    'library.rows': ({ photoIds }) => {
      parts.hub.given(photoIds);
      library.showFirst(photoIds); // they are asked for because they are in sight
      return library.rows(photoIds);
    },
    'library.add': async ({ paths, continues = false }) => library.addInPlace(paths, { continues }),
    'library.intake': ({ action }) => {
      library.controlIntake(action);
      return undefined;
    },
    'library.add-passed-over': async () => library.addPassedOver(),
    'library.choose': async ({ kind }) => {
      const paths = await desktop.choosePhotos(kind);
      return paths === null ? null : library.addInPlace(paths);
    },
    'library.paste-picture': async ({ bytes, name }) => library.addPicture(bytes, name),
    'library.add-address': async ({ address }) => library.addAddress(address),
    'library.paste-text': async ({ text }) => library.addText(text),
    'library.recover-ledger': async ({ from }) => {
      const folders = from === 'nothing' ? [] : await desktop.choosePhotos('folder');
      return folders === null ? null : await parts.recoverLedger(folders);
    },
    'library.backups': parts.backups,
    'library.restore-backup': async ({ name }) => {
      if (!(await parts.backups()).some((backup) => backup.name === name)) throw new DarkslideError('not-found');
      parts.restoreBackup(name);
      return undefined;
    },
    'library.remove': async ({ photoIds }) => {
      const jobs = await takeBack(photoIds);
      for (let at = 0; at < photoIds.length; at += REMOVED_AT_ONCE) {
        library.remove(photoIds.slice(at, at + REMOVED_AT_ONCE));
        await new Promise((resume) => setImmediate(resume));
      }
      return jobs;
    },
    'library.details': async ({ photoId }) => library.details(photoId),
    'library.show-photo': ({ photoId }) => {
      desktop.showInFolder(found(library.locatePhoto(photoId)).path);
      return undefined;
    },
    'library.show-result': ({ resultId }) => {
      desktop.showInFolder(found(library.locateResult(resultId)).path);
      return undefined;
    },
    'library.trash-results': async ({ resultIds }) => {
      await trashResults(library, desktop, resultIds);
      return undefined;
    },
  };
}

/** Dragging results out: unknown ids are left out, and without any known one nothing starts. Pictures that nobody waits for any more are left. */
export function createResultSignals({ library, desktop }: Pick<LibraryParts, 'library' | 'desktop'>): SignalHandlers {
  return {
    'results.drag-out': ({ resultIds }: SignalPayload<'results.drag-out'>) => {
      const results = resultIds.flatMap((id) => library.locateResult(id) ?? []);
      if (results.length > 0) desktop.dragOut(results);
    },
    'pictures.left': ({ addresses }: SignalPayload<'pictures.left'>) => {
      desktop.leavePictures(addresses);
    },
  };
}

function found(located: Located | null): Located {
  if (located === null) throw new DarkslideError('not-found');
  return located;
}

/** Forgets exactly those whose files went to the trash, even when a later one is refused. */
async function trashResults(library: Library, desktop: DesktopPorts, resultIds: readonly ResultId[]): Promise<void> {
  const trashed: ResultId[] = [];
  let refused = 0;
  let reason: unknown;
  for (const id of resultIds) {
    const located = library.locateResult(id);
    if (located === null) continue;
    try {
      await desktop.trash(located.path);
      trashed.push(id);
    } catch (error) {
      refused += 1;
      reason = error;
    }
  }
  if (trashed.length > 0) library.forgetResults(trashed);
  if (refused === 0) return;
  const what = refused === 1 ? 'One result' : `${String(refused)} results`;
  throw new DarkslideError('file-unreadable', `${what} could not be moved to the trash; the system refused.`, { cause: reason });
}
