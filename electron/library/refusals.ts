/** Why files, folders and links that were given are not photos, in the words of the app. */
import type { Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DarkslideError, problem, type ErrorCode, type Problem } from '../contract/errors.ts';
import { leadsThroughBrokenName } from './broken-names.ts';
import type { FileFacts } from './catalogue.ts';
import { linkTrouble, type FoundFiles } from './scan.ts';

/** How a file stands on disk. Throws file-missing, file-unreadable, name-broken, link-broken or link-circular. */
export async function factsOf(path: string): Promise<{ facts: FileFacts; stats: Stats }> {
  try {
    const stats = await stat(path);
    return { facts: { path, bytes: stats.size, modifiedMs: stats.mtimeMs }, stats };
  } catch (error) {
    throw new DarkslideError(await whyNot(path, error), undefined, { cause: error });
  }
}

async function whyNot(path: string, error: unknown): Promise<ErrorCode> {
  const trouble = linkTrouble(error);
  if (trouble === null) return 'file-unreadable';
  if (await isLink(path)) return trouble === 'circle' ? 'link-circular' : 'link-broken';
  if (trouble === 'circle') return 'file-unreadable';
  return (await leadsThroughBrokenName(path)) ? 'name-broken' : 'file-missing';
}

/** Can this file not be reached? Not there, or its drive is not: both mean that it cannot be shown now. */
export async function isMissing(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch {
    return true;
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch {
    return false; // not even that is there
  }
}

/** What a walk through a folder met and could not take, each with its reason; or why the folder gave nothing at all. */
export function refusalsIn(folder: string, found: FoundFiles): { readonly name: string; readonly problem: Problem }[] {
  const said = (paths: readonly string[], code: ErrorCode): { readonly name: string; readonly problem: Problem }[] =>
    paths.map((path) => ({ name: basename(path), problem: problem(code) }));
  const named = [
    ...said(found.linkedFolders, 'folder-linked'),
    ...said(found.brokenNames, 'name-broken'),
    ...said(found.brokenLinks, 'link-broken'),
    ...said(found.circularLinks, 'link-circular'),
    ...said(found.special, 'file-special'),
    ...said(found.unreadable, 'file-unreadable'),
  ];
  const isExplained = found.brokenNames.length + found.brokenLinks.length + found.circularLinks.length + found.special.length > 0;
  if (found.files.length > 0 || isExplained) return named;
  return [{ name: basename(folder), problem: problem('nothing-found', nothingIn(found)) }, ...named];
}

function nothingIn({ unknown }: FoundFiles): string {
  const others = unknown === 1 ? '1 file has' : `${String(unknown)} files have`;
  return unknown === 0
    ? 'There are no photos in this folder.'
    : `There are no photos in this folder; ${others} no picture's extension.`;
}
