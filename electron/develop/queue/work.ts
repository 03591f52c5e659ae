/**
 * One job from the queue to its result: prepare, decide the name, send, keep, finish, store. Each step is in the ledger before
 * the next one starts; what went wrong comes back as words for the queue, never as an exception.
 */
import { basename } from 'node:path';
import { DarkslideError, problem, toProblem, type Problem } from '../../contract/errors.ts';
import type { Receipt } from '../../contract/job.ts';
import type { Model } from '../../contract/model.ts';
import type { RunOutcome } from '../../segmind/service.ts';
import type { Prepared } from '../../images/tasks.ts';
import { sentFields } from '../../segmind/request.ts';
import { accountMark } from '../money/account-mark.ts';
import { identityOf } from '../results/identity.ts';
import type { Consequence } from '../ledger/job.ts';
import type { JobFacts, JobRow } from '../ledger/job-row.ts';
import type { Desk } from './semaphore.ts';
import type { FolderLook } from '../results/folder-look.ts';
import type { BalanceKeeper, DevelopParts } from './parts.ts';
import { firstFreeName, resultFolder, storeResult, type ResultTools } from '../results/result.ts';
import { keepProblem } from '../results/storing.ts';

/** What one attempt means for the queue. */
export type WorkEnd =
  | { readonly type: 'over' }
  /** The same work is under way in another job: wait for that one. */
  | { readonly type: 'twin'; readonly of: JobRow }
  /** Nothing can go on for now: who is to act, and when it may go on by itself. */
  | {
      readonly type: 'pause';
      readonly by: 'account' | 'offline' | 'storage' | 'rate';
      readonly problem: Problem;
      readonly until: number | null;
    };

export interface WorkTools extends ResultTools {
  readonly balance: BalanceKeeper;
  /** Claims the job where that was not done yet, and notes it as sent, in one step. Null where it does not fit any more. */
  readonly send: (id: JobRow['id'], facts: JobFacts) => JobRow | null;
  /** Will it be sent as soon as it is prepared? Then it is claimed, and shown as being prepared; else it stays in the queue until its turn. */
  readonly goesAtOnce: (row: JobRow) => boolean;
  /** Paid bytes have no place: shows why and waits for the next moment worth a try. False when the process must end. */
  readonly waitForRoom: (trouble: Problem) => Promise<boolean>;
  /** Waits with so many bytes for this job's turn to be sent; false: not now, it goes back to the queue. */
  readonly turn: (row: JobRow, bytes: number) => Promise<boolean>;
  /** May a result be stored in this folder, and which names are taken there? */
  readonly look: FolderLook;
  /** Awaited right before sending: photos that may go together leave one after the other, so that nothing else waits for all of them. */
  readonly leave: () => Promise<void>;
  /** Awaited before a picture in the spool is noted: answers that come together are noted one after the other. */
  readonly note: () => Promise<void>;
  /** Asked right before sending: may this job still be sent? */
  readonly mayStillSend: (id: JobRow['id']) => boolean;
  /** Where results are finished, a few at a time. */
  readonly finishing: Desk;
  readonly measured: (model: string, tookMs: number) => void;
  /** Requests are cut only when the process must end at once. */
  readonly signal: AbortSignal;
}

/** The bytes are safe in the spool: what is left is to store them. */
interface Received {
  readonly type: 'received';
  readonly row: JobRow;
}

const over: WorkEnd = { type: 'over' };

function accountPause(trouble: Problem): WorkEnd {
  return { type: 'pause', by: 'account', problem: trouble, until: null };
}

/** The model of a job, sent the way that was chosen for the job; undefined: the catalogue has it no more. */
function modelOf({ recipe, transport }: JobRow, { models }: DevelopParts): Model | undefined {
  const model = models.find((known) => known.slug === recipe.model);
  return model === undefined || transport === null ? model : { ...model, transport };
}

/** Takes a queued job as far as it goes. The job is in a state the ledger can go on from, whatever happens here. */
export async function workOn(row: JobRow, tools: WorkTools): Promise<WorkEnd> {
  // Upload and answer are forgotten when this returns: results that wait to be stored lie on disk
  const end = await workUntilReceived(row, tools);
  if (end.type !== 'received') return end;
  const trouble = await tools.finishing(async () => await storeResult(end.row, tools));
  return trouble === null ? over : { type: 'pause', by: 'storage', problem: trouble, until: null };
}

async function workUntilReceived(row: JobRow, tools: WorkTools): Promise<WorkEnd | Received> {
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

async function prepareAndSend(row: JobRow, tools: WorkTools): Promise<WorkEnd | Received> {
  const { parts, apply } = tools;
  let claimed = false;
  /** False: it was taken out of the queue meanwhile. */
  const claim = (): boolean => {
    claimed ||= apply(row.id, { type: 'claim' }) !== null;
    return claimed;
  };
  const handBack = (end: WorkEnd): WorkEnd => {
    if (claimed) apply(row.id, { type: 'hand-back', problem: null });
    return end;
  };
  /** Behind the same work in another job. Where that one is in doubt, this one says so: only a person can go on. */
  const waitFor = (twin: JobRow): WorkEnd => {
    const end: WorkEnd = { type: 'twin', of: twin };
    if (twin.core.state !== 'unsure') return handBack(end);
    if (claim()) apply(row.id, { type: 'hand-back', problem: copyInDoubt(twin) });
    return end;
  };
  if (tools.goesAtOnce(row) && !claim()) return over;
  const model = modelOf(row, parts);
  if (model === undefined) {
    if (claim()) apply(row.id, { type: 'photo-trouble', problem: problem('model-unknown') });
    return over;
  }
  if ((await parts.account(row.simulated)).key === null) return handBack(accountPause(problem('key-missing')));

  let uploads: Upload[];
  try {
    uploads = await prepareAll(row, model, tools);
  } catch (error) {
    if (!(error instanceof DarkslideError)) parts.log('A photo could not be prepared', error);
    if (claim()) apply(row.id, { type: 'photo-trouble', problem: toProblem(error) });
    return over;
  }
  const first = uploads[0]?.prepared ?? null;
  const contentHash = first?.contentHash ?? '';
  const identity = identityOf(
    uploads.map((upload) => upload.prepared.contentHash),
    row.recipe,
    row.simulated,
  );
  const twin = parts.ledger.twin(identity, row.id);
  if (twin?.core.state === 'done') {
    const facts: JobFacts = { contentHash, ...(twin.result_id === null ? {} : { resultId: twin.result_id }) };
    if (claim()) apply(row.id, { type: 'reuse' }, facts);
    return over;
  }
  if (twin !== null) return waitFor(twin);

  // Prepared ahead of its turn: speed and budget say when it goes, and until then it can be taken back
  const pictureBytes = uploads.reduce((sum, upload) => sum + upload.prepared.bytes.length, 0);
  if (!(await tools.turn(row, pictureBytes))) return handBack(over);
  // Asked for only now: the key may have been changed while the photo waited
  const account = await parts.account(row.simulated);
  if (account.key === null) return handBack(accountPause(problem('key-missing')));
  const folder = resultFolder(row, parts.picturesFolder);
  let taken: ReadonlySet<string>;
  try {
    taken = await tools.look(folder);
    // What lies there under this number belongs to an earlier try that is settled. Asked first, because whoever waits here for the
    // disk is passed by those who stand behind
    if (parts.spool.holds(row.id)) await parts.spool.drop(row.id);
  } catch (error) {
    return handBack({ type: 'pause', by: 'storage', problem: toProblem(error), until: null });
  }
  await tools.leave();
  if (!tools.mayStillSend(row.id)) return handBack(over);
  // Another job may have gone out with the same work while the folder was looked at; from here to `send` nothing waits
  const rival = parts.ledger.twin(identity, row.id);
  if (rival !== null) return waitFor(rival);
  const target = firstFreeName(row, contentHash, { folder, taken }, tools);
  const receipt: Receipt = {
    host: account.service.host,
    width: first?.width ?? null,
    height: first?.height ?? null,
    pictureBytes,
    fields: sentFields(model, { parameters: row.recipe.parameters, format: row.recipe.format }),
    leftOut: uploads.reduce((sum, upload) => sum + upload.prepared.leftOut, 0),
    contentHash: first?.contentHash ?? null,
    requestId: null,
  };
  const sentAt = parts.now();
  const facts = { contentHash, identity, target, receipt, sentAt, account: accountMark(account.service.host, account.key) };
  const sent = tools.send(row.id, facts);
  if (sent === null) return over; // cancelled in between
  const outcome = await account.service.run(
    {
      model,
      pictures: Object.fromEntries(uploads.map((upload) => [upload.field, upload.prepared.bytes])),
      parameters: row.recipe.parameters,
      format: row.recipe.format,
    },
    account.key,
    {
      accepted: async (requestId) => {
        await whenWritable(tools, () => apply(row.id, { type: 'accepted', requestId }));
      },
    },
    tools.signal,
  );
  return await conclude(sent, model, outcome, tools);
}

function copyInDoubt(twin: JobRow): Problem {
  if (twin.photo_path === null) return problem('copy-in-doubt');
  const name = basename(twin.photo_path);
  return problem('copy-in-doubt', `The same photo, ${name}, may have been charged already. Decide about that one first.`);
}

interface Upload {
  readonly field: string;
  readonly prepared: Prepared;
}

/** Every picture the model wants, in the order of its inputs. Throws DarkslideError for the first that cannot go. */
async function prepareAll(row: JobRow, model: Model, tools: WorkTools): Promise<Upload[]> {
  // Half the side and so a quarter of the bytes when the service called the first upload too large
  const longSide =
    row.core.shrinks === 0 ? row.recipe.longSide : Math.max(model.limits.minSide, Math.round(row.recipe.longSide / 2));
  // Several pictures share one request
  const limits = {
    ...model.limits,
    maxRequestBytes: Math.floor(model.limits.maxRequestBytes / Math.max(1, model.inputs.length)),
  };
  const paths = [row.photo_path, ...row.others];
  const uploads: Upload[] = [];
  for (const [index, input] of model.inputs.entries()) {
    const path = paths[index] ?? null;
    if (path === null) throw new DarkslideError('bad-input', `${input.title} is missing.`);
    uploads.push({ field: input.field, prepared: await tools.parts.images.prepare(path, { longSide, limits }) });
  }
  return uploads;
}

/** v2: the service knows the work under an id; asking for it costs nothing. */
async function askAgain(row: JobRow, tools: WorkTools): Promise<WorkEnd | Received> {
  const model = modelOf(row, tools.parts);
  const { requestId } = row.core;
  if (model === undefined || requestId === null) {
    tools.apply(row.id, { type: 'silence', problem: problem('no-answer'), requestId });
    return over;
  }
  const account = await tools.parts.account(row.simulated);
  if (account.key === null) return accountPause(problem('key-missing'));
  const outcome = await account.service.resume(requestId, model, account.key, tools.signal);
  return await conclude(row, model, outcome, tools);
}

async function conclude(row: JobRow, model: Model, outcome: RunOutcome, tools: WorkTools): Promise<WorkEnd | Received> {
  const { parts, apply, balance } = tools;
  if ('remainingUsd' in outcome) {
    balance.set(outcome.remainingUsd, row.simulated, outcome.costUsd ?? model.priceUsd);
  }
  switch (outcome.type) {
    case 'picture': {
      tools.measured(model.slug, outcome.tookMs);
      return await keep(row, model, outcome, tools);
    }
    case 'spoiled': {
      const costUsd = row.simulated ? 0 : (outcome.costUsd ?? model.priceUsd);
      const facts = { costUsd, costNamed: outcome.costUsd !== null };
      await whenWritable(tools, () => apply(row.id, { type: 'spoiled', problem: outcome.problem }, facts));
      return over;
    }
    case 'unsure': {
      const { requestId } = outcome;
      await whenWritable(tools, () => apply(row.id, { type: 'silence', problem: outcome.problem, requestId }));
      return over;
    }
    case 'refused': {
      const { consequence } = outcome;
      await whenWritable(tools, () => apply(row.id, { type: 'refused', problem: outcome.problem, consequence }));
      return pauseFor(outcome.problem, outcome.consequence, outcome.until, parts.now());
    }
  }
}

function pauseFor(trouble: Problem, consequence: Consequence, until: number | null, now: number): WorkEnd {
  if (consequence === 'pause') return accountPause(trouble);
  if (consequence !== 'wait') return over;
  if (trouble.code === 'offline') return { type: 'pause', by: 'offline', problem: trouble, until: null };
  return { type: 'pause', by: 'rate', problem: trouble, until: until !== null && until > now ? until : null };
}

type Picture = Extract<RunOutcome, { type: 'picture' }>;

/** Nothing comes before this: the paid bytes go to the spool, and only then is the job `received`. */
async function keep(row: JobRow, model: Model, picture: Picture, tools: WorkTools): Promise<WorkEnd | Received> {
  const { parts, apply } = tools;
  const costUsd = row.simulated ? 0 : (picture.costUsd ?? model.priceUsd);
  await whenWritable(tools, async () => {
    await parts.spool.keep(row.id, picture.bytes);
  });
  const facts = { costUsd, costNamed: picture.costUsd !== null, tookMs: picture.tookMs };
  await tools.note(); // the bytes are safe already
  const received = await whenWritable(tools, () => apply(row.id, { type: 'picture' }, facts));
  return received === null ? over : { type: 'received', row: received };
}

/** What came back is only in memory until it is written: where there is no room, stays here and tries until there is. */
async function whenWritable<T>(tools: WorkTools, write: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      const trouble = keepProblem(error);
      if (trouble === null) throw error;
      tools.parts.log('An answer could not be kept yet', error);
      if (!(await tools.waitForRoom(trouble))) throw error;
    }
  }
}
