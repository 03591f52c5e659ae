/** Called by electron-builder when the folder is laid out: takes out what belongs to a bare Electron only. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** @param {{ appOutDir: string, electronPlatformName: string, packager: { appInfo: { productFilename: string } } }} context */
export default async function afterPack(context) {
  const { appOutDir, electronPlatformName, packager } = context;
  const resources =
    electronPlatformName === 'darwin'
      ? join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents', 'Resources')
      : join(appOutDir, 'resources');
  // With it in place an Electron loads any folder that its command line names.
  await rm(join(resources, 'default_app.asar'), { recursive: true, force: true });
  const files = await readdir(resources);
  if (!files.includes('app.asar')) throw new Error(`${resources} has no app.asar`);
}
