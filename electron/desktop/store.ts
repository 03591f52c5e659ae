/** Files of settings in the data folder, kept by electron-store; the command line opens the same files with `conf`. */
import path from 'node:path';
import ElectronStore from 'electron-store';
import { openSettingsFile, type OpenedSettings } from '../settings/settings-file.ts';

/** Opens `<home>/<name>.json`, readable by this user only. Call it after the app's data folder is set. */
export function openStore(home: string, name: string): OpenedSettings {
  return openSettingsFile({
    path: path.join(home, `${name}.json`),
    makeStore: () =>
      new ElectronStore<Record<string, unknown>>({
        cwd: home,
        name,
        accessPropertiesByDotNotation: false,
        configFileMode: 0o600,
      }),
    now: Date.now,
  });
}
