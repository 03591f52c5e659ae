/** Rules as the page sees them, with labels and references in place of paths; and the news of them, not told too often. */
import { join } from 'node:path';
import type { Changes } from '../contract/events.ts';
import type { Rule, RuleHealth, RuleView } from '../contract/rule.ts';
import type { QueueSummary } from '../contract/job.ts';
import { pathLabel } from '../library/labels.ts';
import { stopOf } from '../watch/engine/book/stops.ts';
import type { Watch } from '../watch/watch.ts';
import type { FolderTable } from './folder-table.ts';

/** Health changes with every file; more often than this nobody reads it, milliseconds. */
const NEWS_MS = 250;

/** The folder in which results lie beside each original. */
const BESIDE = 'Darkslide';

/** One rule; names no path. */
export function ruleView(rule: Rule, health: RuleHealth, folders: FolderTable): RuleView {
  const { folder, output, doneFolder, ...settings } = rule;
  return {
    ...settings,
    folder: folders.refOf(folder),
    folderLabel: pathLabel(folder),
    output: output === null ? null : folders.refOf(output),
    outputLabel: pathLabel(output ?? join(folder, BESIDE)),
    doneFolder: doneFolder === null ? null : folders.refOf(doneFolder),
    doneFolderLabel: doneFolder === null ? null : pathLabel(doneFolder),
    health,
  };
}

/**
 * The health of a rule with what the queue says: its watching goes on, but what it asked for stands still, because a limit is reached, the
 * account refuses, a folder is in the way, or a person paused the queue. Pure.
 */
export function withQueue(
  { rule, health, places }: ReturnType<Watch['rules']>[number],
  queue: Pick<QueueSummary, 'held' | 'pause'>,
): RuleHealth {
  if (!['watching', 'polling', 'scanning', 'starting'].includes(health.state)) return health;
  const stop = stopOf(rule.name, health.waiting, places, queue);
  return stop === null ? health : { ...health, state: 'paused', problem: stop.problem };
}

/** Every rule as it is now. */
export function ruleViews(watch: Watch, folders: FolderTable, queue: Pick<QueueSummary, 'held' | 'pause'>): RuleView[] {
  return watch.rules().map((entry) => ruleView(entry.rule, withQueue(entry, queue), folders));
}

export interface RuleNews {
  /** Something about a rule changed. What it is now goes out in a moment, once for all changes until then. */
  readonly changed: () => void;
  readonly stop: () => void;
}

/** Reads the rules only when they are told. */
export function createRuleNews(read: () => Pick<Changes, 'rules' | 'watchPaused'>, tell: (changes: Changes) => void): RuleNews {
  let timer: NodeJS.Timeout | null = null;
  return {
    changed: () => {
      timer ??= setTimeout(() => {
        timer = null;
        tell(read());
      }, NEWS_MS);
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
