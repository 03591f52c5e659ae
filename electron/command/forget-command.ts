/** `forget` on the command line: what Darkslide knows of photos goes, out of the database, its copies, the cache, the spool and the log. */
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DarkslideError } from '../contract/errors.ts';
import { closeDatabase } from '../library/database.ts';
import { forgetWork, wipeFree } from '../develop/ledger/forget.ts';
import { backupFolder, openLedger } from '../develop/ledger/open.ts';
import { createRunnerLock } from '../develop/queue/runner-lock.ts';
import { UsageError } from './arguments.ts';
import { EXIT } from './develop-command.ts';
import { describeHolder } from './follow.ts';
import type { Output } from './report.ts';

/** Throws UsageError, and DarkslideError where another process works in the data folder, or photos are still out. */
export async function runForgetCommand(home: string, args: readonly string[], output: Output): Promise<number> {
  const { paths, json } = read(args);
  const lock = createRunnerLock(home, { name: 'forget', host: '', takesWork: false });
  if (!lock.tryAcquire()) throw new DarkslideError('runner-busy', `${describeHolder(lock)} Close it first.`);
  try {
    const { database } = openLedger(home, Date.now);
    try {
      const { photos, results, jobs } = forgetWork(database, paths);
      wipeFree(database);
      // Copies know what the library knew; the next start makes a new one
      await rm(backupFolder(home), { recursive: true, force: true });
      await rm(join(home, 'cache', 'pictures'), { recursive: true, force: true });
      await forgetSpooled(join(home, 'spool'), new Set(jobs.map(String)));
      if (paths === null) await rm(join(home, 'logs'), { recursive: true, force: true });
      if (json) output.print(JSON.stringify({ photos, results, jobs: jobs.length }));
      else output.print(words(photos, results, jobs.length));
      return EXIT.done;
    } finally {
      closeDatabase(database);
    }
  } finally {
    lock.release();
  }
}

/** What was set aside or left behind for these jobs. */
async function forgetSpooled(folder: string, jobs: ReadonlySet<string>): Promise<void> {
  const names = await readdir(folder).catch(() => []); // no spool: nothing was ever paid for here
  for (const name of names) {
    const number = /^(\d+)[.-]/.exec(name)?.[1];
    if (number !== undefined && jobs.has(number)) await rm(join(folder, name), { force: true });
  }
}

function words(photos: number, results: number, jobs: number): string {
  const counts = `${String(photos)} photos, ${String(results)} results, ${String(jobs)} jobs`;
  return `Forgotten: ${counts}. No file of yours was touched. What they cost still counts; asked for again, they are paid again.`;
}

function read(args: readonly string[]): { readonly paths: readonly string[] | null; readonly json: boolean } {
  try {
    const flag = { type: 'boolean' } as const;
    const options = { all: flag, json: flag };
    const { values, positionals } = parseArgs({ args: [...args], strict: true, allowPositionals: true, options });
    if ((values.all === true) === positionals.length > 0) throw new Error('forget wants photos, or --all.');
    if (positionals.some((name) => name.trim() === '')) throw new Error('The name of a photo is empty.');
    return { paths: values.all === true ? null : positionals.map((name) => resolve(name)), json: values.json === true };
  } catch (error) {
    throw new UsageError((error instanceof Error ? error.message : String(error)).replaceAll('\n', ' '));
  }
}
