/** Looks at the folders of rules: which they really are, and what may be done there. A drive that does not answer is not waited for. */
import { constants, type Stats } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { dirname, parse, resolve } from 'node:path';
import type { Rule } from '../../contract/rule.ts';
import type { FolderFacts, RuleFacts } from './checks.ts';

/** A folder that says nothing for so long cannot be reached now, milliseconds. */
const PATIENCE_MS = 4_000;

async function may(path: string, mode: number): Promise<boolean> {
  try {
    await access(path, mode);
    return true;
  } catch {
    return false; // whatever the reason, it may not now
  }
}

async function look(path: string): Promise<FolderFacts> {
  const nothing = { path, real: path, identity: null, isReadable: false, isWritable: false };
  let real: string;
  let stats: Stats;
  try {
    real = await realpath(path);
    stats = await stat(real);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return { ...nothing, kind: 'unreachable' };
    return { ...nothing, real: await realOfMissing(path), kind: 'missing' };
  }
  if (!stats.isDirectory()) return { ...nothing, real, kind: 'other' };
  const [isReadable, isWritable] = await Promise.all([
    may(real, constants.R_OK | constants.X_OK),
    may(real, constants.W_OK | constants.X_OK),
  ]);
  return { path, real, identity: `${String(stats.dev)}:${String(stats.ino)}`, kind: 'folder', isReadable, isWritable };
}

/** Where a folder that is not made yet would lie, without links. */
async function realOfMissing(path: string): Promise<string> {
  const above = dirname(path);
  if (above === path) return path;
  try {
    return resolve(await realpath(above), parse(path).base);
  } catch {
    return path; // what is above is missing too: the name as it was given is all there is
  }
}

/** Looks at one folder. */
export async function folderFacts(given: string): Promise<FolderFacts> {
  const path = resolve(given);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silent = new Promise<FolderFacts>((settle) => {
    timer = setTimeout(() => {
      settle({ path, real: path, identity: null, kind: 'unreachable', isReadable: false, isWritable: false });
    }, PATIENCE_MS);
  });
  try {
    return await Promise.race([look(path), silent]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks at all folders of a rule. */
export async function ruleFacts(rule: Rule): Promise<RuleFacts> {
  const [folder, output, done] = await Promise.all([
    folderFacts(rule.folder),
    rule.output === null ? null : folderFacts(rule.output),
    rule.doneFolder === null ? null : folderFacts(rule.doneFolder),
  ]);
  return { rule, folder, output, done };
}

/** The root of a drive that holds a system. */
export function isSystemRoot(path: string): boolean {
  return resolve(path) === parse(resolve(path)).root && (process.platform !== 'win32' || /^c:/i.test(path));
}
