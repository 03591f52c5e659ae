/** `rebuild-ledger` on the command line: what to go on from after the record of what was paid was lost. */
import { dirname, join } from 'node:path';
import { DarkslideError } from '../contract/errors.ts';
import { dollars } from '../contract/dollars.ts';
import type { Model } from '../contract/model.ts';
import { backupFolder, endLoss, lossOf, lossProblem, openLedger } from '../develop/ledger/open.ts';
import { restoreBackup } from '../develop/ledger/restore.ts';
import { createRunnerLock } from '../develop/queue/runner-lock.ts';
import { rebuildLedger, stillLost, type Rebuilt } from '../develop/results/rebuild.ts';
import { createSpool } from '../develop/results/storing.ts';
import { createImagePool } from '../images/pool/pool.ts';
import { listBackups, type Backup } from '../library/backups.ts';
import { createCatalogue } from '../library/catalogue.ts';
import { forkNode } from '../processes/fork-node.ts';
import type { RebuildArguments } from './arguments.ts';
import { EXIT } from './develop-command.ts';
import type { Output } from './report.ts';

export interface RebuildCommandParts {
  readonly home: string;
  readonly models: readonly Model[];
  /** The built process that decodes pictures. */
  readonly imageProcess: string;
  readonly output: Output;
  readonly log: (message: string, error?: unknown) => void;
}

/** Does what was typed, or says what there is to choose from. Throws DarkslideError where another process has the library open. */
export async function runRebuildCommand(parts: RebuildCommandParts, typed: RebuildArguments): Promise<number> {
  const { home, output } = parts;
  const backups = await listBackups(backupFolder(home));
  if (typed.folders.length === 0 && !typed.fromBackup && !typed.anew) return tellChoices(parts, backups, typed.json);
  const lock = createRunnerLock(home, { name: 'rebuild-ledger', host: '', takesWork: false });
  if (!lock.tryAcquire()) throw new DarkslideError('runner-busy', 'Close Darkslide first: it has this library open.');
  try {
    if (typed.fromBackup) {
      const [newest] = backups;
      if (newest === undefined) throw new DarkslideError('not-found', 'There is no backup of the library.');
      restoreBackup(home, newest.path, Date.now);
      output.fail(`Went back to the library of ${new Date(newest.at).toISOString()}.`);
    }
    const { rebuilt, trouble, isLost } = await rebuild(parts, typed);
    output.print(typed.json ? JSON.stringify(rebuilt) : wordsOf(rebuilt));
    for (const path of rebuilt.rescued) output.fail(`A paid picture of which nothing else is known was put here: ${path}`);
    for (const path of rebuilt.unread) output.fail(`Could not be looked into: ${path}`);
    if (trouble === null) return EXIT.done;
    const more = isLost ? ' The record of what was paid stays lost: name other folders, or begin without it with "--anew".' : '';
    output.fail(`${trouble}${more}`);
    return isLost ? EXIT.paused : EXIT.failed;
  } finally {
    lock.release();
  }
}

interface Attempt {
  readonly rebuilt: Rebuilt;
  /** Why it is not complete; null: it is. */
  readonly trouble: string | null;
  /** Nothing is spent before a person has said more. */
  readonly isLost: boolean;
}

async function rebuild({ home, models, imageProcess, log }: RebuildCommandParts, typed: RebuildArguments): Promise<Attempt> {
  const { database, ledger } = openLedger(home, Date.now);
  const images = createImagePool({ spawn: forkNode, file: imageProcess, log });
  try {
    const catalogue = createCatalogue(database);
    const spool = createSpool(join(home, 'spool'));
    const parts = { database, ledger, catalogue, images, spool, models, rescueFolder: join(home, 'Rescued'), now: Date.now, log };
    // Where results lay before, as far as the library remembers it
    const known = catalogue.results().map(({ path }) => dirname(path));
    const rebuilt = await rebuildLedger(parts, typed.folders, known);
    // A backup is something to go on from even where the folders hold nothing new
    const trouble = stillLost(rebuilt, typed.fromBackup && rebuilt.unread.length === 0 ? [] : typed.folders);
    if (trouble === null) endLoss(ledger);
    return { rebuilt, trouble, isLost: lossOf(ledger) !== null };
  } finally {
    database.close();
    await images.close();
  }
}

function tellChoices({ home, output }: RebuildCommandParts, backups: readonly Backup[], json: boolean): number {
  const { database, ledger } = openLedger(home, Date.now);
  const loss = lossOf(ledger);
  const trouble = lossProblem(ledger);
  database.close();
  const spooled = createSpool(join(home, 'spool')).ids().length;
  if (json) output.print(JSON.stringify({ loss, backups, spooled }));
  else {
    output.print(trouble?.message ?? 'The record of what was paid is not lost.');
    const [newest] = backups;
    if (newest !== undefined)
      output.print(
        `--from-backup   go back to the library of ${new Date(newest.at).toISOString()}, then read what was done since from the results`,
      );
    output.print('DIR…            read what was paid from the marks of the results in these folders');
    output.print('--anew          begin without it: photos that were developed before may be paid for again');
    if (spooled > 0) output.print(`Paid pictures that wait to be stored: ${String(spooled)}. They are kept.`);
  }
  return loss === null ? EXIT.done : EXIT.paused;
}

function wordsOf({ looked, results, byOldMarks, known, chargedUsd, fromSpool }: Rebuilt): string {
  const old =
    byOldMarks === 0 ? '' : ` ${String(byOldMarks)} of them carry an old mark: their work is known only as far as it tells.`;
  const waiting = fromSpool === 0 ? '' : ` Paid pictures that are stored at the next start: ${String(fromSpool)}.`;
  return `${String(looked)} files looked at: ${String(results)} results written down (${dollars(chargedUsd)}), ${String(known)} were known.${old}${waiting}`;
}
