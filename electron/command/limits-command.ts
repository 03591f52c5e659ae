/** `limits` on the command line: what may be spent, changed or confirmed by a person. */
import { join } from 'node:path';
import Conf from 'conf';
import { dollars } from '../contract/dollars.ts';
import { DarkslideError } from '../contract/errors.ts';
import type { Budget } from '../contract/preferences.ts';
import { openLedger } from '../develop/ledger/open.ts';
import { createSpendingGuard } from '../develop/money/guard.ts';
import { heldLimitsIn } from '../develop/money/held-limits.ts';
import { createRunnerLock, type RunnerLock } from '../develop/queue/runner-lock.ts';
import { createPreferences, readPreferences } from '../settings/preferences.ts';
import { openSettingsFile } from '../settings/settings-file.ts';
import type { LimitsArguments } from './arguments.ts';
import { EXIT } from './develop-command.ts';
import { describeHolder } from './follow.ts';
import type { Output } from './report.ts';

/** Prints the limits; changes and confirms them first where that was typed. Throws DarkslideError where the app has them in hand. */
export function runLimitsCommand(home: string, typed: LimitsArguments, output: Output): number {
  const file = join(home, 'settings.json');
  const { database, ledger } = openLedger(home, Date.now);
  try {
    const { preferences, limits } = readPreferences(file);
    const guard = createSpendingGuard(ledger, limits, preferences.budget, heldLimitsIn(home));
    const shown = guard.problem()?.code === 'limits-unknown' ? (guard.held() ?? preferences.budget) : preferences.budget;
    if (!typed.confirm) return tell(shown, guard.problem()?.message ?? null, typed.json, output);
    const lock = createRunnerLock(home, { name: 'limits', host: '', takesWork: false });
    if (!lock.tryAcquire()) throw new DarkslideError('runner-busy', busyWords(lock));
    try {
      const confirmed: Budget = { ...shown, ...typed.change };
      const store = createPreferences(
        openSettingsFile({
          path: file,
          makeStore: () =>
            new Conf<Record<string, unknown>>({
              cwd: home,
              configName: 'settings',
              accessPropertiesByDotNotation: false,
              configFileMode: 0o600,
            }),
          now: Date.now,
        }),
      );
      if (!store.durable) throw new DarkslideError('limits-unknown', notKept(store.notice));
      if (store.notice !== null) output.fail(store.notice);
      store.change({ budget: confirmed });
      guard.confirm(confirmed);
      return tell(confirmed, guard.problem()?.message ?? null, typed.json, output);
    } finally {
      lock.release();
    }
  } finally {
    database.close();
  }
}

/** Whoever is at work keeps to the limits that it knows: a change beside it would not hold for what it sends. */
function busyWords(lock: RunnerLock): string {
  if (lock.holder()?.takesWork !== false) return 'Darkslide is open: change the limits in its settings.';
  return `${describeHolder(lock)} is at work under the limits of before. End it, change them, and start it again.`;
}

/** A word that is forgotten when this command ends would be none: the next one would ask for it again. */
function notKept(notice: string | null): string {
  const why = notice === null ? '' : `${notice} `;
  return `${why}Nothing was confirmed: settings.json has to be readable and of this version first, or moved away.`;
}

function tell(budget: Budget, trouble: string | null, json: boolean, output: Output): number {
  const { runUsd, dayUsd, floorUsd } = budget;
  if (json) output.print(JSON.stringify({ runUsd, dayUsd, floorUsd, confirmed: trouble === null, message: trouble }));
  else {
    const amount = (usd: number | null): string => (usd === null ? 'no limit' : dollars(usd));
    output.print(`A run: ${amount(runUsd)}. A day: ${amount(dayUsd)}. Balance that is kept: ${amount(floorUsd)}.`);
    if (trouble !== null) output.fail(`${trouble} Say that they hold with "limits --confirm".`);
  }
  return trouble === null ? EXIT.done : EXIT.paused;
}
