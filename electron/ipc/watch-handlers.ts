/** Calls about watched folders: references in, views out. A rule is written down before it runs, and what changes rules goes one after another. */
import { randomBytes } from 'node:crypto';
import { STORY_PAGE } from '../contract/calls.ts';
import { DarkslideError } from '../contract/errors.ts';
import { ruleIdSchema, type Existing, type Rule, type RuleDraft, type RuleId } from '../contract/rule.ts';
import { pathLabel } from '../library/labels.ts';
import type { Library } from '../library/library.ts';
import { MOST_RULES, type RuleStore } from '../settings/rules.ts';
import type { Watch } from '../watch/watch.ts';
import type { FolderTable } from './folder-table.ts';
import type { DomainHandlers } from './handlers.ts';
import type { WatchPorts } from './ports.ts';
import { ruleView } from './rule-views.ts';

interface WatchParts {
  readonly watch: Watch;
  readonly rules: RuleStore;
  readonly folders: FolderTable;
  readonly desktop: WatchPorts;
  readonly library: Pick<Library, 'add'>;
  /** A rule came, went, or is set otherwise: told at once, beside what the watching itself tells. */
  readonly changed: () => void;
  /** ms since 1970. */
  readonly now: () => number;
}

/** Every handler answers `not-found` for a rule or a folder that is not known. */
export function createWatchHandlers(parts: WatchParts): DomainHandlers<'watch'> {
  const { watch, rules, folders, desktop, changed } = parts;
  const inTurn = createTurns();
  const ruleOf = (id: RuleId): Rule => {
    const rule = rules.all().find((one) => one.id === id);
    if (rule === undefined) throw new DarkslideError('not-found', 'This folder is not watched any more.');
    return rule;
  };

  return {
    'watch.choose-folder': async ({ kind }) => {
      const path = await desktop.chooseFolder(kind);
      return path === null ? null : { folder: folders.refOf(path), label: pathLabel(path) };
    },
    'watch.offer-folder': async ({ paths }) => {
      for (const path of paths) {
        if (await desktop.isFolder(path)) return { folder: folders.refOf(path), label: pathLabel(path) };
      }
      throw new DarkslideError('bad-input', 'Only a folder can be watched. Drop the folder that the photos arrive in.');
    },
    'watch.check': async ({ draft }) => watch.dryRun(ruleFrom(draft, parts)),
    'watch.save': async ({ draft, existing }) =>
      inTurn(async () => {
        const rule = ruleFrom(draft, parts);
        await save(parts, rule, existing);
        changed();
        const found = watch.rules().find((one) => one.rule.id === rule.id);
        if (found === undefined) throw new DarkslideError('internal');
        return ruleView(found.rule, found.health, folders);
      }),
    'watch.remove': async ({ id }) =>
      inTurn(async () => {
        ruleOf(id);
        rules.remove(id);
        await watch.remove(id);
        changed();
        return undefined;
      }),
    'watch.enable': async ({ id, enabled }) =>
      inTurn(async () => {
        const before = ruleOf(id);
        // Off holds whatever becomes of the file; on only what is written down
        if (!enabled) await watch.put({ ...before, enabled }, 'leave');
        rules.put({ ...before, enabled });
        if (enabled) await watch.put({ ...before, enabled }, 'leave');
        changed();
        return undefined;
      }),
    'watch.pause-all': ({ paused }) => {
      if (paused) watch.pauseAll(true);
      rules.setPaused(paused);
      if (!paused) watch.pauseAll(false);
      changed();
      return undefined;
    },
    'watch.story': ({ id, before }) => watch.story(id, STORY_PAGE, before),
    'watch.rescan': () => {
      watch.rescan('asked');
      return undefined;
    },
    'watch.show-folder': ({ id }) => {
      desktop.openFolder(ruleOf(id).folder);
      return undefined;
    },
    'watch.add-to-library': async ({ id }) => parts.library.add(await watch.matching(ruleOf(id)), { pairs: 'both' }),
  };
}

/** The rule that a draft stands for. A changed rule keeps its id and the day it was made. */
function ruleFrom(draft: RuleDraft, { rules, folders, now }: WatchParts): Rule {
  const before = rules.all().find((rule) => rule.id === draft.id);
  if (draft.id !== null && before === undefined) throw new DarkslideError('not-found', 'This folder is not watched any more.');
  if (before === undefined && rules.all().length >= MOST_RULES) {
    throw new DarkslideError('bad-input', `At most ${String(MOST_RULES)} folders can be watched.`);
  }
  // The ledger counts a rule's money under its name
  if (rules.all().some((rule) => rule.name === draft.name && rule.id !== draft.id)) {
    throw new DarkslideError('bad-input', `Another watched folder is called “${draft.name}”. Choose another name.`);
  }
  return {
    ...draft,
    id: before?.id ?? ruleIdSchema.parse(randomBytes(8).toString('hex')),
    folder: folders.pathOf(draft.folder),
    output: draft.output === null ? null : folders.pathOf(draft.output),
    doneFolder: draft.doneFolder === null ? null : folders.pathOf(draft.doneFolder),
    createdAt: before?.createdAt ?? now(),
  };
}

/** Where watching refuses the rule, the file says again what it said before. */
async function save({ watch, rules }: WatchParts, rule: Rule, existing: Existing): Promise<void> {
  const before = rules.all().find((one) => one.id === rule.id);
  // One that is there may be set otherwise while its drive is unplugged
  const samePlaces = before?.folder === rule.folder && before.output === rule.output && before.doneFolder === rule.doneFolder;
  const [stands] = samePlaces ? [] : await watch.problemsOf(rule);
  if (stands !== undefined) throw new DarkslideError(stands.code, stands.message);
  rules.put(rule);
  try {
    await watch.put(rule, existing);
  } catch (error) {
    if (before === undefined) rules.remove(rule.id);
    else rules.put(before);
    throw error;
  }
}

/** Runs what it is given one after another; a failure ends nobody's turn but its own. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
