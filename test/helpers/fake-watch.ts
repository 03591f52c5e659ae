/** Watching without folders, for tests of what stands before it: rules are kept, and what was asked for is written down. */
import type { Problem } from '../../electron/contract/errors.ts';
import type { Rule, RuleId } from '../../electron/contract/rule.ts';
import type { Watch } from '../../electron/watch/watch.ts';
import { sampleDryRun, sampleHealth } from './rules.ts';

export interface FakeWatch extends Watch {
  /** "put id leave", "remove id", "pause true". */
  readonly log: string[];
  /** What stands in the way of every rule. */
  problems: Problem[];
  /** Runs before a rule is put; may throw. */
  onPut: (rule: Rule) => void;
}

export function fakeWatch(): FakeWatch {
  const rules = new Map<RuleId, Rule>();
  const log: string[] = [];
  let paused = false;
  const watch: FakeWatch = {
    log,
    problems: [],
    onPut: () => undefined,
    rules: () => [...rules.values()].map((rule) => ({ rule, health: sampleHealth(), places: new Set<string>() })),
    problemsOf: async () => Promise.resolve(watch.problems),
    matching: async ({ folder }) => Promise.resolve([folder]),
    dryRun: async () => Promise.resolve(sampleDryRun({ problems: watch.problems })),
    put: async (rule, existing) => {
      log.push(`put ${rule.id} ${existing}`);
      watch.onPut(rule);
      rules.set(rule.id, rule);
      return Promise.resolve();
    },
    remove: async (id) => {
      log.push(`remove ${id}`);
      rules.delete(id);
      return Promise.resolve();
    },
    pauseAll: (next) => {
      log.push(`pause ${String(next)}`);
      paused = next;
    },
    isPaused: () => paused,
    story: () => [],
    rescan: () => undefined,
    waiting: () => 0,
    idle: async () => Promise.resolve(),
    close: async () => Promise.resolve(),
  };
  return watch;
}
