/** Calls about what never leaves and what is forgotten. Folders cross as labels; their paths stay here. */
import type { CallOutput } from '../contract/calls.ts';
import { DarkslideError } from '../contract/errors.ts';
import { folderKeyOf, pathLabel } from '../library/labels.ts';
import type { PrivateFolders } from '../settings/private-folders.ts';
import type { DomainHandlers } from './handlers.ts';
import type { DesktopPorts } from './ports.ts';

interface PrivacyParts {
  readonly folders: PrivateFolders;
  readonly desktop: Pick<DesktopPorts, 'choosePhotos'>;
}

/** Every change answers with the whole list as it now is. */
export function createPrivacyHandlers({ folders, desktop }: PrivacyParts): DomainHandlers<'privacy'> {
  const list = (): CallOutput<'privacy.folders'> =>
    folders.all().map((path) => ({ key: folderKeyOf(path), label: pathLabel(path) }));
  return {
    'privacy.folders': list,
    'privacy.add-folder': async () => {
      const chosen = await desktop.choosePhotos('folder');
      if (chosen === null) return null;
      for (const folder of chosen) await folders.add(folder);
      return list();
    },
    'privacy.remove-folder': ({ key }) => {
      const folder = folders.all().find((path) => folderKeyOf(path) === key);
      if (folder === undefined) throw new DarkslideError('not-found');
      folders.remove(folder);
      return list();
    },
  };
}
