/** Watched folders: a cache of what main owns. */
import { create } from 'zustand';
import type { Changes, Snapshot } from '../../electron/contract/events.ts';
import type { RuleId, RuleView } from '../../electron/contract/rule.ts';

export interface WatchState {
  // From main
  /** In the order in which they were made. */
  readonly rules: readonly RuleView[];
  /** A person holds all of them. */
  readonly paused: boolean;
  readonly replace: (snapshot: Pick<Snapshot, 'rules' | 'watchPaused'>) => void;
  readonly apply: (changes: Changes) => void;
}

export const useWatch = create<WatchState>()((set) => ({
  rules: [],
  paused: false,
  replace: ({ rules, watchPaused }) => {
    set({ rules, paused: watchPaused });
  },
  apply: ({ rules, watchPaused }) => {
    if (rules !== undefined) set({ rules });
    if (watchPaused !== undefined) set({ paused: watchPaused });
  },
}));

/** One rule; null: there is none of that id. */
export function ruleOf(rules: readonly RuleView[], id: RuleId | null): RuleView | null {
  return rules.find((rule) => rule.id === id) ?? null;
}
