/** From the queue to the service: prepare the uploads, see whether the work is done or under way, decide the name, send. */
import { basename, dirname } from 'node:path';
import { DarkslideError, ownDiskProblem, problem, toProblem, type Problem } from '../../../contract/errors.ts';
import type { Receipt } from '../../../contract/job.ts';
import type { Model } from '../../../contract/model.ts';
import type { Prepared } from '../../../images/tasks.ts';
import { sentFields } from '../../../segmind/request.ts';
import type { JobFacts, JobRow, JobWork } from '../../ledger/job-row.ts';
import { accountMark, noKeyProblem } from '../../money/account.ts';
import { fileIdentityOf, identityOf, PREPARATION, preparationKey } from '../../results/identity.ts';
import { firstFreeName, isBesidePhoto, resultFolder } from '../../results/result.ts';
import { resultFileProblem } from '../orders/result-files.ts';
import { uploadLimits } from '../orders/upload-limits.ts';
import { conclude, noteAccepted } from './answer.ts';
import { lookAgain } from './look-again.ts';
import { accountPause, modelOf, over, type AnswerTools, type Received, type SendTools, type WorkEnd } from './tools.ts';

/** Takes a queued job to its answer. The job is in a state the ledger can go on from, whatever happens here. */
export async function prepareAndSend(row: JobRow, tools: SendTools & AnswerTools): Promise<WorkEnd | Received> {
  const { parts, apply } = tools;
  let claimed = false;
  /** False where the job was taken out of the queue meanwhile. */
  const claim = (): boolean => {
    claimed ||= apply(row.id, { type: 'claim' }) !== null;
    return claimed;
  };
  const handBack = (end: WorkEnd): WorkEnd => {
    if (claimed) apply(row.id, { type: 'hand-back', problem: null });
    return end;
  };
  /** Behind the same work in another job. Where that one is in doubt, this one says so: only a person can go on. */
  const waitFor = (duplicate: JobRow): WorkEnd => {
    const end: WorkEnd = { type: 'duplicate', of: duplicate };
    if (duplicate.core.state !== 'unsure') return handBack(end);
    if (claim()) apply(row.id, { type: 'hand-back', problem: copyInDoubt(duplicate) });
    return end;
  };
  if (tools.goesAtOnce(row) && !claim()) return over;
  const model = modelOf(row, parts);
  if (model === undefined) {
    if (claim()) apply(row.id, { type: 'photo-trouble', problem: problem('model-unknown') });
    return over;
  }
  const atFirst = await parts.account(row.simulated);
  if (atFirst.key === null) return handBack(accountPause(noKeyProblem(atFirst)));

  const source = row.photo_path === null ? null : dirname(row.photo_path);
  /** True: a person said that it never leaves, or nobody can tell whether they did. */
  const isKept = async (): Promise<boolean> => {
    const trouble = await keptHere(row, tools);
    if (trouble !== null && claim()) apply(row.id, { type: 'photo-trouble', problem: trouble });
    return trouble !== null;
  };
  if (await isKept()) return over;
  const readAt = parts.now();
  let uploads: Upload[];
  try {
    if (source !== null) await parts.folders.reach(source);
  } catch (error) {
    return handBack(heldBy('source', source ?? '', error));
  }
  const folder = resultFolder(row, parts.picturesFolder);
  try {
    // Before the work of preparing; whether there is room is asked when it leaves
    await parts.folders.glance(folder);
  } catch (error) {
    return handBack(heldBy('folder', folder, error));
  }
  try {
    uploads = await prepareAll(row, model, tools);
  } catch (error) {
    // A photo that cannot be read because its drive is gone does not fail: it waits for the drive
    const gone = source === null ? null : await troubleAt(source, tools);
    if (gone !== null) return handBack(gone);
    // Neither the photo nor Darkslide: the disk refuses what is written down of the preparation
    if (ownDiskProblem(error) !== null) throw error;
    // An error in Darkslide itself may concern this photo or all of them: the queue counts such faults and decides (faults.ts)
    if (toProblem(error).code === 'internal') {
      parts.log('A photo could not be prepared', error);
      return handBack({ type: 'fault' });
    }
    if (claim()) apply(row.id, { type: 'photo-trouble', problem: toProblem(error) });
    return over;
  }
  const first = uploads[0]?.prepared ?? null;
  const contentHash = first?.contentHash ?? '';
  const work = workOf(uploads, row);
  const fileIdentity = fileIdentityOf(
    uploads.map((upload) => upload.prepared.contentHash),
    row.recipe,
    row.simulated,
  );
  const duplicate = parts.ledger.duplicate(work.identity, fileIdentity, row.id);
  if (duplicate?.core.state === 'done') {
    if (duplicate.identity === fileIdentity) parts.ledger.adoptIdentity(duplicate.id, work);
    const result = duplicate.result_id === null ? null : parts.catalogue.result(duplicate.result_id);
    const gone = result === null ? problem('result-gone') : await resultFileProblem(result.path);
    if (gone !== null) {
      if (claim()) apply(row.id, { type: 'photo-trouble', problem: gone });
      return over;
    }
    const facts: JobFacts = { contentHash, ...(duplicate.result_id === null ? {} : { resultId: duplicate.result_id }) };
    if (claim()) apply(row.id, { type: 'reuse' }, facts);
    return over;
  }
  if (duplicate !== null) return waitFor(duplicate);
  /** True: paid for in vain, and nobody who knows that has asked for it. */
  const isSpoiled = (): boolean => {
    const trouble = tools.spoiledBefore(work.identity, row);
    if (trouble !== null && claim()) apply(row.id, { type: 'photo-trouble', problem: trouble });
    return trouble !== null;
  };
  if (isSpoiled()) return over;

  // Prepared ahead of its turn: speed and budget say when it goes, and until then it can be taken back
  const pictureBytes = uploads.reduce((sum, upload) => sum + upload.prepared.bytes.length, 0);
  if (!(await tools.turn(row, pictureBytes))) return handBack(over);
  // Asked for only now: the key may have been changed while the photo waited
  const account = await parts.account(row.simulated);
  if (account.key === null) return handBack(accountPause(noKeyProblem(account)));
  let taken: ReadonlySet<string>;
  try {
    taken = await parts.folders.look(folder, isBesidePhoto(row));
  } catch (error) {
    return handBack(heldBy('folder', folder, error));
  }
  if (!parts.isLedgerInPlace()) return handBack(homeGone());
  try {
    await tools.checkOwnDisk();
  } catch (error) {
    return handBack({ type: 'pause', by: 'storage', problem: toProblem(error), until: null });
  }
  const changed = await tools.inOrder(lookAgain(uploads, readAt, parts.images));
  if (changed !== null) {
    // What waited is not what lies there now. It goes back to its place in the queue and is prepared anew, but not for ever
    const gone = source === null ? null : await troubleAt(source, tools);
    if (gone !== null) return handBack(gone);
    if (changed.code === 'file-changed' && tools.mayPrepareAgain(row.id)) return handBack(over);
    if (claim()) apply(row.id, { type: 'photo-trouble', problem: changed });
    return over;
  }
  // It may have waited for hours
  if (await isKept()) return over;
  await tools.leave();
  if (!tools.mayStillSend(row)) return handBack(over);
  // Another job may have gone out with the same work while the folder was looked at; from here to `send` nothing waits
  const rival = parts.ledger.duplicate(work.identity, fileIdentity, row.id);
  if (rival !== null) return waitFor(rival);
  if (isSpoiled()) return over;
  // What is paid for without a record is paid for again
  if (!parts.isLedgerInPlace()) return handBack(homeGone());
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
  const facts = { contentHash, work, target, receipt, sentAt, account: accountMark(account.service.host, account.key) };
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
        noteAccepted(row, requestId, tools);
        await Promise.resolve();
      },
    },
    tools.signal,
  );
  return await conclude(sent, model, outcome, tools);
}

/** Why one of the job's photos is never sent; null: all may be. */
async function keptHere(row: JobRow, { parts }: SendTools): Promise<Problem | null> {
  const paths = [row.photo_path, ...row.others].filter((path) => path !== null);
  const troubles = await Promise.all(paths.map(async (path) => await parts.neverSent.look(path)));
  return troubles.find((trouble) => trouble !== null) ?? null;
}

function homeGone(): WorkEnd {
  return { type: 'pause', by: 'storage', problem: problem('home-gone'), until: null };
}

function heldBy(scope: 'folder' | 'source', folder: string, error: unknown): WorkEnd {
  const { code } = toProblem(error);
  return { type: 'held', hold: { scope, detail: folder }, code: code === 'internal' ? 'store-failed' : code };
}

/** What is wrong with the folder of a photo that could not be read; null: it is there, with something in it. */
async function troubleAt(source: string, { parts }: SendTools): Promise<WorkEnd | null> {
  try {
    // One photo that is not there was moved; where many are not and nothing else is, it was the drive
    await parts.folders.reachAgain(source, parts.ledger.waitingIn(source) > 1);
    return null;
  } catch (error) {
    return heldBy('source', source, error);
  }
}

function copyInDoubt(duplicate: JobRow): Problem {
  if (duplicate.photo_path === null) return problem('copy-in-doubt');
  const name = basename(duplicate.photo_path);
  return problem('copy-in-doubt', `The same photo, ${name}, may have been charged already. Decide about that one first.`);
}

function workOf(uploads: readonly Upload[], { recipe, simulated }: JobRow): JobWork {
  const pixelHashes = uploads.map((upload) => upload.prepared.pixelHash);
  return { identity: identityOf(pixelHashes, recipe, simulated), preparation: PREPARATION, pixelHashes };
}

interface Upload {
  readonly field: string;
  readonly path: string;
  readonly prepared: Prepared;
}

/** Every picture the model wants, in the order of its inputs. Throws DarkslideError for the first that cannot go. */
async function prepareAll(row: JobRow, model: Model, tools: SendTools): Promise<Upload[]> {
  // Half the side and so a quarter of the bytes when the service called the first upload too large
  const longSide =
    row.core.shrinks === 0 ? row.recipe.longSide : Math.max(model.limits.minSide, Math.round(row.recipe.longSide / 2));
  const limits = uploadLimits(model);
  const paths = [row.photo_path, ...row.others];
  const uploads: Upload[] = [];
  for (const [index, input] of model.inputs.entries()) {
    const path = paths[index] ?? null;
    if (path === null) throw new DarkslideError('bad-input', `${input.title} is missing.`);
    const prepared = await tools.parts.images.prepare(path, { longSide, limits });
    tools.parts.ledger.notePrepared(prepared.contentHash, preparationKey(longSide, limits), prepared.pixelHash);
    uploads.push({ field: input.field, path, prepared });
  }
  return uploads;
}
