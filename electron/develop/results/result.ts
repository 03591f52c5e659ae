/** The result of a job as a file: its folder and name, decided before anything is sent, and the way of the paid bytes to it. */
import { basename, dirname, join } from 'node:path';
import { DarkslideError, problem, toProblem, type Problem } from '../../contract/errors.ts';
import type { Changes } from '../../contract/events.ts';
import { timeOfPhoto } from '../../contract/local-time.ts';
import type { Finished, ImageTasks, ResultMark, WorkMark } from '../../images/tasks.ts';
import { resultView, type Catalogue, type ResultRow } from '../../library/catalogue.ts';
import { transaction, type Database } from '../../library/database.ts';
import type { JobEvent } from '../ledger/job.ts';
import type { JobFacts, JobRow } from '../ledger/job-row.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { nameKey, recipeLabel } from '../ledger/labels.ts';
import { TEXT_FOLDER, TEXT_NAME, variantName, type NameFacts } from './naming.ts';
import type { Folders } from './folders.ts';
import { finishAnswer, storeBeside } from './full-size.ts';
import { keepProblem, ownFolderWords, type Spool } from './storing.ts';

/** What storing results is given by the other rooms. */
export interface ResultParts {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly images: ImageTasks;
  readonly spool: Spool;
  /** The user's folders. */
  readonly folders: Folders;
  /** Where pictures made from text go. */
  readonly picturesFolder: string;
  /** Of Darkslide, for the marks of results. */
  readonly version: string;
  /** ms since 1970. */
  readonly now: () => number;
  readonly changed: (changes: Changes) => void;
  readonly log: (message: string, error?: unknown) => void;
}

export interface ResultTools {
  readonly parts: ResultParts;
  /** Applies an event and tells everybody; null where it did not fit. */
  readonly apply: (id: JobRow['id'], event: JobEvent, facts?: JobFacts) => JobRow | null;
  /** Tells everybody how a job stands now. */
  readonly tell: (row: JobRow) => void;
  /** The file that was stored ahead of the ledger, while that could not be written; null: there is none. */
  readonly rescuedFile: (id: JobRow['id']) => Promise<StoredFile | null>;
}

/** A finished result at its place. */
export interface StoredFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** What of its original's words it was to carry and does not, each in words. */
  readonly leftOut: readonly string[];
}

/** How a finished result lies there. */
export function storedAs(path: string, { bytes, width, height, leftOut }: Finished): StoredFile {
  return { path, size: bytes.length, width, height, leftOut };
}

/** The folder for results beside an original. */
export const RESULTS_FOLDER = 'Darkslide';

/** Folder of the result: the one asked for, else "Darkslide" beside the original, else the one for pictures made from text. */
export function resultFolder(row: Pick<JobRow, 'folder' | 'photo_path'>, picturesFolder: string): string {
  return row.folder ?? (row.photo_path === null ? picturesFolder : join(dirname(row.photo_path), RESULTS_FOLDER));
}

/** Nobody chose the folder of the result: it is the one beside its photo. */
export function isBesidePhoto({ folder, photo_path: photoPath }: Pick<JobRow, 'folder' | 'photo_path'>): boolean {
  return folder === null && photoPath !== null;
}

/** The name is fixed before sending and kept in the job; names of other jobs under way count as taken. */
export function firstFreeName(
  row: JobRow,
  contentHash: string,
  { folder, taken }: { readonly folder: string; readonly taken: ReadonlySet<string> },
  tools: ResultTools,
): string {
  const { ledger } = tools.parts;
  for (let variant = 1; ; variant += 1) {
    const path = join(folder, variantName(nameFacts(row, contentHash, variant, tools)));
    if (!taken.has(nameKey(basename(path))) && !ledger.isTargetTaken(path, row.id)) return path;
  }
}

function nameFacts(row: JobRow, contentHash: string, variant: number, tools: ResultTools): NameFacts {
  const photo = row.photo_id === null ? null : tools.parts.catalogue.photo(row.photo_id);
  return {
    fileName: row.photo_path === null ? TEXT_NAME : basename(row.photo_path),
    folderName: row.photo_path === null ? TEXT_FOLDER : basename(dirname(row.photo_path)),
    time: timeOfPhoto(photo?.taken_at ?? null, photo?.modified_ms ?? row.created_at),
    recipe: row.recipe,
    contentHash,
    sequence: row.sequence,
    variant,
  };
}

/** Why a paid result waits in the spool: its folder, the app's own disk, or the picture itself. */
export type StoreTrouble =
  | { readonly where: 'folder'; readonly folder: string; readonly problem: Problem }
  | { readonly where: 'own' | 'picture'; readonly problem: Problem };

/**
 * From the spool into the user's folder. Any trouble leaves the bytes where they are.
 * @returns null: it is stored, or noted as no usable picture
 */
export async function storeResult(row: JobRow, tools: ResultTools): Promise<StoreTrouble | null> {
  const { parts, apply } = tools;
  const { target } = row;
  const folder = target === null ? null : dirname(target);
  let where: StoreTrouble['where'] = 'own';
  // What is made of it once the job is settled
  const beside: (() => Promise<void>)[] = [];
  try {
    if (target === null || folder === null) throw new DarkslideError('store-failed');
    let stored = await tools.rescuedFile(row.id);
    if (stored === null) {
      const bytes = await parts.spool.read(row.id);
      where = 'picture';
      const finished = await finishAnswer(row, bytes, markOf(row, parts), parts);
      where = 'folder';
      if (isBesidePhoto(row)) await parts.folders.refuseLink(folder);
      const next = nextNames(row, target, tools);
      const path = await parts.folders.write(finished.bytes, parts.spool.ownerOf(row.id), target, next);
      stored = storedAs(path, finished);
      const { width, height } = stored;
      beside.push(async () => {
        await storeBeside(row, bytes, markOf(row, parts), { path, width, height }, parts);
      });
    }
    where = 'own';
    record(row, stored, tools);
  } catch (error) {
    const trouble = toProblem(error);
    if (trouble.code === 'reply-unusable') {
      apply(row.id, { type: 'spoiled', problem: trouble });
      // Not where paid bytes are looked for: another try of the job is sent, and does not find them again
      await afterwards(async () => {
        await parts.spool.setAside(row.id);
      }, parts);
      return null;
    }
    if (where === 'own' && keepProblem(error) === null && trouble.code !== 'store-failed') throw error;
    parts.log('A paid result could not be stored yet', error);
    const said = where === 'own' ? ownTrouble(keepProblem(error)?.code ?? trouble.code) : problem(trouble.code);
    apply(row.id, { type: 'store-trouble', problem: said });
    return where === 'folder' && folder !== null
      ? { where, folder, problem: said }
      : { where: where === 'own' ? where : 'picture', problem: said };
  }
  await afterwards(async () => {
    await parts.spool.drop(row.id);
  }, parts);
  for (const store of beside) await store();
  return null;
}

/** The paid bytes are safe, but they, or the ledger, cannot be reached. */
function ownTrouble(code: Problem['code']): Problem {
  return code === 'store-failed' ? problem(code) : problem(code, `${ownFolderWords(code)} What is paid waits there.`);
}

/** The job is settled: what is left to tidy only takes room. */
async function afterwards(tidy: () => Promise<void>, { log }: Pick<ResultParts, 'log'>): Promise<void> {
  try {
    await tidy();
  } catch (error) {
    log('The spool could not be tidied', error);
  }
}

/** What the file of the result says of itself. */
export function markOf(row: JobRow, { version }: Pick<ResultParts, 'version'>): ResultMark {
  const { prompt, strength } = row.recipe.parameters;
  return {
    recipe: recipeLabel(row.recipe),
    model: row.recipe.model,
    prompt: typeof prompt === 'string' ? prompt : '',
    strength: typeof strength === 'number' ? strength : null,
    originalHash: row.content_hash === '' ? null : row.content_hash,
    originalName: row.photo_path === null ? null : basename(row.photo_path),
    app: version,
    simulated: row.simulated,
    work: workMark(row),
  };
}

/** What a lost ledger can be written again from. */
function workMark({
  id,
  identity,
  pixel_hashes: pixelHashes,
  recipe,
  backend,
  cost_usd: costUsd,
  sent_at: sentAt,
  core,
}: JobRow): WorkMark | null {
  if (identity === null || pixelHashes === null) return null; // sent before this was written down
  const { prompt, ...parameters } = recipe.parameters;
  return {
    identity,
    pixelHashes,
    backend,
    parameters,
    longSide: recipe.longSide,
    variant: recipe.variant ?? 1,
    costUsd,
    sentAt,
    requestId: core.requestId,
    job: id,
  };
}

/** The names after the decided one, where somebody took it in between. */
export function nextNames(row: JobRow, target: string, tools: ResultTools): (attempt: number) => string {
  const first = variantOf(row, target, tools);
  return (attempt) => join(dirname(target), variantName(nameFacts(row, row.content_hash ?? '', first + attempt, tools)));
}

/** Which variant a decided name is, found by filling the template again. */
function variantOf(row: JobRow, target: string, tools: ResultTools): number {
  for (let variant = 1; variant < 1000; variant += 1) {
    if (variantName(nameFacts(row, row.content_hash ?? '', variant, tools)) === basename(target)) return variant;
  }
  return 1;
}

/** The row of a result that lies at its place, and its job done. Part of the caller's transaction. */
export function addResultOf(
  row: JobRow,
  { path, size, width, height, leftOut }: StoredFile,
  { parts: { catalogue, ledger, now } }: ResultTools,
): { readonly result: ResultRow; readonly after: JobRow | null } {
  const photoId = row.photo_id !== null && catalogue.photo(row.photo_id) !== null ? row.photo_id : null;
  const result = catalogue.addResult({
    jobId: row.id,
    photoId,
    originalHash: row.content_hash === '' ? null : row.content_hash,
    path,
    recipe: recipeLabel(row.recipe),
    model: row.recipe.model,
    parameters: row.recipe.parameters,
    width,
    height,
    bytes: size,
    costUsd: row.cost_usd,
    tookMs: row.took_ms ?? 0,
    createdAt: now(),
    simulated: row.simulated,
  });
  const receipt = row.receipt === null || leftOut.length === 0 ? {} : { receipt: { ...row.receipt, notCarried: [...leftOut] } };
  return { result, after: ledger.apply(row.id, { type: 'stored' }, { resultId: result.id, ...receipt }) };
}

/** Result and job change in one transaction: a restart sees both or neither. */
function record(row: JobRow, file: StoredFile, tools: ResultTools): void {
  const { result, after } = transaction(tools.parts.database, () => addResultOf(row, file, tools));
  tools.parts.changed({ results: [resultView(result)] });
  if (after !== null) tools.tell(after);
}

/** Takes from the spool what no job needs any more. */
export function tidySpool({ spool, ledger, log }: Pick<ResultParts, 'spool' | 'ledger' | 'log'>): void {
  try {
    spool.sweep((id) => {
      const state = ledger.job(id)?.core.state;
      // A job that this ledger does not know was paid under one that was lost
      return state === undefined || (state !== 'done' && state !== 'cancelled');
    });
  } catch (error) {
    log('The spool could not be tidied', error); // it only takes room
  }
}

/** Whose paid bytes lie in the spool. */
export function spooled({ spool, log }: Pick<ResultParts, 'spool' | 'log'>): JobRow['id'][] {
  try {
    return spool.ids();
  } catch (error) {
    log('The spool could not be looked at', error); // each job looks for its own bytes before it asks or sends
    return [];
  }
}
