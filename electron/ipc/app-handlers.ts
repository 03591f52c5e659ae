/** The first question of every page: everything it shows, in one answer. */
import type { Problem } from '../contract/errors.ts';
import type { Snapshot } from '../contract/events.ts';
import type { Model } from '../contract/model.ts';
import type { Develop } from '../develop/develop.ts';
import type { Library } from '../library/library.ts';
import type { KeyStore, PreferenceStore } from '../settings/settings.ts';
import type { RuleView } from '../contract/rule.ts';
import type { EventHub } from './events.ts';
import type { DomainHandlers } from './handlers.ts';

export interface AppParts {
  readonly hub: EventHub;
  readonly library: Library;
  readonly develop: Develop;
  readonly keys: KeyStore;
  readonly preferences: PreferenceStore;
  readonly rules: () => { readonly rules: RuleView[]; readonly watchPaused: boolean };
  readonly models: readonly Model[];
  readonly platform: Snapshot['platform'];
  readonly version: string;
  /** What the window says all the time about the Electron that it runs in; null: it is the right one. */
  readonly trial: string | null;
  /** Host the requests go to. */
  readonly endpoint: () => string;
  readonly notices: () => Problem[];
  /** Told that a page is there and listens. */
  readonly asked: () => void;
}

/** Settles the hub first and reads everything in one breath, so that the revision and the content belong together. */
export function createAppHandlers(parts: AppParts): DomainHandlers<'app'> {
  return {
    'app.snapshot': () => {
      parts.asked();
      return {
        revision: parts.hub.settle(),
        results: parts.library.results(),
        jobs: parts.develop.jobs(),
        queue: parts.develop.summary(),
        balance: parts.develop.balance(),
        key: parts.keys.state(),
        preferences: parts.preferences.get(),
        ...parts.rules(),
        intake: parts.library.intake(),
        models: [...parts.models],
        platform: parts.platform,
        version: parts.version,
        ...(parts.trial === null ? {} : { trial: parts.trial }),
        endpoint: parts.endpoint(),
        notices: parts.notices(),
      };
    },
  };
}

/** The platform as the page knows it. */
export function platformName(platform: NodeJS.Platform): Snapshot['platform'] {
  if (platform === 'darwin') return 'mac';
  return platform === 'win32' ? 'windows' : 'linux';
}
