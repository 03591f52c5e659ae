/** `npm run package`: the unpacked app for this system in release/, from an official Electron only. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { command, Explained, inProject, say } from './project.mjs';

await command(async () => {
  await ensureInstalled();
  const { ensureBundles } = await import('./bundles.mjs');
  const { findElectron, findOfficial } = await import('./find-electron.mjs');
  const electron = process.env.ELECTRON_OVERRIDE_DIST_PATH ? await findElectron() : await findOfficial();
  if (electron === null || !electron.official) {
    throw new Explained(
      'No package was made: only Electron 25.1.1 is at hand, which lacks years of security fixes and is for development and tests. ' +
        'Run this where the official Electron can be downloaded, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of one.',
    );
  }
  await ensureBundles();
  const { build } = await import('electron-builder');
  const electronVersion = readFileSync(join(electron.folder, 'version'), 'utf8').trim().replace(/^v/, '');
  await build({
    dir: true,
    projectDir: inProject(),
    config: { electronDist: electron.folder, electronVersion },
    publish: 'never',
  });
  for (const executable of packagedExecutables()) await checkFuses(executable);
});

/** The fuses are read back from the finished program: a setting that did not take must not go unnoticed. */
async function checkFuses(executable) {
  const { FuseState, FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses');
  const wire = await getCurrentFuseWire(executable);
  const mustBeOff = [
    'RunAsNode',
    'EnableNodeOptionsEnvironmentVariable',
    'EnableNodeCliInspectArguments',
    'GrantFileProtocolExtraPrivileges',
  ];
  const mustBeOn = ['OnlyLoadAppFromAsar', 'EnableCookieEncryption'];
  const wrong = [
    ...mustBeOff.filter((name) => wire[FuseV1Options[name]] !== FuseState.DISABLE),
    ...mustBeOn.filter((name) => wire[FuseV1Options[name]] !== FuseState.ENABLE),
  ];
  if (wrong.length > 0) throw new Explained(`${executable}: these fuses are not as they must be: ${wrong.join(', ')}`);
  say(`${executable}: made, its fuses are as they must be`);
}

function packagedExecutables() {
  const release = inProject('release');
  const names = ['darkslide', 'Darkslide.exe', 'Darkslide.app'];
  const folders = readdirSync(release, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap((folder) => names.map((name) => join(release, folder.name, name))).filter((path) => existsSync(path));
}
