/** Rules: a watched folder with its recipe, what it takes and what it may cost. And what the page sees of them: no paths. */
import { z } from 'zod';
import { MOST_LINES } from './bounds.ts';
import { problemSchema } from './errors.ts';
import { pairsSchema, pictureFormatSchema } from './photo.ts';
import { recipeSchema } from './recipe.ts';
import { shownTextSchema } from './visible.ts';

export const ruleIdSchema = z
  .string()
  .regex(/^[\w-]{1,40}$/)
  .brand<'RuleId'>();
export type RuleId = z.infer<typeof ruleIdSchema>;

/** Stands for a folder that a person chose: main knows the path. */
export const folderRefSchema = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .brand<'FolderRef'>();
export type FolderRef = z.infer<typeof folderRefSchema>;

/** Minutes since midnight on the wall clock. */
const minuteOfDay = z
  .number()
  .int()
  .min(0)
  .max(24 * 60 - 1);
const capUsd = z.number().positive().max(1_000_000).nullable();

const filtersSchema = z.object({
  subfolders: z.boolean(),
  /** Null: every format that is read. */
  kinds: z.array(pictureFormatSchema).min(1).max(MOST_LINES).nullable(),
  /** Patterns like `*-proof.jpg` or `rejects/**`, matched against the path below the folder, upper and lower case alike. */
  ignore: z.array(z.string().min(1).max(200)).max(100),
  /** Smaller files are passed over, bytes. */
  minBytes: z.number().int().nonnegative().max(1e12),
  /** Only files that were last written after this, ms since 1970; null: of any age. */
  newerThan: z.number().nullable(),
});

/** Limits of one rule, US dollars; null: none of its own. Those of the whole app hold beside them. */
const capsSchema = z.object({
  /** From midnight to midnight of this computer. */
  dayUsd: capUsd,
  /** In any 60 minutes. */
  hourUsd: capUsd,
  /** In all, since the rule was made. */
  totalUsd: capUsd,
});
export type RuleCaps = z.infer<typeof capsSchema>;

const scheduleSchema = z.object({
  /** Null: always. Otherwise from one wall-clock time to another; past midnight where `to` comes before `from`. */
  hours: z.object({ from: minuteOfDay, to: minuteOfDay }).nullable(),
  /** Nothing is sent while the computer runs on its battery. */
  mainsOnly: z.boolean(),
});
export type RuleSchedule = z.infer<typeof scheduleSchema>;

/** What a person sets in a rule, beside its folders. */
const settingsSchema = z.object({
  /** Stands in the ledger: caps count under it. */
  name: z.string().trim().min(1).max(80),
  recipe: recipeSchema,
  filters: filtersSchema,
  /** Which of a RAW and a JPEG of one shot is taken. */
  pairs: pairsSchema,
  /** Another picture under a known name: left alone, or new work. */
  changed: z.enum(['ignore', 'develop']),
  caps: capsSchema,
  schedule: scheduleSchema,
  enabled: z.boolean(),
});

/** A rule as it is stored, for main only. */
export const ruleSchema = settingsSchema.extend({
  id: ruleIdSchema,
  /** Absolute path. */
  folder: z.string().min(1).max(4096),
  /** Where results go; null: "Darkslide" beside each original. */
  output: z.string().min(1).max(4096).nullable(),
  /** Originals are moved here once their result is stored; null: they stay. */
  doneFolder: z.string().min(1).max(4096).nullable(),
  /** ms since 1970. */
  createdAt: z.number(),
});
export type Rule = z.infer<typeof ruleSchema>;

/** A rule as the page sends it: folders by reference. */
export const ruleDraftSchema = settingsSchema.extend({
  /** Null: a new rule. */
  id: ruleIdSchema.nullable(),
  folder: folderRefSchema,
  output: folderRefSchema.nullable(),
  doneFolder: folderRefSchema.nullable(),
});
export type RuleDraft = z.infer<typeof ruleDraftSchema>;

/** What happens with a rule now. native: the system reports changes. polling: the folder is listed again and again, and why. */
export const ruleHealthSchema = z.object({
  state: z.enum(['off', 'starting', 'scanning', 'watching', 'polling', 'suspended', 'paused', 'failed']),
  /** Why it polls, is suspended, paused or failed; null: all is well. */
  problem: problemSchema.nullable(),
  /** Since when it is so, ms since 1970. */
  since: z.number(),
  /** When the folder was last reached, ms since 1970. */
  lastReachedAt: z.number().nullable(),
  lastEventAt: z.number().nullable(),
  lastScanAt: z.number().nullable(),
  /** How long the probe file took to be noticed, milliseconds; null: not tested, or it never was. */
  probeMs: z.number().nullable(),
  /** Looked at again and again until they are still and whole. */
  settling: z.number().int().nonnegative(),
  /** Settled, and not out yet: queued, held, or waiting for the schedule. */
  waiting: z.number().int().nonnegative(),
  doneToday: z.number().int().nonnegative(),
  /** Charged today, with what may have been; US dollars. */
  spentTodayUsd: z.number().nonnegative(),
  /** Passed over, each with a reason in the log. */
  skipped: z.number().int().nonnegative(),
});
export type RuleHealth = z.infer<typeof ruleHealthSchema>;

export const ruleViewSchema = settingsSchema.extend({
  id: ruleIdSchema,
  folder: folderRefSchema,
  /** "Pictures / Exports". */
  folderLabel: shownTextSchema,
  output: folderRefSchema.nullable(),
  /** "Exports / Darkslide". */
  outputLabel: shownTextSchema,
  doneFolder: folderRefSchema.nullable(),
  doneFolderLabel: shownTextSchema.nullable(),
  createdAt: z.number(),
  health: ruleHealthSchema,
});
export type RuleView = z.infer<typeof ruleViewSchema>;

/** Why a file was passed over. The words for each stand in the renderer and the command line. */
export const skipReasonSchema = z.enum([
  'already-there',
  'own-result',
  'developed-before',
  'changed-known',
  'pair',
  'kind',
  'pattern',
  'too-small-file',
  'too-old',
  'truncated',
  'empty',
  'not-a-picture',
  'refused',
  'unreadable',
]);
export type SkipReason = z.infer<typeof skipReasonSchema>;

/** One line of a rule's story. */
export const storyLineSchema = z.object({
  id: z.number().int().positive(),
  /** ms since 1970. */
  at: z.number(),
  /** Until when it went on, ms since 1970; left out or null: it was at once. */
  until: z.number().nullish(),
  kind: z.enum([
    'started',
    'stopped',
    'scanned',
    'suspended',
    'returned',
    'polling',
    'watching',
    'paused',
    'resumed',
    'queued',
    'skipped',
    'restarted',
    'failed',
    'unsure',
    'moved',
  ]),
  /** How many photos it is about. */
  count: z.number().int().nonnegative(),
  /** File name, where it is about one. */
  name: shownTextSchema.nullable(),
  reason: skipReasonSchema.nullable(),
  /** In words, where the kind does not say it all. */
  detail: shownTextSchema.nullable(),
});
export type StoryLine = z.infer<typeof storyLineSchema>;

/** So many names of files that are passed over are listed for each reason; the others are counted. */
export const SKIPPED_NAMES = 200;

/** What a rule would do with the files that are there now. Nothing is sent or written for it. */
export const dryRunSchema = z.object({
  /** Files that match. */
  matches: z.number().int().nonnegative(),
  /** Of these, written in the last 7 days: a week's measure. */
  lastWeek: z.number().int().nonnegative(),
  skipped: z
    .array(
      z.object({
        reason: skipReasonSchema,
        count: z.number().int().positive(),
        names: z.array(shownTextSchema).max(SKIPPED_NAMES),
      }),
    )
    .max(MOST_LINES),
  /** Names that results will get. */
  names: z.array(shownTextSchema).max(5),
  outputLabel: shownTextSchema,
  /** Price of one photo, US dollars; 0 in the demo. */
  priceUsd: z.number().nonnegative(),
  /** Milliseconds for all that match at the measured pace. */
  durationMs: z.number().nonnegative(),
  /** What stands in the way of the rule; it cannot be started. */
  problems: z.array(problemSchema).max(MOST_LINES),
  /** What a person should know: results inside the folder, two rules on one folder. */
  remarks: z.array(shownTextSchema).max(MOST_LINES),
});
export type DryRun = z.infer<typeof dryRunSchema>;

/** What becomes of the photos that are there when a rule starts. */
export const existingSchema = z.enum(['leave', 'develop']);
export type Existing = z.infer<typeof existingSchema>;
