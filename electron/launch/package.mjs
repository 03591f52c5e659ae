/** `npm run package`: the unpacked app for this system in release/, from the locked official Electron only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { command, Explained, inProject, say } from './project.mjs';

await command(async () => {
  await ensureInstalled();
  const { ensureBundles } = await import('./bundles.mjs');
  const { findOfficial } = await import('./find-electron.mjs');
  const { lockedElectron } = await import('./package-checks.mjs');
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    // What its folder says of its version proves nothing: the installer of the locked package compares the download with a known hash
    throw new Explained('No package was made: ELECTRON_OVERRIDE_DIST_PATH names another Electron. Unset it and start again.');
  }
  const locked = await lockedElectron();
  const electron = await findOfficial();
  const version = electron === null ? null : readFileSync(join(electron.folder, 'version'), 'utf8').trim().replace(/^v/, '');
  if (version !== locked) {
    throw new Explained(
      `No package was made: only the official Electron ${locked} is packaged, and it is not to be had here. ` +
        'Electron 25.1.1, which lacks years of security fixes, is for development and tests. ' +
        'Run this where the official Electron can be downloaded.',
    );
  }
  await ensureBundles();
  const { build } = await import('electron-builder');
  // after-pack.mjs refuses what is not as it must be
  const made = await build({
    dir: true,
    projectDir: inProject(),
    config: { electronDist: electron.folder, electronVersion: locked },
    publish: 'never',
  });
  for (const path of made) say(`${path}: made, its fuses are as they must be`);
});
