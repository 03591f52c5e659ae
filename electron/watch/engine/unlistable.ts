/** What a listing met and could not take: a file that nobody mentions is a file that is forgotten. Pure but for what was said already. */
import { basename } from 'node:path';
import { problem } from '../../contract/errors.ts';
import type { Listing } from '../../library/roots/entry.ts';
import type { Happening } from './book/story.ts';

/** Builds it; called with each full listing, it says what the one before did not meet. */
export function createUnlistable(): (listing: Pick<Listing, 'brokenNames' | 'unreadable'>) => Happening[] {
  let said: ReadonlySet<string> = new Set();
  return ({ brokenNames, unreadable }) => {
    const met: Happening[] = [
      ...brokenNames.map((path) => lineOf(path, 'refused' as const, problem('name-broken').message)),
      ...unreadable.map((path) => lineOf(path, 'unreadable' as const, null)),
    ];
    const fresh = met.filter(({ path, reason }) => !said.has(`${String(reason)} ${String(path)}`));
    said = new Set(met.map(({ path, reason }) => `${String(reason)} ${String(path)}`));
    return fresh;
  };
}

function lineOf(path: string, reason: 'refused' | 'unreadable', detail: string | null): Happening {
  return { kind: 'skipped', name: basename(path), path, reason, detail };
}
