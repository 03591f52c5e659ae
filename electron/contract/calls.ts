/**
 * The one table of calls from the renderer to main: name, input, output. Router, preload, handlers and bridge are all
 * derived from it; a call without a handler does not compile. To add a call: a row here, a handler in ipc/.
 */
import { z } from 'zod';
import { MOST_NAME, MOST_ROWS } from './bounds.ts';
import { MOST_PATHS, MOST_TEXT } from './dropped.ts';
import { problemSchema } from './errors.ts';
import { snapshotSchema } from './events.ts';
import { folderKeySchema, jobIdSchema, photoIdSchema, resultIdSchema } from './ids.ts';
import { balanceSchema, quoteSchema, startOutcomeSchema, decisionSchema } from './job.ts';
import { addOutcomeSchema, photoDetailsSchema, photoSchema } from './photo.ts';
import { MOST_LEFT, MOST_PICTURE_BYTES } from './pictures.ts';
import { keyStateSchema, preferencesPatchSchema, preferencesSchema } from './preferences.ts';
import { recipeSchema } from './recipe.ts';
import {
  dryRunSchema,
  existingSchema,
  folderRefSchema,
  ruleDraftSchema,
  ruleIdSchema,
  ruleViewSchema,
  storyLineSchema,
} from './rule.ts';
import { overviewSchema, ROWS_AT_ONCE, viewQuerySchema, viewSchema } from './view.ts';
import { shownTextSchema } from './visible.ts';

const nothing = z.undefined();
const photoIds = z.array(photoIdSchema).min(1).max(100_000);
const run = z.object({
  /** Empty for a model that makes pictures from text. */
  photoIds: z.array(photoIdSchema).max(100_000),
  recipe: recipeSchema,
  /** Photos for the model's further inputs, in their order: the face of a face swap. */
  others: z.array(photoIdSchema).max(3).optional(),
});
/** A folder that a person chose: main keeps its path under the reference. */
const chosenFolder = z.object({ folder: folderRefSchema, label: shownTextSchema });
const privateFolders = z.array(z.object({ key: folderKeySchema, label: shownTextSchema })).max(MOST_ROWS);
/** Lines of a rule's story in one answer. */
export const STORY_PAGE = 200;
const pictureBytes = z.instanceof(Uint8Array).refine(({ length }) => length <= MOST_PICTURE_BYTES);
/** The longest path is that of Windows. */
const droppedPaths = z.array(z.string().min(1).max(32_767)).min(1).max(MOST_PATHS);
/** In one piece: what a line break or a blank hides would be read by another rule than the one that was checked. */
const httpsAddress = z
  .string()
  .max(8_192)
  .regex(/^https:\/\/[^\s\p{Cc}\\]+$/u);
const keyText = z.string().trim().min(8).max(400);

/** Places outside the app that a link may lead to; the renderer names one, main knows the address. */
export const linkSchema = z.enum(['segmind-credits', 'segmind-keys', 'segmind-model']);

export const calls = {
  'app.snapshot': { input: nothing, output: snapshotSchema },

  /** Paths come from dropped files through the preload and are untrusted: main looks at each. */
  'library.add': {
    input: z.object({
      paths: droppedPaths,
      /** More of what was dropped with the last call. */
      continues: z.boolean().optional(),
    }),
    output: addOutcomeSchema,
  },
  /** stop: folders are not listed any further. What was found waits to be looked into until it is resumed. */
  'library.intake': { input: z.object({ action: z.enum(['pause', 'resume', 'stop']) }), output: nothing },
  /** `since`: the token of the last answer to this query; null: the view is what it was. */
  'library.view': {
    input: z.object({ query: viewQuerySchema, since: z.number().int().nullable() }),
    output: viewSchema.nullable(),
  },
  'library.overview': { input: nothing, output: overviewSchema },
  /** Does not look at a folder any more that was added as a whole; its photos stay. */
  'library.remove-folder': { input: z.object({ folder: folderKeySchema }), output: nothing },
  /** Looks at all folders of the library again. */
  'library.rescan': { input: nothing, output: nothing },
  /** What cells say of photos; those that left the library are left out. */
  'library.rows': {
    input: z.object({ photoIds: z.array(photoIdSchema).min(1).max(ROWS_AT_ONCE) }),
    output: z.array(photoSchema).max(ROWS_AT_ONCE),
  },
  /** The results that the last added files held become photos: a person wants to develop them again. */
  'library.add-passed-over': { input: nothing, output: addOutcomeSchema },
  'library.choose': { input: z.object({ kind: z.enum(['photos', 'folder']) }), output: addOutcomeSchema.nullable() },
  /** A picture from the clipboard or the browser, kept in the app's own "Pasted" folder. */
  'library.paste-picture': {
    input: z.object({ bytes: pictureBytes, name: z.string().max(200) }),
    output: addOutcomeSchema,
  },
  /** The address of a picture that was dragged from a web page: one, and never a path. */
  'library.add-address': { input: z.object({ address: httpsAddress }), output: addOutcomeSchema },
  /** Paths or https addresses, one a line. Main shows the paths before it opens any. */
  'library.paste-text': { input: z.object({ text: z.string().min(1).max(MOST_TEXT) }), output: addOutcomeSchema },
  /** Forgets photos; the files stay where they are. */
  'library.remove': {
    input: z.object({ photoIds }),
    /** Jobs of theirs that will not be sent, and those that are out and still paid. */
    output: z.object({ takenBack: z.number().int().nonnegative(), stillPaid: z.number().int().nonnegative() }),
  },
  'library.details': { input: z.object({ photoId: photoIdSchema }), output: photoDetailsSchema },
  'library.show-photo': { input: z.object({ photoId: photoIdSchema }), output: nothing },
  'library.show-result': { input: z.object({ resultId: resultIdSchema }), output: nothing },
  /** Moves results to the system's trash and forgets them. */
  'library.trash-results': { input: z.object({ resultIds: z.array(resultIdSchema).min(1).max(10_000) }), output: nothing },

  /** The record of what was paid is lost: read it from the results in a folder that is chosen, or begin without it. Null: none was chosen. */
  'library.recover-ledger': {
    input: z.object({ from: z.enum(['results', 'nothing']) }),
    output: z.object({ results: z.number(), chargedUsd: z.number(), fromSpool: z.number(), rescued: z.number() }).nullable(),
  },

  /** Copies of the library, newest first; `at` in ms since 1970. */
  'library.backups': {
    input: nothing,
    output: z.array(z.object({ name: z.string().max(MOST_NAME), at: z.number() })).max(100),
  },
  /** Ends Darkslide and opens it again with this copy of the library; what stands in its place now is kept beside it. */
  'library.restore-backup': { input: z.object({ name: z.string().regex(/^[\w-]{1,100}\.db$/) }), output: nothing },

  'develop.quote': { input: run, output: quoteSchema },
  'develop.start': { input: run, output: startOutcomeSchema },

  /** The recipe in the file of a result; dropped: of the one that was added last and passed over as a result. */
  'develop.read-recipe': {
    input: z.union([z.object({ resultId: resultIdSchema }), z.object({ dropped: z.literal(true) })]),
    output: z.object({
      recipe: recipeSchema,
      /** Photos of the library that it was made of. */
      originals: z.array(photoIdSchema).max(MOST_ROWS),
    }),
  },

  'queue.pause': { input: nothing, output: nothing },
  'queue.resume': { input: nothing, output: nothing },
  /** Looks at once at what is held for one reason: the folder may be back, the limit raised. */
  'queue.try-held': { input: z.object({ id: z.string().max(64) }), output: nothing },
  /** Takes back what was not sent and puts failures aside; what was sent goes on. */
  'queue.develop-left-over': { input: nothing, output: nothing },
  'queue.forget-left-over': { input: nothing, output: nothing },
  'queue.cancel': { input: z.object({ jobIds: z.array(jobIdSchema).min(1).max(100_000) }), output: nothing },
  'queue.cancel-waiting': { input: nothing, output: nothing },
  'queue.retry': { input: z.object({ jobIds: z.array(jobIdSchema).min(1).max(100_000) }), output: nothing },
  /** Puts jobs that were not sent before another one, in the order they have; null: to the end. */
  'queue.move': {
    input: z.object({ jobIds: z.array(jobIdSchema).min(1).max(100_000), before: jobIdSchema.nullable() }),
    output: nothing,
  },
  /** The network may be back: a pause for it is tried at once. */
  'queue.wake': { input: nothing, output: nothing },
  /** The user's word on a job that may have been charged; again-v2: by number and asking; drop lets it go as "maybe". */
  'queue.decide': {
    input: z.object({ jobId: jobIdSchema, decision: decisionSchema }),
    output: nothing,
  },
  'queue.clear-finished': { input: nothing, output: nothing },

  /** Asks for a folder to watch, for results, or for originals whose result is stored. Null: the person closed the question. */
  'watch.choose-folder': { input: z.object({ kind: z.enum(['folder', 'output', 'done']) }), output: chosenFolder.nullable() },
  /** Paths come from what was dropped, through the preload, and are untrusted: main looks at each. Answers with the first folder. */
  'watch.offer-folder': {
    input: z.object({ paths: droppedPaths }),
    output: chosenFolder,
  },
  /** What a rule would do with what is there now; sends and writes nothing. */
  'watch.check': { input: z.object({ draft: ruleDraftSchema }), output: dryRunSchema },
  /** Makes or changes a rule and begins to watch. `existing` counts the first time only. */
  'watch.save': { input: z.object({ draft: ruleDraftSchema, existing: existingSchema }), output: ruleViewSchema },
  /** Forgets the rule; photos and results stay. */
  'watch.remove': { input: z.object({ id: ruleIdSchema }), output: nothing },
  'watch.enable': { input: z.object({ id: ruleIdSchema, enabled: z.boolean() }), output: nothing },
  'watch.pause-all': { input: z.object({ paused: z.boolean() }), output: nothing },
  /** The newest lines first; `before`: older than this one. */
  'watch.story': {
    input: z.object({ id: ruleIdSchema, before: z.number().int().positive().optional() }),
    output: z.array(storyLineSchema).max(STORY_PAGE),
  },
  /** Looks through every watched folder again. */
  'watch.rescan': { input: nothing, output: nothing },
  'watch.show-folder': { input: z.object({ id: ruleIdSchema }), output: nothing },
  /** Adds what is in a watched folder to the library, so that a person chooses there. */
  'watch.add-to-library': { input: z.object({ id: ruleIdSchema }), output: addOutcomeSchema },

  'account.save-key': { input: z.object({ key: keyText }), output: keyStateSchema },
  'account.remove-key': { input: nothing, output: keyStateSchema },
  /** Asks Segmind for the balance: with the key given, else with the stored one. Runs nothing, costs nothing. */
  'account.test-key': {
    input: z.object({ key: keyText.nullable() }),
    output: z.union([
      z.object({ works: z.literal(true), balance: balanceSchema }),
      z.object({ works: z.literal(false), problem: problemSchema }),
    ]),
  },
  'account.refresh-balance': { input: nothing, output: balanceSchema },

  'preferences.change': { input: preferencesPatchSchema, output: preferencesSchema },

  /** Folders whose photos never leave this computer; `key` tells them apart and is no path. */
  'privacy.folders': { input: nothing, output: privateFolders },
  /** Asks for a folder. Null: the person closed the question. */
  'privacy.add-folder': { input: nothing, output: privateFolders.nullable() },
  'privacy.remove-folder': { input: z.object({ key: folderKeySchema }), output: privateFolders },

  'window.control': { input: z.object({ action: z.enum(['minimize', 'maximize', 'close', 'full-screen']) }), output: nothing },
  /** A page listens from now on: the action that it should do first. */
  'window.first-action': { input: nothing, output: z.string().max(80).nullable() },
  'window.open-link': { input: z.object({ link: linkSchema }), output: nothing },
  'window.show-log': { input: nothing, output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type CallName = keyof typeof calls;
export type CallInput<N extends CallName> = z.infer<(typeof calls)[N]['input']>;
export type CallOutput<N extends CallName> = z.infer<(typeof calls)[N]['output']>;

/** Every answer is one of these two; nothing else crosses. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: z.infer<typeof problemSchema> };

/** One-way messages: a drag out of the window must be handled within its gesture and cannot wait for an answer; what is only left needs none. */
export const signals = {
  /** Addresses of pictures that left the page before they came. */
  'pictures.left': z.object({ addresses: z.array(z.string().max(200)).min(1).max(MOST_LEFT) }),
  'results.drag-out': z.object({ resultIds: z.array(resultIdSchema).min(1).max(500) }),
} as const satisfies Record<string, z.ZodType>;
export type SignalName = keyof typeof signals;
export type SignalPayload<N extends SignalName> = z.infer<(typeof signals)[N]>;
