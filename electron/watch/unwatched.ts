/** Stands in where nothing can be watched: rules are kept and shown as off, nothing is looked at or sent. */
import type { DryRun, Rule, RuleId } from '../contract/rule.ts';
import type { Watch } from './watch.ts';

/** @param now - ms since 1970 */
export function createUnwatched(changed: () => void, now: () => number): Watch {
  const rules = new Map<RuleId, Rule>();
  const since = now();
  let paused = false;
  const nothing: DryRun = {
    matches: 0,
    lastWeek: 0,
    skipped: [],
    names: [],
    outputLabel: '',
    priceUsd: 0,
    durationMs: 0,
    problems: [],
    remarks: [],
  };
  return {
    rules: () =>
      [...rules.values()].map((rule) => ({
        rule,
        health: {
          state: 'off',
          problem: null,
          since,
          lastReachedAt: null,
          lastEventAt: null,
          lastScanAt: null,
          probeMs: null,
          settling: 0,
          waiting: 0,
          doneToday: 0,
          spentTodayUsd: 0,
          skipped: 0,
        },
      })),
    problemsOf: async () => Promise.resolve([]),
    dryRun: async () => Promise.resolve(nothing),
    put: async (rule) => {
      rules.set(rule.id, rule);
      changed();
      return Promise.resolve();
    },
    remove: async (id) => {
      rules.delete(id);
      changed();
      return Promise.resolve();
    },
    pauseAll: (next) => {
      paused = next;
      changed();
    },
    isPaused: () => paused,
    story: () => [],
    rescan: () => undefined,
    waiting: () => 0,
    idle: async () => Promise.resolve(),
    close: async () => Promise.resolve(),
  };
}
