/** Preferences, the key's state, models and facts about this installation: a cache of what main owns. */
import { create } from 'zustand';
import type { Problem } from '../../electron/contract/errors.ts';
import type { Changes, Snapshot } from '../../electron/contract/events.ts';
import type { Model } from '../../electron/contract/model.ts';
import type { KeyState, Preferences, PreferencesPatch } from '../../electron/contract/preferences.ts';
import { call } from '../lib/bridge.ts';

export interface SettingsState {
  // From main; null until the first snapshot
  readonly preferences: Preferences | null;
  readonly key: KeyState | null;
  readonly models: readonly Model[];
  readonly platform: Snapshot['platform'];
  readonly version: string;
  readonly endpoint: string;
  /** Said all the time; undefined: nothing is to be said. */
  readonly trial: string | undefined;
  readonly notices: readonly Problem[];
  readonly replace: (snapshot: Snapshot) => void;
  readonly apply: (changes: Changes) => void;
  /** Shows the change at once and sends it to main, whose answer is the truth. */
  readonly change: (patch: PreferencesPatch) => Promise<void>;
}

export const useSettings = create<SettingsState>()((set, get) => ({
  preferences: null,
  key: null,
  models: [],
  platform: 'linux',
  version: '',
  endpoint: '',
  trial: undefined,
  notices: [],
  replace: ({ preferences, key, models, platform, version, endpoint, trial, notices }) => {
    set({ preferences, key, models, platform, version, endpoint, trial, notices });
  },
  apply: (changes) => {
    if (changes.preferences !== undefined) set({ preferences: changes.preferences });
    if (changes.key !== undefined) set({ key: changes.key });
  },
  change: async (patch) => {
    const before = get().preferences;
    if (before === null) return;
    const defined = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    set({ preferences: { ...before, ...defined } });
    try {
      set({ preferences: await call('preferences.change', patch) });
    } catch (error) {
      set({ preferences: before });
      throw error;
    }
  },
}));
