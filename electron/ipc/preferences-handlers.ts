/** The call that changes preferences. */
import type { Budget, Preferences } from '../contract/preferences.ts';
import type { PreferenceStore } from '../settings/settings.ts';
import type { EventHub } from './events.ts';
import type { DomainHandlers } from './handlers.ts';

interface PreferencesParts {
  readonly preferences: PreferenceStore;
  readonly hub: EventHub;
  /** A person says what may be spent, be it what was there already. */
  readonly confirmLimits: (budget: Budget) => void;
  /** Told after each change with what was and what is: the theme and the demo switch reach beyond the page. */
  readonly changed: (before: Preferences, after: Preferences) => void;
}

/** Answers with the whole of the preferences as they now are, and tells every listener. */
export function createPreferencesHandlers({
  preferences,
  hub,
  confirmLimits,
  changed,
}: PreferencesParts): DomainHandlers<'preferences'> {
  return {
    'preferences.change': (patch) => {
      const before = preferences.get();
      const after = preferences.change(patch);
      if (patch.budget !== undefined) confirmLimits(after.budget);
      hub.changed({ preferences: after });
      changed(before, after);
      return after;
    },
  };
}
