/** What main tells the renderer by itself: facts with a revision, merged over 60 ms. A gap means: ask for a snapshot. */
import { z } from 'zod';
import { MOST_NAME, MOST_ROWS } from './bounds.ts';
import { problemSchema } from './errors.ts';
import { jobIdSchema, photoIdSchema, resultIdSchema } from './ids.ts';
import { balanceSchema, jobSchema, queueSummarySchema } from './job.ts';
import { modelSchema } from './model.ts';
import { intakeSchema, photoSchema, resultSchema } from './photo.ts';
import { keyStateSchema, preferencesSchema } from './preferences.ts';
import { ruleViewSchema } from './rule.ts';
import { shownTextSchema } from './visible.ts';

const changesSchema = z.object({
  photos: z.array(photoSchema).max(MOST_ROWS).optional(),
  photosRemoved: z.array(photoIdSchema).max(MOST_ROWS).optional(),
  results: z.array(resultSchema).max(MOST_ROWS).optional(),
  resultsRemoved: z.array(resultIdSchema).max(MOST_ROWS).optional(),
  jobs: z.array(jobSchema).max(MOST_ROWS).optional(),
  jobsRemoved: z.array(jobIdSchema).max(MOST_ROWS).optional(),
  queue: queueSummarySchema.optional(),
  balance: balanceSchema.optional(),
  key: keyStateSchema.optional(),
  preferences: preferencesSchema.optional(),
  /** Every rule as it is now, in the order in which they were made. */
  rules: z.array(ruleViewSchema).max(MOST_ROWS).optional(),
  watchPaused: z.boolean().optional(),
  intake: intakeSchema.optional(),
  /** Photos or results came, changed or went: a view may be another than the one that was answered. */
  viewsMoved: z.literal(true).optional(),
  /** What cells say of many photos is another now, as when a drive goes or comes back: it is asked for again. */
  rowsMoved: z.literal(true).optional(),
});
export type Changes = z.infer<typeof changesSchema>;

export const snapshotSchema = z.object({
  revision: z.number().int().nonnegative(),
  results: z.array(resultSchema).max(MOST_ROWS),
  /** Everything not done, and the latest that is. */
  jobs: z.array(jobSchema).max(MOST_ROWS),
  queue: queueSummarySchema,
  balance: balanceSchema,
  key: keyStateSchema,
  preferences: preferencesSchema,
  rules: z.array(ruleViewSchema).max(MOST_ROWS),
  /** A person holds every watched folder. */
  watchPaused: z.boolean(),
  intake: intakeSchema,
  models: z.array(modelSchema).max(MOST_ROWS),
  platform: z.enum(['mac', 'windows', 'linux']),
  version: z.string().max(MOST_NAME),
  /** Said as long as the window is open: the Electron that it runs in is old, and for trying only. */
  trial: shownTextSchema.optional(),
  /** Host the requests go to, "api.segmind.com". */
  endpoint: z.string().max(MOST_NAME),
  /** Said once at start: a file set aside, a keychain that is missing. */
  notices: z.array(problemSchema).max(MOST_ROWS),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** One table of events: name, payload. */
export const events = {
  'library.changed': z.object({ revision: z.number().int().positive(), changes: changesSchema }),
  /** Files handed over by a second start or by the system. */
  'files.opened': z.object({
    added: z.array(photoIdSchema).max(MOST_ROWS),
    refused: z.array(z.object({ name: shownTextSchema, problem: problemSchema })).max(MOST_ROWS),
    results: z.array(z.object({ name: shownTextSchema, problem: problemSchema })).max(MOST_ROWS),
    paired: z.array(z.object({ name: shownTextSchema, problem: problemSchema })).max(MOST_ROWS),
  }),
  'window.changed': z.object({ maximized: z.boolean(), fullScreen: z.boolean() }),
  /** A menu entry was chosen; the renderer runs the action of that name. */
  'menu.action': z.object({ action: z.string().max(80) }),
} as const satisfies Record<string, z.ZodType>;

export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]>;
