/** The layer table: where a file stands tells what it may import. Pure; layer-rule.mjs makes a lint rule of it. */
import { posix } from 'node:path';

/**
 * Room → what it may import. `rooms` may be used freely, `types` only by `import type`; `packages` are names of npm
 * packages (absent: any but `electron`). Node's own modules are allowed where `node` is not false.
 */
export const layers = {
  contract: { rooms: [], packages: ['zod'], node: false },
  // How processes of our own are started and spoken with, whatever runs in them
  processes: { rooms: [], packages: [] },
  // How files of the app's own are made and read: closed to others, and with a limit
  files: { rooms: [], packages: [] },
  // Which addresses of the network the app may go to
  network: { rooms: [], packages: [] },
  images: { rooms: ['contract', 'processes'] },
  segmind: { rooms: ['contract', 'files', 'network'] },
  settings: { rooms: ['contract', 'files'] },
  library: { rooms: ['contract', 'files', 'network', 'images'], types: ['settings'] },
  // The money path, from what is written to who goes when; each room knows those before it
  'develop/ledger': { rooms: ['contract', 'files', 'library'] },
  'develop/results': { rooms: ['contract', 'files', 'images', 'library', 'develop/ledger'] },
  'develop/money': { rooms: ['contract', 'files', 'segmind', 'develop/ledger'] },
  'develop/queue': {
    rooms: ['contract', 'files', 'images', 'segmind', 'library', 'develop/ledger', 'develop/results', 'develop/money'],
    types: ['settings'],
  },
  develop: { rooms: ['contract', 'images', 'segmind', 'library'], types: ['settings'] },
  watch: { rooms: ['contract', 'processes', 'library', 'develop'] },
  ipc: { rooms: ['contract', 'settings', 'library', 'develop', 'watch'], types: ['images', 'segmind'] },
  desktop: {
    rooms: ['contract', 'processes', 'files', 'settings', 'images'],
    types: ['library', 'watch', 'ipc'],
    electron: true,
  },
  simulator: { rooms: ['contract', 'files'] },
  preload: { rooms: ['contract'], packages: [], node: false, electron: true },
  house: { rooms: ['contract', 'processes', 'images', 'segmind', 'settings', 'library', 'develop', 'watch', 'simulator'] },
  app: {
    rooms: [
      'contract',
      'processes',
      'images',
      'segmind',
      'settings',
      'library',
      'develop',
      'watch',
      'simulator',
      'house',
      'ipc',
      'desktop',
    ],
    electron: true,
  },
  main: { rooms: ['contract', 'settings', 'desktop', 'app'], electron: true },
  command: {
    rooms: ['contract', 'processes', 'images', 'segmind', 'settings', 'library', 'develop', 'watch', 'simulator', 'house'],
  },
  cli: {
    rooms: [
      'contract',
      'processes',
      'images',
      'segmind',
      'settings',
      'library',
      'develop',
      'watch',
      'simulator',
      'house',
      'command',
    ],
  },
  launch: { rooms: [] },

  'renderer/lib': { rooms: ['contract'], node: false },
  'renderer/ui': { rooms: ['contract', 'renderer/lib'], node: false },
  'renderer/stores': { rooms: ['contract', 'renderer/lib'], node: false },
  'renderer/actions': { rooms: ['contract', 'renderer/lib', 'renderer/stores'], node: false },
  'renderer/features': {
    rooms: ['contract', 'renderer/lib', 'renderer/ui', 'renderer/stores', 'renderer/actions'],
    node: false,
  },
  'renderer/app': {
    rooms: ['contract', 'renderer/lib', 'renderer/ui', 'renderer/stores', 'renderer/actions', 'renderer/features'],
    node: false,
  },
  'renderer/main': {
    rooms: ['contract', 'renderer/lib', 'renderer/ui', 'renderer/stores', 'renderer/actions', 'renderer/app'],
    node: false,
  },
};

/** The one file of ipc/ that knows Electron, and the only one that may touch ipcMain. */
export const routerFile = 'electron/ipc/router.ts';
/** The only file that reads window.api. */
export const bridgeFile = 'renderer/lib/bridge.ts';
/** The only file that touches ipcRenderer. */
export const preloadFile = 'electron/preload.ts';

/** The room of a file, by its path inside the project with forward slashes; null: outside the house (tests, configs). */
export function roomOf(file) {
  const [top, second, third, fourth] = file.split('/');
  if (top === 'electron') {
    if (third !== undefined)
      return fourth !== undefined && layers[`${second}/${third}`] !== undefined ? `${second}/${third}` : second;
    return posix.basename(file).replace(/\.[a-z]+$/, '');
  }
  if (top === 'renderer') {
    if (third !== undefined) return `renderer/${second}`;
    return `renderer/${posix.basename(file).replace(/\.[a-z]+$/, '')}`;
  }
  return null;
}

/**
 * Why this import is not allowed, as a sentence; null: it is. `from` is a path inside the project, `specifier` the
 * import's text, `typeOnly` whether nothing of it is left at run time.
 */
export function refuse(from, specifier, typeOnly) {
  const room = roomOf(from);
  if (room === null) return null;
  const rule = layers[room];
  if (rule === undefined) return `${from} stands in no room of the layer table: add "${room}" to test/helpers/layers.mjs`;
  const path = specifier.replace(/[?#].*$/, '');
  if (path.startsWith('.') || path.startsWith('/')) {
    const to = posix.join(posix.dirname(from), path);
    return refuseFile(from, room, rule, to, typeOnly);
  }
  return refusePackage(from, room, rule, path);
}

function refuseFile(from, room, rule, to, typeOnly) {
  const target = roomOf(to);
  if (target === room) return room === 'renderer/features' ? refuseFeature(from, to) : null;
  // The model catalogue, pictures and the app's own name and version are data; anyone may read them. Styles belong to the page.
  if (target === null && (to.startsWith('resources/') || to === 'package.json')) return null;
  if (target === 'renderer/tokens' || (room.startsWith('renderer/') && to.endsWith('.css'))) return null;
  if (target === null) return `${room} must not import ${to}: it is outside the house`;
  const whole = target.split('/')[0] ?? target;
  if (rule.rooms.includes(target) || (whole !== 'renderer' && (whole === room || rule.rooms.includes(whole)))) return null;
  if (rule.types?.includes(target)) {
    return typeOnly ? null : `${room} may import only types from ${target}: write "import type"`;
  }
  return `${room} must not import from ${target}: what it needs from there comes in as a parameter`;
}

function refuseFeature(from, to) {
  const [, , own] = from.split('/');
  const [, , other] = to.split('/');
  if (own === other) return null;
  return `features/${own} must not import features/${other}: what two features share goes to ui/, stores/ or lib/`;
}

function refusePackage(from, room, rule, specifier) {
  if (specifier === 'electron' || specifier.startsWith('electron/')) {
    if (rule.electron || from === routerFile) return null;
    return `${room} must not import electron: only desktop/, ipc/router.ts, app.ts, main.ts and preload.ts do`;
  }
  if (specifier.startsWith('node:')) {
    return rule.node === false ? `${room} must not import ${specifier}: there is no Node where it runs` : null;
  }
  if (rule.packages === undefined) return null;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (rule.packages.includes(name)) return null;
  return `${room} must not import the package ${name}; it may import: ${rule.packages.join(', ') || 'none'}`;
}
