/** A job as it stands in the ledger, what may be written there, and how the renderer sees it. */
import { basename } from 'node:path';
import { z } from 'zod';
import { errorCodeSchema } from '../../contract/errors.ts';
import { jobIdSchema, photoIdSchema, resultIdSchema, type JobId, type PhotoId, type ResultId } from '../../contract/ids.ts';
import { chargeSchema, jobStateSchema, receiptSchema, type Job, type Receipt } from '../../contract/job.ts';
import { transportSchema, type Transport } from '../../contract/model.ts';
import { recipeSchema, type Recipe } from '../../contract/recipe.ts';
import { holdLabel, readHold } from './holds.ts';
import type { JobCore } from './job.ts';
import { recipeLabel } from './labels.ts';

const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);
const json = z.string().transform((text): unknown => JSON.parse(text));

/** Rows of one run carry the same text: it is read and checked once. */
const RECIPES_KEPT = 64;
const recipes = new Map<string, Recipe>();

function recipeOf(text: string): Recipe {
  const known = recipes.get(text);
  if (known !== undefined) return known;
  const recipe = recipeSchema.parse(JSON.parse(text));
  if (recipes.size >= RECIPES_KEPT) recipes.clear();
  recipes.set(text, recipe);
  return recipe;
}

/** Where the job stands, see job.ts. */
const coreColumns = {
  state: jobStateSchema,
  retries: z.number(),
  shrinks: z.number(),
  request_id: z.string().nullable(),
  charge: chargeSchema,
  problem_code: errorCodeSchema.nullable(),
  problem_message: z.string().nullable(),
  reused: flag,
};
const columns = z.object(coreColumns);

function coreOf({
  problem_code: code,
  problem_message: message,
  request_id: requestId,
  ...core
}: z.infer<typeof columns>): JobCore {
  return { ...core, requestId, problem: code === null ? null : { code, message: message ?? '' } };
}

/** Only that of a row, for steps of many jobs at once. */
export const jobCoreRow = columns.extend({ id: jobIdSchema }).transform(({ id, ...core }) => ({ id, core: coreOf(core) }));

/** A job as its row says it. */
export const jobRow = z
  .object({
    id: jobIdSchema,
    photo_id: photoIdSchema.nullable(),
    /** Null for a picture made from text. */
    photo_path: z.string().nullable(),
    others: z.string().transform((text) => (text === '[]' ? [] : z.array(z.string()).parse(JSON.parse(text)))),
    recipe: z.string().transform(recipeOf),
    simulated: flag,
    folder: z.string().nullable(),
    sequence: z.number(),
    position: z.number(),
    price_usd: z.number(),
    created_at: z.number(),
    ...coreColumns,
    /** Who answers: rate, balance and pauses are kept apart for each. */
    backend: z.string(),
    /** Why it is passed over; see holds.ts. Null: it goes when its turn comes. */
    held: z.string().nullable(),
    /** The command line's run that asked for it; null: the app did. */
    run: z.string().nullable(),
    content_hash: z.string().nullable(),
    identity: z.string().nullable(),
    preparation: z.number(),
    /** Prepared pixels of each photo that was sent; null: not written down then. */
    pixel_hashes: json.pipe(z.array(z.string())).nullable(),
    target: z.string().nullable(),
    receipt: json.pipe(receiptSchema).nullable(),
    /** The name under which it was asked for, and what may be spent under it a day, in any hour and in all; US dollars. */
    rule: z.string().nullable(),
    rule_usd: z.number().nullable(),
    rule_hour_usd: z.number().nullable(),
    rule_total_usd: z.number().nullable(),
    /** How it is sent; null: as its model wants. */
    transport: transportSchema.nullable(),
    /** Under which account it was sent last; tells accounts apart and is no key. */
    account: z.string().nullable(),
    cost_usd: z.number().nullable(),
    sent_at: z.number().nullable(),
    took_ms: z.number().nullable(),
    finished_at: z.number().nullable(),
    result_id: resultIdSchema.nullable(),
  })
  .transform(({ problem_code, problem_message, retries, shrinks, request_id, charge, state, reused, ...facts }) => ({
    ...facts,
    core: coreOf({ problem_code, problem_message, retries, shrinks, request_id, charge, state, reused }),
  }));
export type JobRow = z.infer<typeof jobRow>;

/** Who answers a job: the backend, and whether the simulator stands in for it. Rate, balance and pauses are kept apart for each. */
export type JobBackend = Pick<JobRow, 'backend' | 'simulated'>;

const SIMULATED = 'simulated ';

/** One name for a backend. */
export function backendName({ backend, simulated }: JobBackend): string {
  return simulated ? `${SIMULATED}${backend}` : backend;
}

/** Is it the name of a backend that the simulator stands in for? */
export function isSimulatedName(name: string): boolean {
  return name.startsWith(SIMULATED);
}

/** A name for work, and what it may cost under that name, US dollars; null or left out: no such limit. */
export interface RuleLimit {
  readonly name: string;
  /** From midnight to midnight of this computer. */
  readonly dayUsd: number | null;
  /** In any 60 minutes. */
  readonly hourUsd?: number | null;
  /** As long as the ledger remembers. */
  readonly totalUsd?: number | null;
}

export interface NewJob {
  readonly photoId: PhotoId | null;
  readonly photoPath: string | null;
  /** Paths of the photos for the model's further inputs. */
  readonly others: readonly string[];
  /** The same for two jobs of one photo that are the same work; see planning.ts. */
  readonly workKey: string;
  readonly recipe: Recipe;
  readonly simulated: boolean;
  /** Where the result goes; null: the folder "Darkslide" beside the original. */
  readonly folder: string | null;
  readonly rule: RuleLimit | null;
  /** The command line's run that asks for it; null: the app does. */
  readonly run: string | null;
  readonly sequence: number;
  readonly priceUsd: number;
}

/** A photo's job that is not over. */
export interface OpenWork {
  readonly job: JobId;
  /** Nothing was sent for it yet. */
  readonly waits: boolean;
}

/** What makes a job the same work as another one; see results/identity.ts. */
export interface JobWork {
  readonly identity: string;
  /** How the identity was made. */
  readonly preparation: number;
  /** Prepared pixels of each photo that is sent. */
  readonly pixelHashes: readonly string[];
}

/** Facts that a step may fix beside the state. */
export interface JobFacts {
  readonly contentHash?: string;
  readonly work?: JobWork;
  readonly target?: string;
  readonly receipt?: Receipt;
  readonly account?: string;
  readonly transport?: Transport;
  readonly costUsd?: number | null;
  /** The service said what it cost; else `costUsd` is the expected price. */
  readonly costNamed?: boolean;
  readonly sentAt?: number;
  readonly tookMs?: number;
  readonly resultId?: ResultId;
}

/** What a view of a job says beside its row: the measured pace of its model, its way of sending, what balances say of its charge. */
export type JobContext = Pick<Job, 'expectedMs' | 'transport' | 'evidence'>;

function heldView(text: string | null): Job['held'] {
  if (text === null) return null;
  const hold = readHold(text);
  return { scope: hold.scope, label: holdLabel(hold) };
}

/** The renderer's view of a job. */
export function jobView(row: JobRow, context: JobContext): Job {
  return {
    id: row.id,
    photoId: row.photo_id,
    photoName: row.photo_path === null ? recipeLabel(row.recipe) : basename(row.photo_path),
    state: row.core.state,
    recipe: recipeLabel(row.recipe),
    model: row.recipe.model,
    parameters: row.recipe.parameters,
    position: row.position,
    priceUsd: row.price_usd,
    costUsd: row.cost_usd,
    charge: row.core.charge,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    finishedAt: row.finished_at,
    ...context,
    problem: row.core.problem,
    held: heldView(row.held),
    resultId: row.result_id,
    rule: row.rule,
    reused: row.core.reused,
    simulated: row.simulated,
    receipt: row.receipt === null ? null : { ...row.receipt, requestId: row.core.requestId ?? row.receipt.requestId },
  };
}
