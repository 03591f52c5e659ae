/** The Debian packages that Electron, a virtual screen and a keyring need, and those that judge decoders; installed where that is possible. */
import { spawnSync } from 'node:child_process';
import { isDebian, isRoot } from '../../electron/launch/system.mjs';
import { runStep, tail } from './run-step.mjs';

const needed = [
  ...['xvfb', 'xauth', 'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libatk-bridge2.0-0', 'libcups2', 'libxkbcommon0'],
  ...['libxcomposite1', 'libxdamage1', 'libxrandr2', 'libxss1', 'libxtst6', 'libsecret-1-0', 'gnome-keyring', 'dbus-x11'],
  // The screenshots' typeface; the app itself takes what the system has.
  'fonts-inter',
];

/** Programs that read pictures without anything of ours: what the decoders are held against. */
export const decoderPackages = [
  ...['imagemagick', 'libvips-tools', 'libheif-examples', 'libavif-bin', 'libjxl-tools', 'libtiff-tools', 'webp'],
  ...['libjpeg-turbo-progs', 'pngcheck', 'dcraw', 'libimage-exiftool-perl', 'icc-profiles-free'],
  'liblcms2-utils',
];

/** Installs what is missing where we may; returns a sentence about what stays missing, or null. */
export async function ensureDebianPackages(names = needed) {
  if (!isDebian()) return null;
  const missing = missingPackages(names);
  if (missing.length === 0) return null;
  if (!isRoot()) return `Debian packages are missing: sudo apt-get update && sudo apt-get install -y ${missing.join(' ')}`;
  console.log(`  installing Debian packages: ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runStep('apt-update', 'apt-get', ['update'], env);
  const options = ['install', '-y', '--no-install-recommends'];
  const { code, log } = await runStep('apt-install', 'apt-get', [...options, ...missing.map(nameHere)], env);
  if (code === 0) return null;
  return `apt-get could not install ${missing.join(' ')}:\n${tail(log, 8)}`;
}

/** Since 2024 some libraries carry `t64` at the end of their package's name. */
function missingPackages(names) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n'], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line.endsWith(' installed'));
  const installed = new Set(lines.map((line) => line.split(' ')[0]));
  return names.filter((name) => !installed.has(name) && !installed.has(`${name}t64`));
}

function nameHere(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return /Candidate: (?!\(none\))/.test(stdout) ? name : `${name}t64`;
}
