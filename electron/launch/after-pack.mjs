/**
 * Called by electron-builder for every target when its folder is laid out: takes out what belongs to a bare Electron only, sets the fuses, and reads
 * back what must be so. A package that is not as it must be is none: it throws.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkFuses, checkIntegrity, fuseConfig, lockedElectron } from './package-checks.mjs';

/** @param {{ appOutDir: string, electronPlatformName: string, packager: object }} context */
export default async function afterPack(context) {
  const { appOutDir, electronPlatformName: platform, packager } = context;
  const { version } = packager.info.framework;
  const locked = await lockedElectron();
  if (version !== locked) throw new Error(`This package has Electron ${version}; only ${locked} is packaged`);
  const { resources, executable } = placesIn(appOutDir, platform, packager);
  // With it in place an Electron loads any folder that its command line names.
  await rm(join(resources, 'default_app.asar'), { recursive: true, force: true });
  const files = await readdir(resources);
  if (!files.includes('app.asar')) throw new Error(`${resources} has no app.asar`);
  // Here and not by electronFuses, which electron-builder sets only after this: nobody would read them back
  await packager.addElectronFuses(context, fuseConfig());
  await checkFuses(executable);
  await checkIntegrity({ platform, resources, executable });
}

function placesIn(appOutDir, platform, packager) {
  const name = packager.appInfo.productFilename;
  if (platform === 'darwin') {
    const app = join(appOutDir, `${name}.app`);
    return { resources: join(app, 'Contents', 'Resources'), executable: app };
  }
  const program = platform === 'win32' ? `${name}.exe` : packager.executableName;
  return { resources: join(appOutDir, 'resources'), executable: join(appOutDir, program) };
}
