/** What a run would mean before it starts: which photos fit, which are done before, names. */
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { problem, type Problem } from '../../../contract/errors.ts';
import type { PhotoId, ResultId } from '../../../contract/ids.ts';
import type { Quote } from '../../../contract/job.ts';
import { timeOfPhoto } from '../../../contract/local-time.ts';
import type { Model, ModelLimits } from '../../../contract/model.ts';
import type { Recipe } from '../../../contract/recipe.ts';
import type { PhotoRow } from '../../../library/catalogue.ts';
import { pathLabel } from '../../../library/labels.ts';
import { checkParameters } from '../../../segmind/request.ts';
import type { OpenWork } from '../../ledger/job-row.ts';
import { fileIdentityOf, identityOf } from '../../results/identity.ts';
import { templateProblem, TEXT_FOLDER, TEXT_NAME, variantName } from '../../results/naming.ts';
import { resultFolder } from '../../results/result.ts';
import { inSlices } from './slices.ts';

/** Why a photo of this size cannot go to the model; null: it can. Upright pixels. */
export function sizeProblem(size: { readonly width: number; readonly height: number }, limits: ModelLimits): Problem | null {
  const long = Math.max(size.width, size.height);
  const short = Math.min(size.width, size.height);
  if (short < limits.minSide || size.width * size.height < limits.minPixels) return problem('picture-too-small');
  if (long > short * limits.maxAspect) return problem('picture-too-long');
  return null;
}

/** Why a recipe cannot be sent at all; null: it can. */
export function recipeProblem(recipe: Recipe, models: readonly Model[]): Problem | null {
  const model = models.find((known) => known.slug === recipe.model);
  if (model === undefined) return problem('model-unknown');
  const name = templateProblem(recipe.name);
  if (name !== null) return problem('bad-input', name);
  return checkParameters(model, recipe.parameters);
}

export interface QuoteFacts {
  /** Null stands for a picture made from text. */
  readonly rows: readonly (PhotoRow | null)[];
  readonly recipe: Recipe;
  readonly model: Model;
  readonly simulated: boolean;
  /** Photos for further inputs. */
  readonly others: readonly PhotoRow[];
  /** File's hash → hash of its prepared pixels, where it was prepared in this way before. */
  readonly pixels: ReadonlyMap<string, string>;
  /** Identity of work that is done → its result. */
  readonly doneResults: ReadonlyMap<string, ResultId>;
  /** Photos with an open job under this recipe, and that job. */
  readonly underWay: ReadonlyMap<PhotoId | null, OpenWork>;
  /** Why a photo is never sent, by its path; null: it may be. */
  readonly neverSent: (path: string) => Problem | null;
  /** Identities of photos that were sorted before these, in the same run. */
  readonly seen: Set<string>;
}

/** Work that is done, and its result. */
export interface DoneBefore {
  readonly row: PhotoRow | null;
  readonly resultId: ResultId;
}

export interface Sorted {
  readonly send: readonly (PhotoRow | null)[];
  readonly doneBefore: readonly DoneBefore[];
  readonly underWay: readonly (PhotoRow | null)[];
  readonly refused: Quote['refused'];
}

/**
 * Sorts photos by what a run would do with them, and notes their identities in `seen`. A second file with the same content counts as under way: it is paid for once. So does
 * a photo that waits although its work is done by now: its job takes that result, and does not wait for ever.
 */
export function sortForRun(facts: QuoteFacts): Sorted {
  const send: (PhotoRow | null)[] = [];
  const doneBefore: DoneBefore[] = [];
  const underWay: (PhotoRow | null)[] = [];
  const refused: Quote['refused'] = [];
  const { seen } = facts;
  for (const row of facts.rows) {
    const trouble = row === null ? null : (facts.neverSent(row.path) ?? photoProblem(row, facts.model.limits));
    if (row !== null && trouble !== null) {
      refused.push({ photoId: row.id, name: basename(row.path), problem: trouble });
      continue;
    }
    const identities = identitiesOf(row, facts);
    const resultId = identities.map((identity) => facts.doneResults.get(identity)).find((id) => id !== undefined);
    const open = facts.underWay.get(row?.id ?? null);
    if (resultId !== undefined && open?.waits !== true) doneBefore.push({ row, resultId });
    else if (open !== undefined || identities.some((identity) => seen.has(identity))) underWay.push(row);
    else send.push(row);
    for (const identity of identities) seen.add(identity);
  }
  return { send, doneBefore, underWay, refused };
}

/**
 * The identities under which this photo's work may be written down: by its pixels where they are known without preparing it again, and
 * by its file as in older ledgers. None: its file was not read yet.
 */
export function identitiesOf(
  row: PhotoRow | null,
  facts: Pick<QuoteFacts, 'recipe' | 'simulated' | 'others' | 'pixels'>,
): string[] {
  const photos = row === null ? facts.others : [row, ...facts.others];
  const files = photos.flatMap((photo) => photo.content_hash ?? []);
  if (files.length < photos.length) return [];
  const pixels = files.flatMap((hash) => facts.pixels.get(hash) ?? []);
  const byFile = fileIdentityOf(files, facts.recipe, facts.simulated);
  return pixels.length < files.length ? [byFile] : [identityOf(pixels, facts.recipe, facts.simulated), byFile];
}

/** Why this photo cannot go to the model; null: it can. */
export function photoProblem(row: PhotoRow, limits: ModelLimits): Problem | null {
  if (row.missing) return problem('file-missing');
  // It may be a result, or belong to another photo: what nobody has looked into is not paid for
  if (!row.looked) return problem('not-looked');
  return row.problem === null ? sizeProblem(row, limits) : problem(row.problem);
}

/**
 * Takes a photo out of "done before" when its file is not the one that was hashed any more: it was edited in place, or cannot be
 * looked at. It is then read, hashed and judged again before anything is sent.
 */
export async function withoutChanged<S extends Sorted>(sorted: S): Promise<S> {
  const send = [...sorted.send];
  const doneBefore: DoneBefore[] = [];
  await inSlices(sorted.doneBefore, async (slice) => {
    const same = await Promise.all(slice.map(async ({ row }) => row === null || (await isUnchanged(row))));
    for (const [index, done] of slice.entries()) {
      if (same[index] === true) doneBefore.push(done);
      else send.push(done.row);
    }
  });
  return { ...sorted, send, doneBefore };
}

async function isUnchanged(row: PhotoRow): Promise<boolean> {
  const facts = await stat(row.path).catch(() => null); // not there: reading it says so with its reason
  return facts !== null && facts.size === row.bytes && facts.mtimeMs === row.modified_ms;
}

/** The first names a run would give, as they would be were none taken. */
export function previewNames(rows: readonly (PhotoRow | null)[], recipe: Recipe, most: number, now: number): string[] {
  return rows.slice(0, most).map((row, index) =>
    variantName({
      fileName: row === null ? TEXT_NAME : basename(row.path),
      folderName: row === null ? TEXT_FOLDER : basename(dirname(row.path)),
      time: timeOfPhoto(row?.taken_at ?? null, row?.modified_ms ?? now),
      recipe,
      contentHash: row?.content_hash ?? '',
      sequence: index + 1,
      variant: 1,
    }),
  );
}

/** "3 Coast, town / Darkslide" for the first of them; null where there is none. */
export function folderOf(rows: readonly (PhotoRow | null)[], picturesFolder: string): string | null {
  const first = rows[0];
  return first === undefined ? null : pathLabel(resultFolder({ folder: null, photo_path: first?.path ?? null }, picturesFolder));
}
