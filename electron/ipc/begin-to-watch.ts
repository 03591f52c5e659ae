/** At start: every stored rule is handed to the watching, one after another. */
import type { RuleStore } from '../settings/rules.ts';
import type { Watch } from '../watch/watch.ts';

/** Held rules are held before the first of them is begun. One that cannot be begun keeps no other; never rejects. */
export async function beginToWatch(watch: Watch, rules: RuleStore, log: (line: string, thrown?: unknown) => void): Promise<void> {
  if (rules.isPaused()) watch.pauseAll(true);
  for (const rule of rules.all()) {
    try {
      // What is there was decided about when the rule was made
      await watch.put(rule, 'leave');
    } catch (error) {
      log(`A watched folder cannot be begun: ${rule.id}`, error);
    }
  }
}
