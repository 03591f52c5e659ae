/**
 * Writes a ledger again that was lost: what results say of themselves (their marks) becomes jobs that are done and charges that count,
 * and pictures in the spool are finished by the notes beside them. Idempotent: what the ledger knows already stays as it is.
 */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DarkslideError } from '../../contract/errors.ts';
import type { JobId } from '../../contract/ids.ts';
import type { Model } from '../../contract/model.ts';
import { pictureExtensions, recogniseFormat } from '../../images/formats/formats.ts';
import type { ImageTasks, ResultMark } from '../../images/tasks.ts';
import { writeOnce } from '../../images/write-once.ts';
import type { Catalogue } from '../../library/catalogue.ts';
import { transaction, type Database } from '../../library/database.ts';
import { scanFolder } from '../../library/scan.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { fileIdentityOf, PREPARATION, preparationKey } from './identity.ts';
import { recipeOfMark } from './recipe-of-mark.ts';
import type { SpoolNote } from './spool-note.ts';
import type { Spool } from './storing.ts';

export interface RebuildParts {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly images: Pick<ImageTasks, 'inspect'>;
  readonly spool: Spool;
  readonly models: readonly Model[];
  /** Where paid pictures go of which nothing but the picture is known. */
  readonly rescueFolder: string;
  readonly now: () => number;
  readonly log: (message: string, error?: unknown) => void;
}

export interface Rebuilt {
  /** Files that were looked at. */
  readonly looked: number;
  /** Results whose work is known from now on. */
  readonly results: number;
  /** Part of `results` that was made before marks named their work: known as far as the recipe can be told. */
  readonly byOldMarks: number;
  /** Results that the ledger knew already, copies of one among them. */
  readonly known: number;
  readonly chargedUsd: number;
  /** Paid pictures in the spool that go on to be stored. */
  readonly fromSpool: number;
  /** Paid pictures of which nothing more is known, and where they were put. Each counts as the dearest work there is, against today's limit. */
  readonly rescued: readonly string[];
  /** What could not be looked into in the folders that a person named: results may be in there. */
  readonly unread: readonly string[];
}

/** Why the ledger is still lost after it was read from these folders; null: it is written again. */
export function stillLost(
  { results, known, fromSpool, unread }: Pick<Rebuilt, 'results' | 'known' | 'fromSpool' | 'unread'>,
  folders: readonly string[],
): string | null {
  if (unread.length > 0) {
    const what = unread.length === 1 ? '1 file or folder' : `${String(unread.length)} files or folders`;
    return `${what} could not be looked into, and may hold results that were paid. Make them readable and read them again.`;
  }
  if (folders.length === 0 || results + known + fromSpool > 0) return null;
  return 'No results of Darkslide were found in these folders.';
}

/**
 * Looks through folders for results, then through the spool. A picture that is damaged is passed over and logged.
 * @param folders - named by a person
 * @param alsoIn - where results lay before; what is not there any more is passed over
 */
export async function rebuildLedger(
  parts: RebuildParts,
  folders: readonly string[],
  alsoIn: readonly string[] = [],
): Promise<Rebuilt> {
  const sums = { looked: 0, results: 0, byOldMarks: 0, known: 0, chargedUsd: 0 };
  const insert = prepareInsert(parts.database);
  const seen = new Set<string>();
  const unread: string[] = [];
  for (const folder of new Set([...folders, ...alsoIn])) {
    const found = await scanFolder(folder, pictureExtensions);
    const isNamed = folders.includes(folder);
    if (isNamed) unread.push(...found.unreadable, ...found.brokenLinks, ...found.circularLinks, ...found.brokenNames);
    for (const path of found.files) {
      if (seen.has(path)) continue; // one of the folders lies inside another
      seen.add(path);
      sums.looked += 1;
      const result = await readResult(path, parts);
      if (result === 'unreadable' && isNamed) unread.push(path);
      if (result === null || result === 'unreadable') continue;
      const added = transaction(parts.database, () => addResult(result, parts, insert));
      if (added === null) sums.known += 1;
      else {
        sums.results += 1;
        sums.chargedUsd += added;
        if (result.mark.work === null) sums.byOldMarks += 1;
      }
    }
  }
  return { ...sums, ...(await takeUpSpool(parts, insert)), unread };
}

interface FoundResult {
  readonly path: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly modifiedMs: number;
  readonly mark: ResultMark;
}

async function readResult(path: string, { images, log }: RebuildParts): Promise<FoundResult | 'unreadable' | null> {
  try {
    const { mark, width, height } = await images.inspect(path);
    if (mark === null) return null;
    const { size, mtimeMs } = await stat(path);
    return { path, bytes: size, width, height, modifiedMs: mtimeMs, mark };
  } catch (error) {
    log('A file could not be looked at', error);
    return error instanceof DarkslideError && error.code === 'file-unreadable' ? 'unreadable' : null;
  }
}

/** @returns US dollars that it cost; null: its work is in the ledger */
function addResult(found: FoundResult, { catalogue, ledger, models, now }: RebuildParts, insert: Insert): number | null {
  const { mark, path } = found;
  const recipe = recipeOfMark(mark, path, models);
  const model = models.find((known) => known.slug === mark.model);
  const files = mark.originalHash === null ? [] : [mark.originalHash];
  const identity = mark.work?.identity ?? fileIdentityOf(files, recipe, mark.simulated);
  if (ledger.isKnown(identity) || catalogue.resultAt(path) !== null) return null;
  const costUsd = mark.simulated ? 0 : (mark.work?.costUsd ?? model?.priceUsd ?? 0);
  const sentAt = mark.work?.sentAt ?? Math.min(found.modifiedMs, now());
  const pixelHashes = mark.work?.pixelHashes ?? [];
  const job = insert({
    state: 'done',
    recipe,
    photoPath: null,
    others: [],
    simulated: mark.simulated,
    backend: mark.work?.backend ?? 'segmind',
    sequence: 1,
    priceUsd: costUsd,
    contentHash: mark.originalHash,
    identity,
    preparation: mark.work === null ? 1 : PREPARATION,
    pixelHashes: [...pixelHashes],
    target: path,
    receipt: null,
    account: null,
    rule: null,
    costUsd,
    costNamed: mark.work?.costUsd != null,
    tookMs: 0,
    sentAt,
  });
  const [pixelHash] = pixelHashes;
  if (model !== undefined && mark.originalHash !== null && pixelHash !== undefined && pixelHashes.length === 1) {
    ledger.notePrepared(mark.originalHash, preparationKey(recipe.longSide, model.limits), pixelHash);
  }
  const [photo] = mark.originalHash === null ? [] : catalogue.photosOfHash(mark.originalHash);
  const result = catalogue.addResult({
    jobId: job,
    photoId: photo?.id ?? null,
    originalHash: mark.originalHash,
    path,
    recipe: mark.recipe,
    model: mark.model,
    parameters: recipe.parameters,
    width: found.width,
    height: found.height,
    bytes: found.bytes,
    costUsd,
    tookMs: 0,
    createdAt: sentAt,
    simulated: mark.simulated,
  });
  ledger.nameResult(job, result.id);
  return costUsd;
}

/** Pictures whose jobs this ledger does not know: finished by their notes, or put where a person finds them. */
async function takeUpSpool(parts: RebuildParts, insert: Insert): Promise<Pick<Rebuilt, 'fromSpool' | 'rescued'>> {
  const { spool, ledger, log } = parts;
  let fromSpool = 0;
  const rescued: string[] = [];
  for (const id of spool.ids()) {
    if (ledger.job(id) !== null) continue;
    try {
      const note = await spool.note(id);
      if (note !== null && !ledger.isKnown(note.identity)) {
        transaction(parts.database, () => insert({ ...note, id, state: 'received' }));
        fromSpool += 1;
      } else {
        rescued.push(await rescue(id, parts));
        if (note === null) chargeUnknown(id, parts);
        await spool.drop(id);
      }
    } catch (error) {
      log(`A paid picture in the spool could not be taken up: ${String(id)}`, error); // it stays where it is
    }
  }
  return { fromSpool, rescued };
}

async function rescue(id: JobId, { spool, rescueFolder }: RebuildParts): Promise<string> {
  const bytes = await spool.read(id);
  const format = recogniseFormat(bytes, '') ?? 'bin';
  await mkdir(rescueFolder, { recursive: true, mode: 0o700 });
  const path = join(rescueFolder, `picture-${String(id)}.${format === 'jpeg' ? 'jpg' : format}`);
  await writeOnce(path, bytes, spool.ownerOf(id), 0o600); // where it is there already it was put there by an earlier try
  return path;
}

/** What it cost and when is not known, so that the limits count the most it can have been, as of now. Once: an earlier try may have come so far. */
function chargeUnknown(id: JobId, { database, models, now }: RebuildParts): void {
  const usd = Math.max(...models.map(({ priceUsd }) => priceUsd), 0);
  database
    .prepare(
      `INSERT INTO charges (job_id, at, usd, sent_at, named)
       SELECT ?1, ?2, ?3, ?2, 0 WHERE NOT EXISTS (SELECT 1 FROM charges WHERE job_id = ?1)`,
    )
    .run(id, now(), usd);
}

type Insert = (job: SpoolNote & { readonly id?: JobId; readonly state: 'done' | 'received' }) => JobId;

/** A job as it would stand in the ledger had that not been lost, with its charge. Part of the caller's transaction. */
function prepareInsert(database: Database): Insert {
  const job = database.prepare(
    `INSERT INTO jobs (id, photo_path, others, work_key, recipe, simulated, backend, sequence, position, price_usd, created_at, state, charge,
       content_hash, identity, preparation, pixel_hashes, target, receipt, account, rule, cost_usd, sent_at, took_ms, finished_at)
     VALUES (?1, ?2, ?3, 'rebuilt', ?4, ?5, ?6, ?7, (SELECT COALESCE(MAX(position), 0) + 1 FROM jobs), ?8, ?9, ?10, 'yes',
       ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?9, ?20, ?21) RETURNING id`,
  );
  const journal = database.prepare('INSERT INTO journal (job_id, at, event, state, detail) VALUES (?, ?, ?, ?, NULL)');
  const charge = database.prepare('INSERT INTO charges (job_id, at, usd, sent_at, named) VALUES (?, ?, ?, ?, ?)');
  return (fresh) => {
    const { id } = z
      .object({ id: z.number() })
      .parse(
        job.get(
          fresh.id ?? null,
          fresh.photoPath,
          JSON.stringify(fresh.others),
          JSON.stringify(fresh.recipe),
          fresh.simulated ? 1 : 0,
          fresh.backend,
          fresh.sequence,
          fresh.priceUsd,
          fresh.sentAt,
          fresh.state,
          fresh.contentHash,
          fresh.identity,
          fresh.preparation,
          JSON.stringify(fresh.pixelHashes),
          fresh.target,
          fresh.receipt === null ? null : JSON.stringify(fresh.receipt),
          fresh.account,
          fresh.rule,
          fresh.costUsd,
          fresh.tookMs,
          fresh.state === 'done' ? fresh.sentAt : null,
        ),
      );
    journal.run(id, fresh.sentAt, 'rebuild', fresh.state);
    if (fresh.costUsd > 0) charge.run(id, fresh.sentAt, fresh.costUsd, fresh.sentAt, fresh.costNamed ? 1 : 0);
    return id as JobId; // just given by the table of jobs
  };
}
