/**
 * The way past a disk that refuses the app's own data: a paid picture is finished and stored under its place beside the photo at once, and
 * the ledger learns of it when it can be written, in this process or by the mark of the file in the next.
 */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { transaction } from '../../library/database.ts';
import { resultView } from '../../library/catalogue.ts';
import type { JobRow } from '../ledger/job-row.ts';
import { finishResult } from './finishing.ts';
import { addResultOf, isBesidePhoto, markOf, nextNames, storedAs, type ResultTools, type StoredFile } from './result.ts';
import type { InHand } from './in-hand.ts';

/** Names that are looked at for a result that may stand under a later one than was decided. */
const MOST_NAMES = 8;

/** Stores a picture that only memory has. Null: that does not work either, and it is tried again. Never throws. */
export async function storeAhead(row: JobRow, bytes: Uint8Array, tools: ResultTools): Promise<StoredFile | null> {
  const { parts } = tools;
  const { target } = row;
  if (target === null) return null;
  try {
    const folder = dirname(target);
    const finished = await finishResult(row, bytes, markOf(row, parts), parts);
    if (isBesidePhoto(row)) await parts.folders.refuseLink(folder);
    const path = await parts.folders.write(finished.bytes, parts.spool.ownerOf(row.id), target, nextNames(row, target, tools));
    return storedAs(path, finished);
  } catch (error) {
    parts.log('A paid picture could not be stored beside its photo either', error);
    return null;
  }
}

/** The file that was stored ahead of the ledger, where it is still there as it was written. */
export async function rescuedFile(id: JobRow['id'], inHand: InHand): Promise<StoredFile | null> {
  const rescued = inHand.rescued(id);
  if (rescued === null) return null;
  const size = await stat(rescued.path).then(
    (found) => found.size,
    () => null, // moved away meanwhile: it is stored again
  );
  return size === rescued.size ? rescued : null;
}

/** Jobs in doubt whose result an earlier process stored without being able to write that down: it is, now. Never throws. */
export async function adoptRescued(tools: ResultTools): Promise<void> {
  const { ledger, log } = tools.parts;
  for (const row of ledger.jobsOf(ledger.unsureIds())) {
    try {
      await adopt(row, tools);
    } catch (error) {
      log(`Looking for the result of job ${String(row.id)} failed`, error); // it stays in doubt
    }
  }
}

async function adopt(row: JobRow, tools: ResultTools): Promise<void> {
  const { catalogue, changed, database, images, ledger } = tools.parts;
  const { target } = row;
  if (target === null || row.identity === null) return;
  const next = nextNames(row, target, tools);
  for (let attempt = 0; attempt < MOST_NAMES; attempt += 1) {
    const path = attempt === 0 ? target : next(attempt);
    const size = await stat(path).then(
      (found) => found.size,
      () => null,
    );
    if (size === null) return; // names are taken in their order: nothing stands behind a free one
    const { mark, width, height } = await images.inspect(path);
    const work = mark?.work ?? null;
    if (work?.job !== row.id || work.identity !== row.identity || work.sentAt !== row.sent_at) continue;
    if (catalogue.resultAt(path) !== null) return;
    const stored = transaction(database, () => {
      const received = ledger.found(row.id);
      return received === null ? null : addResultOf(received, { path, size, width, height, leftOut: [] }, tools);
    });
    if (stored === null) return;
    changed({ results: [resultView(stored.result)] });
    if (stored.after !== null) tools.tell(stored.after);
    return;
  }
}
