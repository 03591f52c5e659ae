/** Which names are worth a look when a folder is walked or watched. Pure: everybody who looks at folders asks the same table. */
import { pictureExtensions } from '../../images/formats/formats.ts';
import { TEMPORARY_PREFIX } from '../../images/write-once.ts';

/** Start of the names of the files with which a watched folder is tested. Hidden, and never a photo. */
export const PROBE_PREFIX = `${TEMPORARY_PREFIX}probe-`;

/** Folders and files of systems, servers and sync programs; compared in lower case. */
const ignoredExactly: ReadonlySet<string> = new Set([
  'node_modules',
  'lost+found',
  '$recycle.bin',
  'recycler',
  'system volume information',
  'thumbs.db',
  'desktop.ini',
  '__macosx',
  // Synology, QNAP and other servers keep previews and trash beside the pictures
  '@eadir',
  '@recycle',
  '@recently-snapshot',
  '@tmp',
  '#recycle',
  '#snapshot',
  '.stfolder',
  '.stversions',
]);

/** Copies that are still being made, under a name that is not yet the picture's own. */
const unfinishedExtensions: ReadonlySet<string> = new Set([
  'part',
  'partial',
  'crdownload',
  'download',
  'opdownload',
  'tmp',
  'temp',
  'filepart',
  '!ut',
  '!sync',
  'aria2',
  'swp',
]);

/**
 * True: neither taken nor entered. Hidden names, names of systems and sync programs, half-made copies, and what our own writer uses until a
 * file is whole. For files and folders alike.
 */
export function isIgnoredName(name: string): boolean {
  // Covers ._* (macOS), .syncthing.*, .stfolder, .~lock and our own temporary files
  if (name.startsWith('.')) return true;
  if (name.startsWith('~')) return true;
  const small = name.toLowerCase();
  return ignoredExactly.has(small) || unfinishedExtensions.has(extensionOf(small));
}

/** True: by its extension it may be a picture, RAW among them, and its name is not one of those that are ignored. */
export function mayBePicture(name: string): boolean {
  return pictureExtensions.has(extensionOf(name.toLowerCase())) && !isIgnoredName(name);
}

/** True: a name on this path is ignored, the last or one above it. Path below a root, "/" between names. */
export function isIgnoredPath(path: string): boolean {
  return path.split('/').some(isIgnoredName);
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1);
}
