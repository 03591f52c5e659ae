/**
 * One job from the queue to its result: prepare, decide the name, send, keep, finish, store. Each step is in the ledger before
 * the next one starts; what went wrong comes back as words for the queue, never as an exception.
 */
import type { JobRow } from '../../ledger/job-row.ts';
import { storeResult } from '../../results/result.ts';
import { askAgain } from './answer.ts';
import { prepareAndSend } from './sending.ts';
import { over, type Received, type WorkEnd, type WorkTools } from './tools.ts';

/** Takes a queued job as far as it goes. The job is in a state the ledger can go on from, whatever happens here. */
export async function workOn(row: JobRow, tools: WorkTools): Promise<WorkEnd> {
  // Upload and answer are forgotten when this returns: results that wait to be stored lie on disk
  const end = await workUntilReceived(row, tools);
  if (end.type !== 'received') return end;
  const volume = tools.parts.folders.volumeOf(end.row.target ?? '');
  const trouble = await tools.finishing(volume, async () => await storeResult(end.row, tools));
  if (trouble === null) return over;
  switch (trouble.where) {
    case 'folder':
      return { type: 'held', hold: { scope: 'folder', detail: trouble.folder }, code: trouble.problem.code };
    case 'picture':
      return { type: 'fault' };
    case 'own':
      return { type: 'pause', by: 'storage', problem: trouble.problem, until: null };
  }
}

async function workUntilReceived(row: JobRow, tools: WorkTools): Promise<WorkEnd | Received> {
  // Whatever the ledger thinks of it: what lies in the spool is paid, so nothing is asked for and nothing sent
  if (row.core.state !== 'received' && tools.parts.spool.holds(row.id)) {
    const received = tools.found(row.id);
    if (received !== null) return { type: 'received', row: received };
    await tools.parts.spool.setAside(row.id); // never sent, so they are of another ledger; a new picture must not replace them
  }
  switch (row.core.state) {
    case 'queued':
      return await prepareAndSend(row, tools);
    case 'accepted':
      return await askAgain(row, tools);
    case 'received':
      return { type: 'received', row };
    case 'preparing':
    case 'sent':
    case 'done':
    case 'failed':
    case 'unsure':
    case 'cancelled':
      tools.parts.log(`Job ${String(row.id)} is ${row.core.state}: nothing to work on`);
      return over;
  }
}
