/** Calls about the key and the balance. The key goes in and never comes out. */
import { DarkslideError, problem } from '../contract/errors.ts';
import type { Develop } from '../develop/develop.ts';
import type { CreditsOutcome } from '../segmind/service.ts';
import type { KeyState } from '../contract/preferences.ts';
import type { KeyStore } from '../settings/settings.ts';
import type { EventHub } from './events.ts';
import type { DomainHandlers } from './handlers.ts';

interface AccountParts {
  readonly keys: KeyStore;
  readonly develop: Develop;
  readonly hub: EventHub;
  /** Asks the service for the balance of a key: free, runs nothing. */
  readonly credits: (key: string) => Promise<CreditsOutcome>;
  /** May a key be used here at all? A person is asked once where that is a question. */
  readonly mayUseKey: () => Promise<boolean>;
  /** Told a key before it is tested, so that the log can keep it out. */
  readonly hide: (key: string) => void;
  /** ms since 1970. */
  readonly now: () => number;
}

/** A changed key is told to the queue at once, because refusals of the old one are worth another try. */
export function createAccountHandlers({
  keys,
  develop,
  hub,
  credits,
  mayUseKey,
  hide,
  now,
}: AccountParts): DomainHandlers<'account'> {
  const changed = (state: KeyState): KeyState => {
    hub.changed({ key: state });
    develop.accountChanged();
    return state;
  };
  return {
    'account.save-key': ({ key }) => changed(keys.save(key)),
    'account.remove-key': () => changed(keys.remove()),
    'account.test-key': async ({ key }) => {
      const tested = key ?? keys.reveal();
      if (tested === null) return { works: false, problem: problem('key-missing') };
      hide(tested);
      if (!(await mayUseKey())) return { works: false, problem: problem('key-withheld') };
      const outcome = await credits(tested);
      if (!outcome.works) return outcome;
      return { works: true, balance: { usd: outcome.usd, checkedAt: now(), simulated: false } };
    },
    'account.refresh-balance': async () => {
      const balance = await develop.refreshBalance();
      if (balance === null && keys.state().state !== 'set') throw new DarkslideError('key-missing');
      return balance;
    },
  };
}
