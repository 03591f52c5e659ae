/** Jobs and the queue as the renderer sees them. */
import { z } from 'zod';
import { MOST_LINES, MOST_NAME, MOST_ROWS, MOST_SENTENCE } from './bounds.ts';
import { problemSchema } from './errors.ts';
import { jobIdSchema, photoIdSchema, resultIdSchema } from './ids.ts';
import { transportSchema } from './model.ts';
import { parametersSchema } from './recipe.ts';
import { shownTextSchema } from './visible.ts';

/** States of the money path; see ARCHITECTURE.md, "Money". */
export const jobStateSchema = z.enum([
  'queued',
  'preparing',
  'sent',
  'accepted',
  'received',
  'done',
  'failed',
  'unsure',
  'cancelled',
]);
export type JobState = z.infer<typeof jobStateSchema>;

export const chargeSchema = z.enum(['no', 'yes', 'maybe']);
export type Charge = z.infer<typeof chargeSchema>;

/** What left the computer, exactly. */
export const receiptSchema = z.object({
  host: z.string().max(MOST_NAME),
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  /** Bytes of the picture inside the request. */
  pictureBytes: z.number().int().nonnegative(),
  /** Fields sent beside the picture. */
  fields: parametersSchema,
  /** Metadata entries of the original that stayed here. */
  leftOut: z.number().int().nonnegative(),
  /** SHA-256 of the original's content, hex. */
  contentHash: z.string().max(MOST_NAME).nullable(),
  requestId: shownTextSchema.nullable(),
  /** What of the original's own words its result was to carry and does not, each in words; left out: it carries all that was asked for. */
  notCarried: z.array(shownTextSchema).max(MOST_LINES).optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** What the balances before and after a request say about whether it was charged. */
const evidenceSchema = z.object({
  /** early: it looks free, but the service may still be at work on it. unclear: the balances fit no answer. */
  verdict: z.enum(['charged', 'not-charged', 'early', 'unclear']),
  /** "The $0.08 gone is one photo's price". Amounts and reason, without a full stop; the verdict's words come after it. */
  reason: z.string().max(MOST_SENTENCE),
  /** US dollars. */
  beforeUsd: z.number(),
  afterUsd: z.number(),
  /** When the second balance was read, ms since 1970. */
  readAt: z.number(),
  /** From when on the balance says more, ms since 1970; null: it will not. */
  askAt: z.number().nullable(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** The verdicts in words: "most likely charged". */
export const verdictWords: Record<Evidence['verdict'], string> = {
  charged: 'most likely charged',
  'not-charged': 'most likely not charged',
  early: 'too early to say',
  unclear: 'cannot be told from it',
};

/** A person's word on a job that may have been charged. drop: nobody will know; it is let go, and counts as maybe charged. */
export const decisionSchema = z.enum(['again', 'again-v2', 'charged', 'not-charged', 'drop']);
export type Decision = z.infer<typeof decisionSchema>;

/** Why a job is passed over while the queue runs; see develop/ledger/holds.ts. */
const holdScopeSchema = z.enum(['folder', 'source', 'rule', 'account', 'schedule', 'left-over']);
export type HoldScope = z.infer<typeof holdScopeSchema>;

export const jobSchema = z.object({
  id: jobIdSchema,
  photoId: photoIdSchema.nullable(),
  photoName: shownTextSchema,
  state: jobStateSchema,
  recipe: shownTextSchema,
  model: z.string().max(MOST_NAME),
  parameters: parametersSchema,
  /** Its place in the queue: lower goes first. */
  position: z.number(),
  /** Expected price, US dollars. */
  priceUsd: z.number().nonnegative(),
  /** What it did cost; null: not known yet. */
  costUsd: z.number().nullable(),
  charge: chargeSchema,
  /** v1: the answer is waited for. v2: the work gets a number and is asked for, so that a lost connection loses nothing. */
  transport: transportSchema,
  /** For a job that may have been charged, where balances were read around it. */
  evidence: evidenceSchema.nullable(),
  createdAt: z.number(),
  sentAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  /** Expected time from sending to the answer, milliseconds. */
  expectedMs: z.number().positive(),
  problem: problemSchema.nullable(),
  /** What it waits for while others go on: "3 Coast, town / Darkslide". Null: its turn, or nothing. */
  held: z.object({ scope: holdScopeSchema, label: shownTextSchema }).nullable(),
  resultId: resultIdSchema.nullable(),
  /** The watched folder under whose name it was asked for; null: a person asked. */
  rule: shownTextSchema.nullable(),
  /** An earlier result was taken, nothing was sent. */
  reused: z.boolean(),
  simulated: z.boolean(),
  receipt: receiptSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

/** Why nothing is being sent; null: the queue runs. */
export const pauseSchema = z
  .object({
    /** budget: a spending limit is reached. runner: another process holds this data folder's queue. */
    by: z.enum(['user', 'account', 'budget', 'offline', 'storage', 'rate', 'runner']),
    problem: problemSchema.nullable(),
    /** When it goes on by itself, ms since 1970; null: it waits for the user. */
    until: z.number().nullable(),
    /** Whose work stands still; left out: everybody's. */
    backend: z.string().max(MOST_NAME).optional(),
  })
  .nullable();
export type Pause = z.infer<typeof pauseSchema>;

/** Photos that are passed over for one reason while the others go on. */
const heldSchema = z.object({
  /** Names it in calls. */
  id: z.string().max(64),
  scope: holdScopeSchema,
  /** The folder's last two names, or the rule's own; never a path. */
  label: shownTextSchema,
  count: z.number().int().nonnegative(),
  /** Of these, paid results that wait to be stored. */
  paid: z.number().int().nonnegative(),
  /** What the others will cost, US dollars. */
  usd: z.number().nonnegative(),
  /** Why, with what helps; null: not known. */
  problem: problemSchema.nullable(),
  /** When it is looked at again by itself, ms since 1970; null: a person ends it. */
  until: z.number().nullable(),
});
export type Held = z.infer<typeof heldSchema>;

export const queueSummarySchema = z.object({
  waiting: z.number().int().nonnegative(),
  running: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  unsure: z.number().int().nonnegative(),
  /** Done in this run: since the queue was last empty. */
  runDone: z.number().int().nonnegative(),
  runTotal: z.number().int().nonnegative(),
  runSpentUsd: z.number().nonnegative(),
  runPriceUsd: z.number().nonnegative(),
  /** Milliseconds until the queue is empty; null: nothing to do, or not known. */
  leftMs: z.number().nonnegative().nullable(),
  doneToday: z.number().int().nonnegative(),
  spentTodayUsd: z.number().nonnegative(),
  pause: pauseSchema,
  /** What is passed over, and why. These count as waiting. */
  held: z.array(heldSchema).max(MOST_ROWS),
});
export type QueueSummary = z.infer<typeof queueSummarySchema>;

export const balanceSchema = z.object({ usd: z.number(), checkedAt: z.number(), simulated: z.boolean() }).nullable();
export type Balance = z.infer<typeof balanceSchema>;

/** What a run would cost, before anything is sent. */
export const quoteSchema = z.object({
  /** Photos that would be sent. */
  count: z.number().int().nonnegative(),
  /** Photos with this recipe done before: their results are taken, not paid again. */
  doneBefore: z.number().int().nonnegative(),
  /** Part of `doneBefore` whose result is not where it was: its file is gone, or its folder cannot be reached. */
  gone: z.number().int().nonnegative(),
  /** Photos already waiting or running under this recipe. */
  underWay: z.number().int().nonnegative(),
  refused: z.array(z.object({ photoId: photoIdSchema, name: shownTextSchema, problem: problemSchema })).max(MOST_ROWS),
  priceUsd: z.number().nonnegative(),
  /** Milliseconds for the whole run at the measured pace. */
  durationMs: z.number().nonnegative(),
  /** First names the results will get. */
  names: z.array(shownTextSchema).max(MOST_LINES),
  /** "3 Coast, town / Darkslide". */
  folder: shownTextSchema.nullable(),
  /** A value of the recipe that cannot be sent; null: all fit. */
  problem: problemSchema.nullable(),
  /** Balance after this run and everything waiting; null: the balance is not known. */
  balanceAfterUsd: z.number().nullable(),
  /** Which spending limit would stop the run before its end, in words; null: it fits. */
  budgetProblem: problemSchema.nullable(),
  /** What may still be spent today; null: no limit for a day. */
  dayLeftUsd: z.number().nonnegative().nullable(),
  /** Costs more than the user wants to spend without being asked again. */
  asks: z.boolean(),
});
export type Quote = z.infer<typeof quoteSchema>;

export const startOutcomeSchema = z.object({
  queued: z.array(jobIdSchema).max(MOST_ROWS),
  /** Jobs with just this work that were there already: waiting, running or in doubt. */
  underWay: z.array(jobIdSchema).max(MOST_ROWS),
  /** Done before: earlier results, nothing was queued for them. */
  reused: z
    .array(
      z.object({
        photoId: photoIdSchema.nullable(),
        resultId: resultIdSchema,
        /** Why the result cannot be used; null: it is there. */
        problem: problemSchema.nullable(),
      }),
    )
    .max(MOST_ROWS),
  refused: z.array(z.object({ photoId: photoIdSchema, name: shownTextSchema, problem: problemSchema })).max(MOST_ROWS),
});
export type StartOutcome = z.infer<typeof startOutcomeSchema>;
