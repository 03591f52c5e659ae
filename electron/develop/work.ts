/**
 * One job from the queue to its result: prepare, decide the name, send, keep, finish, store. Each step is in the ledger before
 * the next one starts; what went wrong comes back as words for the queue, never as an exception.
 */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DarkslideError, problem, toProblem, type Problem } from '../contract/errors.ts';
import type { Receipt } from '../contract/job.ts';
import type { Model } from '../contract/model.ts';
import { resultView } from '../library/catalogue.ts';
import { transaction } from '../library/database.ts';
import type { RunOutcome } from '../segmind/service.ts';
import type { Prepared } from '../images/tasks.ts';
import { sentFields } from '../segmind/request.ts';
import { accountMark } from './account-mark.ts';
import { identityOf } from './identity.ts';
import type { Consequence, JobEvent } from './job.ts';
import type { JobFacts, JobRow } from './ledger.ts';
import { nameKey, recipeLabel, TEXT_FOLDER, TEXT_NAME, variantName, type NameFacts } from './naming.ts';
import type { BalanceKeeper, DevelopParts } from './parts.ts';
import { checkRoom, keepProblem, writeResult } from './storing.ts';

/** What one attempt means for the queue. */
export type WorkEnd =
  | { readonly type: 'over' }
  /** The same work is under way in another job: wait for that one. */
  | { readonly type: 'twin'; readonly of: JobRow['id'] }
  /** Nothing can go on for now: who is to act, and when it may go on by itself. */
  | {
      readonly type: 'pause';
      readonly by: 'account' | 'offline' | 'storage' | 'rate';
      readonly problem: Problem;
      readonly until: number | null;
    };

export interface WorkTools {
  readonly parts: DevelopParts;
  readonly balance: BalanceKeeper;
  /** Applies an event and tells everybody; null where it did not fit. */
  readonly apply: (id: JobRow['id'], event: JobEvent, facts?: JobFacts) => JobRow | null;
  /** Tells everybody how a job stands now. */
  readonly tell: (row: JobRow) => void;
  /** Paid bytes have no place: shows why and waits for the next moment worth a try. False when the process must end. */
  readonly waitForRoom: (trouble: Problem) => Promise<boolean>;
  /** Waits for this job's turn to be sent; false: not now, it goes back to the queue. */
  readonly turn: (row: JobRow) => Promise<boolean>;
  /** Asked right before sending: may this job still be sent? */
  readonly mayStillSend: (id: JobRow['id']) => boolean;
  readonly measured: (model: string, tookMs: number) => void;
  /** Requests are cut only when the process must end at once. */
  readonly signal: AbortSignal;
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

/** Folder of the result: the one asked for, else "Darkslide" beside the original, else the one for pictures made from text. */
export function resultFolder(row: Pick<JobRow, 'folder' | 'photo_path'>, picturesFolder: string): string {
  return row.folder ?? (row.photo_path === null ? picturesFolder : join(dirname(row.photo_path), 'Darkslide'));
}

/** Takes a queued job as far as it goes. The job is in a state the ledger can go on from, whatever happens here. */
export async function workOn(row: JobRow, tools: WorkTools): Promise<WorkEnd> {
  const { parts, apply } = tools;
  switch (row.core.state) {
    case 'queued': {
      const claimed = apply(row.id, { type: 'claim' });
      return claimed === null ? over : await prepareAndSend(claimed, tools);
    }
    case 'accepted':
      return await askAgain(row, tools);
    case 'received':
      return await store(row, tools);
    case 'preparing':
    case 'sent':
    case 'done':
    case 'failed':
    case 'unsure':
    case 'cancelled':
      parts.log(`Job ${String(row.id)} is ${row.core.state}: nothing to work on`);
      return over;
  }
}

async function prepareAndSend(row: JobRow, tools: WorkTools): Promise<WorkEnd> {
  const { parts, apply } = tools;
  const handBack = (end: WorkEnd): WorkEnd => {
    apply(row.id, { type: 'hand-back' });
    return end;
  };
  const model = modelOf(row, parts);
  if (model === undefined) {
    apply(row.id, { type: 'photo-trouble', problem: problem('model-unknown') });
    return over;
  }
  const account = await parts.account(row.simulated);
  if (account.key === null) return handBack(accountPause(problem('key-missing')));

  let uploads: Upload[];
  try {
    uploads = await prepareAll(row, model, tools);
  } catch (error) {
    if (!(error instanceof DarkslideError)) parts.log('A photo could not be prepared', error);
    apply(row.id, { type: 'photo-trouble', problem: toProblem(error) });
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
    apply(row.id, { type: 'reuse' }, facts);
    return over;
  }
  if (twin !== null) return handBack({ type: 'twin', of: twin.id });

  // Prepared ahead of its turn: speed and budget say when it goes, and until then it can be taken back
  if (!(await tools.turn(row))) return handBack(over);
  const folder = resultFolder(row, parts.picturesFolder);
  try {
    await checkRoom(folder, dirname(folder));
    await parts.spool.checkRoom();
    // What lies there under this number belongs to an earlier try that is settled
    await parts.spool.drop(row.id);
  } catch (error) {
    return handBack({ type: 'pause', by: 'storage', problem: toProblem(error), until: null });
  }
  const target = await firstFreeName(row, contentHash, folder, tools);

  if (!tools.mayStillSend(row.id)) return handBack(over);
  // Another job may have gone out with the same work while the folder was looked at; from here to `send` nothing waits
  const rival = parts.ledger.twin(identity, row.id);
  if (rival !== null) return handBack({ type: 'twin', of: rival.id });
  const receipt: Receipt = {
    host: account.service.host,
    width: first?.width ?? null,
    height: first?.height ?? null,
    pictureBytes: uploads.reduce((sum, upload) => sum + upload.prepared.bytes.length, 0),
    fields: sentFields(model, { parameters: row.recipe.parameters, format: row.recipe.format }),
    leftOut: uploads.reduce((sum, upload) => sum + upload.prepared.leftOut, 0),
    contentHash: first?.contentHash ?? null,
    requestId: null,
  };
  const sentAt = parts.now();
  const facts = { contentHash, identity, target, receipt, sentAt, account: accountMark(account.service.host, account.key) };
  const sent = apply(row.id, { type: 'send' }, facts);
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

/** The name is fixed before sending and kept in the job; names of other jobs under way count as taken. */
async function firstFreeName(row: JobRow, contentHash: string, folder: string, tools: WorkTools): Promise<string> {
  const { ledger } = tools.parts;
  const taken = new Set((await readdir(folder)).map(nameKey));
  for (let variant = 1; ; variant += 1) {
    const path = join(folder, variantName(nameFacts(row, contentHash, variant, tools)));
    if (!taken.has(nameKey(basename(path))) && !ledger.isTargetTaken(path, row.id)) return path;
  }
}

function nameFacts(row: JobRow, contentHash: string, variant: number, tools: WorkTools): NameFacts {
  const photo = row.photo_id === null ? null : tools.parts.catalogue.photo(row.photo_id);
  return {
    fileName: row.photo_path === null ? TEXT_NAME : basename(row.photo_path),
    folderName: row.photo_path === null ? TEXT_FOLDER : basename(dirname(row.photo_path)),
    time: photo?.taken_at ?? photo?.modified_ms ?? row.created_at,
    recipe: row.recipe,
    contentHash,
    sequence: row.sequence,
    variant,
  };
}

/** v2: the service knows the work under an id; asking for it costs nothing. */
async function askAgain(row: JobRow, tools: WorkTools): Promise<WorkEnd> {
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

async function conclude(row: JobRow, model: Model, outcome: RunOutcome, tools: WorkTools): Promise<WorkEnd> {
  const { parts, apply, balance } = tools;
  if ('remainingUsd' in outcome) {
    balance.set(outcome.remainingUsd, row.simulated, outcome.costUsd ?? model.priceUsd);
  }
  switch (outcome.type) {
    case 'picture': {
      tools.measured(model.slug, outcome.tookMs);
      return await keepAndStore(row, model, outcome, tools);
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
async function keepAndStore(row: JobRow, model: Model, picture: Picture, tools: WorkTools): Promise<WorkEnd> {
  const { parts, apply } = tools;
  const costUsd = row.simulated ? 0 : (picture.costUsd ?? model.priceUsd);
  await whenWritable(tools, async () => {
    await parts.spool.keep(row.id, picture.bytes);
  });
  const facts = { costUsd, costNamed: picture.costUsd !== null, tookMs: picture.tookMs };
  const received = await whenWritable(tools, () => apply(row.id, { type: 'picture' }, facts));
  return received === null ? over : await store(received, tools);
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

/** From the spool into the user's folder. Any trouble leaves the bytes where they are. */
async function store(row: JobRow, tools: WorkTools): Promise<WorkEnd> {
  const { parts, apply } = tools;
  const target = row.target;
  try {
    if (target === null) throw new DarkslideError('store-failed');
    const { prompt, strength } = row.recipe.parameters;
    const finished = await parts.images.finish(await parts.spool.read(row.id), row.recipe.format, {
      recipe: recipeLabel(row.recipe),
      model: row.recipe.model,
      prompt: typeof prompt === 'string' ? prompt : '',
      strength: typeof strength === 'number' ? strength : null,
      originalHash: row.content_hash === '' ? null : row.content_hash,
      simulated: row.simulated,
    });
    await checkRoom(dirname(target), dirname(dirname(target)));
    const first = variantOf(row, target, tools);
    const path = await writeResult(finished.bytes, parts.spool.ownerOf(row.id), target, (attempt) =>
      join(dirname(target), variantName(nameFacts(row, row.content_hash ?? '', first + attempt, tools))),
    );
    record(row, path, finished, tools);
    await parts.spool.drop(row.id);
    return over;
  } catch (error) {
    const trouble = toProblem(error);
    if (trouble.code === 'reply-unusable') {
      apply(row.id, { type: 'spoiled', problem: trouble });
      return over;
    }
    parts.log('A paid result could not be stored yet', error);
    apply(row.id, { type: 'store-trouble', problem: problem(trouble.code) });
    return { type: 'pause', by: 'storage', problem: problem(trouble.code), until: null };
  }
}

/** Which variant a decided name is, found by filling the template again. */
function variantOf(row: JobRow, target: string, tools: WorkTools): number {
  for (let variant = 1; variant < 1000; variant += 1) {
    if (variantName(nameFacts(row, row.content_hash ?? '', variant, tools)) === basename(target)) return variant;
  }
  return 1;
}

/** Result and job change in one transaction: a restart sees both or neither. */
function record(
  row: JobRow,
  path: string,
  finished: { bytes: Uint8Array; width: number; height: number },
  tools: WorkTools,
): void {
  const { catalogue, changed, database, ledger, now } = tools.parts;
  const photoId = row.photo_id !== null && catalogue.photo(row.photo_id) !== null ? row.photo_id : null;
  const { result, after } = transaction(database, () => {
    const stored = catalogue.addResult({
      jobId: row.id,
      photoId,
      originalHash: row.content_hash === '' ? null : row.content_hash,
      path,
      recipe: recipeLabel(row.recipe),
      model: row.recipe.model,
      parameters: row.recipe.parameters,
      width: finished.width,
      height: finished.height,
      bytes: finished.bytes.length,
      costUsd: row.cost_usd,
      tookMs: row.took_ms ?? 0,
      createdAt: now(),
      simulated: row.simulated,
    });
    return { result: stored, after: ledger.apply(row.id, { type: 'stored' }, { resultId: stored.id }) };
  });
  changed({ results: [resultView(result)] });
  if (after !== null) tools.tell(after);
}
