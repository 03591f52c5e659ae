/** What Electron needs from a Linux system: shared libraries and a display. Says what is missing and what brings it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Shared library → the Debian package that holds it. */
const debianPackages = {
  'libX11.so.6': 'libx11-6',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libasound.so.2': 'libasound2',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcairo.so.2': 'libcairo2',
  'libcups.so.2': 'libcups2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libdrm.so.2': 'libdrm2',
  'libexpat.so.1': 'libexpat1',
  'libgbm.so.1': 'libgbm1',
  'libgio-2.0.so.0': 'libglib2.0-0',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0',
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnspr4.so': 'libnspr4',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libsmime3.so': 'libnss3',
  'libudev.so.1': 'libudev1',
  'libxcb.so.1': 'libxcb1',
  'libxkbcommon.so.0': 'libxkbcommon0',
};

/** The way to develop photos where no window can open. */
const withoutScreen = 'Without a screen, the command line does the same work: npm run -s cli -- --help';

/** Names of the shared libraries that the executable needs and the system lacks; always empty outside Linux. */
export function missingLibraries(executable) {
  if (process.platform !== 'linux') return [];
  const { stdout } = spawnSync('ldd', [executable], { encoding: 'utf8' });
  const missing = [...(stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name);
  return [...new Set(missing)];
}

/** A sentence about missing libraries with the command that brings them. */
export function explainLibraries(missing) {
  const packages = new Set(missing.map((name) => debianPackages[name]).filter((name) => name !== undefined));
  const unknown = missing.filter((name) => debianPackages[name] === undefined);
  const lines = [`Electron cannot start: the system lacks ${missing.join(', ')}.`];
  if (packages.size > 0 && isDebian())
    lines.push(`  ${asRoot()}apt-get update && ${asRoot()}apt-get install -y ${[...packages].join(' ')}`);
  if (packages.size > 0 && !isDebian()) lines.push(`  On Debian the packages are called: ${[...packages].join(' ')}`);
  if (unknown.length > 0) lines.push(`  No package is known for: ${unknown.join(', ')}`);
  lines.push(withoutScreen);
  return lines.join('\n');
}

/** A sentence where no window can be shown, else null. */
export function explainDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return null;
  const lines = ['There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set.'];
  if (hasProgram('xvfb-run')) lines.push('  xvfb-run -a npm start     opens the window on a virtual screen');
  else if (isDebian())
    lines.push(`  ${asRoot()}apt-get install -y xvfb xauth && xvfb-run -a npm start     opens it on a virtual screen`);
  lines.push(withoutScreen);
  return lines.join('\n');
}

/** A hint where Electron's sandbox cannot work for this user, else null. Asked only after Electron broke down at once. */
export function explainSandbox(folder) {
  if (process.platform !== 'linux' || isRoot()) return null;
  const refused = ['/proc/sys/kernel/apparmor_restrict_unprivileged_userns'].some((file) => readNumber(file) === 1);
  const off = readNumber('/proc/sys/kernel/unprivileged_userns_clone') === 0;
  if (!refused && !off) return null;
  const helper = `${folder}/chrome-sandbox`;
  return (
    'This system does not let programs of ordinary users make their own sandbox. Let the helper do it:\n' +
    `  sudo chown root:root "${helper}" && sudo chmod 4755 "${helper}"`
  );
}

/** True for the superuser, for whom Chromium's sandbox refuses to work. */
export function isRoot() {
  return process.getuid?.() === 0;
}

/** True on Debian and its kin: apt-get is there. */
export function isDebian() {
  return existsSync('/etc/debian_version') && hasProgram('apt-get');
}

/** True where the program can be found on the PATH. */
export function hasProgram(name) {
  return (process.env.PATH ?? '').split(':').some((folder) => folder !== '' && existsSync(`${folder}/${name}`));
}

function asRoot() {
  return isRoot() ? '' : 'sudo ';
}

function readNumber(file) {
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : null;
}
