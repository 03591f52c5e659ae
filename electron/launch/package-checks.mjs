/** What a package must be before it is taken for one: the fuses of its Electron, the hash of its archive, and which Electron it is. Every target passes here. */
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { inProject } from './project.mjs';

/** What an Electron may do by itself when somebody else starts it, or changes the files beside it. */
export const fuses = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

/** The same for @electron/fuses. */
export function fuseConfig() {
  const named = Object.entries(fuses).map(([name, on]) => [FuseV1Options[name], on]);
  return { version: FuseVersion.V1, resetAdHocDarwinSignature: true, ...Object.fromEntries(named) };
}

/** How they stand in the program: as figures. */
const ON = '1'.charCodeAt(0);
const OFF = '0'.charCodeAt(0);

/** Reads them back from the finished program: a setting that did not take must not go unnoticed. Throws naming each that is wrong. */
export async function checkFuses(executable) {
  const wire = await getCurrentFuseWire(executable);
  const wrong = Object.entries(fuses)
    .filter(([name, on]) => wire[FuseV1Options[name]] !== (on ? ON : OFF))
    .map(([name]) => name);
  if (wrong.length > 0) throw new Error(`${executable}: these fuses are not as they must be: ${wrong.join(', ')}`);
}

/** SHA-256 of an archive's header, hex: it holds the hashes of all files in the archive. */
export async function asarHeaderHash(file) {
  const archive = await open(file, 'r');
  try {
    const sizes = await readAt(archive, 0, 8);
    const pickle = await readAt(archive, 8, sizes.readUInt32LE(4));
    // A length and padding around the text
    const header = pickle.subarray(8, 8 + pickle.readUInt32LE(4));
    return createHash('sha256').update(header).digest('hex');
  } finally {
    await archive.close();
  }
}

async function readAt(file, position, length) {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead !== length) throw new Error('The archive ends inside its header');
  return bytes;
}

/**
 * Is the hash that the program compares its archive with the archive's own? It stands in Info.plist on macOS and in a resource of the program on Windows.
 * Linux has no such check: there the archive is as safe as the folder that it was installed in. Throws where it is not.
 */
export async function checkIntegrity({ platform, resources, executable }) {
  if (platform === 'linux') return 'not checked by Electron on this system';
  const hash = await asarHeaderHash(join(resources, 'app.asar'));
  const holder = platform === 'darwin' ? join(resources, '..', 'Info.plist') : executable;
  const text = (await readFile(holder)).toString('latin1');
  const isThere =
    platform === 'darwin'
      ? new RegExp(`<key>Resources/app\\.asar</key>[^]*?<string>${hash}</string>`).test(text)
      : text.includes(`"value":"${hash}"`);
  if (!isThere) throw new Error(`${holder} does not hold the hash of app.asar, so a changed archive would be run`);
  return hash;
}

/** The version of Electron that is locked. */
export async function lockedElectron() {
  const { packages } = JSON.parse(await readFile(inProject('package-lock.json'), 'utf8'));
  return packages['node_modules/electron'].version;
}
