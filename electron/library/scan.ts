/**
 * Walks folders for pictures by their names alone. Links to files are taken, each file once however many links lead to it; links to
 * folders are not followed, so that a loop cannot trap the walk and nothing outside the folder is added unasked.
 */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, sep } from 'node:path';
import { brokenEntries, maybeBroken } from './broken-names.ts';

const ignoredNames = new Set(['node_modules', '$RECYCLE.BIN', 'System Volume Information', '@eaDir', 'lost+found']);

export interface FoundFiles {
  /** Sorted by name within each folder. */
  readonly files: string[];
  /** Folders that could not be listed, and links that cannot be followed. */
  readonly unreadable: string[];
  /** Links that lead nowhere. */
  readonly brokenLinks: string[];
  /** Links that lead to themselves. */
  readonly circularLinks: string[];
  /** Pipes, sockets and devices that are called like pictures. */
  readonly special: string[];
  readonly linkedFolders: string[];
  /** Pictures and folders that cannot be opened by the name that was read. */
  readonly brokenNames: string[];
  /** Files that were passed over because no picture has such an extension. */
  readonly unknown: number;
}

function isIgnored(name: string): boolean {
  return name.startsWith('.') || ignoredNames.has(name);
}

/**
 * Files below `root` whose extension is in `extensions` (lower case, without dot). Hidden files, trash and system folders
 * are passed over.
 */
export async function scanFolder(root: string, extensions: ReadonlySet<string>): Promise<FoundFiles> {
  const files: string[] = [];
  const links: string[] = [];
  const unreadable: string[] = [];
  const brokenLinks: string[] = [];
  const circularLinks: string[] = [];
  const special: string[] = [];
  const linkedFolders: string[] = [];
  const brokenNames: string[] = [];
  let unknown = 0;
  const waiting = [root];
  const isPicture = (name: string): boolean => extensions.has(extname(name).slice(1).toLowerCase());
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    let entries: Dirent[];
    try {
      const listed = await listFolder(folder);
      entries = listed.entries;
      for (const broken of listed.broken) {
        if (broken.isDirectory() || isPicture(broken.name.toString())) brokenNames.push(join(folder, broken.name.toString()));
        else unknown += 1;
      }
    } catch {
      unreadable.push(folder); // said by the caller: one closed folder does not hide the others
      continue;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (isIgnored(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isSymbolicLink()) {
        const target = await kindOf(path, root);
        if (target === 'folder') linkedFolders.push(path);
        else if (target === 'inside') continue;
        else if (target === 'nowhere') brokenLinks.push(path);
        else if (target === 'circle') circularLinks.push(path);
        else if (target === 'unreadable') unreadable.push(path);
        else if (target === 'special') special.push(path);
        else if (isPicture(entry.name)) links.push(path);
        else unknown += 1;
      } else if (entry.isFile() && isPicture(entry.name)) files.push(path);
      else if (!entry.isFile() && isPicture(entry.name)) special.push(path);
      else unknown += 1;
    }
  }
  return {
    files: [...files, ...(await unlinked(links, files))],
    unreadable,
    brokenLinks,
    circularLinks,
    special,
    linkedFolders,
    brokenNames,
    unknown,
  };
}

/** What lies in a folder; apart from it what has no name to open it by. Throws where the folder cannot be listed. */
async function listFolder(folder: string): Promise<{ readonly entries: Dirent[]; readonly broken: readonly Dirent<Buffer>[] }> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (!entries.some(({ name }) => maybeBroken(name))) return { entries, broken: [] };
  const broken = (await brokenEntries(folder)).filter(({ name }) => !isIgnored(name.toString()));
  broken.sort((a, b) => Buffer.compare(a.name, b.name));
  const names = new Set(broken.map(({ name }) => name.toString()));
  return { entries: entries.filter(({ name }) => !names.has(name)), broken };
}

/** inside: a folder that the walk meets by itself, the beginning of a loop among them. */
async function kindOf(
  link: string,
  root: string,
): Promise<'file' | 'special' | 'folder' | 'inside' | 'nowhere' | 'circle' | 'unreadable'> {
  try {
    const target = await stat(link);
    if (target.isFile()) return 'file';
    if (!target.isDirectory()) return 'special';
    const away = relative(await realpath(root), await realpath(link));
    return away === '..' || away.startsWith(`..${sep}`) || isAbsolute(away) ? 'folder' : 'inside';
  } catch (error) {
    return linkTrouble(error) ?? 'unreadable';
  }
}

/** Why a link could not be followed; null: something else refused. */
export function linkTrouble(error: unknown): 'nowhere' | 'circle' | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ELOOP') return 'circle';
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'nowhere' : null;
}

/** The files behind links, without those that were found by themselves. */
async function unlinked(links: readonly string[], files: readonly string[]): Promise<string[]> {
  if (links.length === 0) return [];
  const found = new Set(await Promise.all(files.map(async (file) => realpath(file))));
  const targets = await Promise.all(links.map(async (link) => realpath(link)));
  return [...new Set(targets)].filter((target) => !found.has(target));
}
