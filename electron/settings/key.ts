/**
 * The Segmind key: where it is kept, and what may be said about it. It goes in here and comes out only towards the
 * service. The keychain is a port, so the rules are the same with a real one, a broken one and none.
 */
import { z } from 'zod';
import { DarkslideError } from '../contract/errors.ts';
import type { KeyState } from '../contract/preferences.ts';
import type { SettingsFile } from './settings-file.ts';
import type { KeyStore } from './settings.ts';

/** The system's keychain. Only asked when the key is needed, because asking may make the system ask the user. */
export interface KeyCipher {
  /** Its name as the user knows it; null where there is none that deserves the name. */
  name(): string | null;
  /** Throws where the keychain refuses. */
  encrypt(text: string): Uint8Array;
  /** Throws where this keychain did not encrypt it. */
  decrypt(bytes: Uint8Array): string;
}

interface KeyStoreParts {
  readonly cipher: KeyCipher;
  readonly file: SettingsFile;
  /** SEGMIND_API_KEY as it was at start. */
  readonly fromEnvironment: string | undefined;
  /** Told each key that comes into memory, so that the log can keep it out. */
  readonly noticed: (key: string) => void;
  /** ms since 1970. */
  readonly now: () => number;
}

const SESSION_ONLY = 'this session only';
const ENVIRONMENT = 'SEGMIND_API_KEY';
const ENTRY = 'segmindKey';

const storedSchema = z.object({ encrypted: z.base64().min(1), keptIn: z.string(), savedAt: z.number() });
type Stored = z.infer<typeof storedSchema>;

/** A key that works now: `stored` says whether it survives a restart. */
interface Held {
  readonly key: string;
  readonly keptIn: string;
  readonly stored: boolean;
  readonly savedAt: number | null;
}

/** What the file says: no key, one that was decrypted, or one that this keychain cannot decrypt. */
type Found =
  | { readonly type: 'none' }
  | { readonly type: 'held'; readonly held: Held }
  | { readonly type: 'unreadable'; readonly keptIn: string; readonly savedAt: number | null };

/** Reads nothing until it is first asked. `save` and `remove` are refused while the environment sets the key. */
export function createKeyStore({ cipher, file, fromEnvironment, noticed, now }: KeyStoreParts): KeyStore {
  const environmentKey = fromEnvironment?.trim() ?? '';
  let known: Found | null = null;

  const learn = (now: Found): Found => {
    if (now.type === 'held') noticed(now.held.key);
    known = now;
    return now;
  };
  const found = (): Found => known ?? learn(environmentKey === '' ? lookUp(file, cipher) : fromVariable(environmentKey));
  const state = (): KeyState => describe(found(), environmentKey !== '', cipher);
  const refuseWhileFixed = (): void => {
    if (environmentKey === '') return;
    throw new DarkslideError('bad-input', 'The key comes from SEGMIND_API_KEY and cannot be changed here.');
  };

  return {
    state,
    reveal: () => {
      const latest = found();
      return latest.type === 'held' ? latest.held.key : null;
    },
    save: (key) => {
      refuseWhileFixed();
      noticed(key.trim());
      learn({ type: 'held', held: keep(key.trim(), now(), file, cipher) });
      return state();
    },
    remove: () => {
      refuseWhileFixed();
      file.remove(ENTRY);
      known = { type: 'none' };
      return state();
    },
  };
}

function fromVariable(key: string): Found {
  return { type: 'held', held: { key, keptIn: ENVIRONMENT, stored: true, savedAt: null } };
}

function lookUp(file: SettingsFile, cipher: KeyCipher): Found {
  if (!file.durable) return { type: 'unreadable', keptIn: cipher.name() ?? SESSION_ONLY, savedAt: null };
  const entry = file.read()[ENTRY];
  if (entry === undefined) return { type: 'none' };
  const parsed = storedSchema.safeParse(entry);
  if (!parsed.success) return { type: 'unreadable', keptIn: cipher.name() ?? SESSION_ONLY, savedAt: null };
  const { encrypted, keptIn, savedAt } = parsed.data;
  const name = cipher.name();
  if (name === null) return { type: 'unreadable', keptIn, savedAt };
  try {
    const key = cipher.decrypt(Buffer.from(encrypted, 'base64'));
    if (key !== '') return { type: 'held', held: { key, keptIn: name, stored: true, savedAt } };
  } catch {
    // Another user's keychain, a new one, a copied folder: a state with words of its own, and nothing is overwritten.
  }
  return { type: 'unreadable', keptIn, savedAt };
}

/** Stores the key where that provably works, else keeps it for this session. An older entry goes only when the new one is proved. */
function keep(key: string, savedAt: number, file: SettingsFile, cipher: KeyCipher): Held {
  const forNow: Held = { key, keptIn: SESSION_ONLY, stored: false, savedAt };
  const name = cipher.name();
  if (name === null || !file.durable) return forNow;
  try {
    const bytes = cipher.encrypt(key);
    if (cipher.decrypt(bytes) !== key) return forNow;
    const entry: Stored = { encrypted: Buffer.from(bytes).toString('base64'), keptIn: name, savedAt };
    file.write(ENTRY, entry);
    const back = storedSchema.safeParse(file.read()[ENTRY]);
    return back.success && back.data.encrypted === entry.encrypted ? { key, keptIn: name, stored: true, savedAt } : forNow;
  } catch {
    return forNow;
  }
}

function describe(found: Found, fromEnvironment: boolean, cipher: KeyCipher): KeyState {
  switch (found.type) {
    case 'held': {
      const { keptIn, stored, savedAt } = found.held;
      return { state: 'set', keptIn, durable: stored, fromEnvironment, savedAt };
    }
    case 'unreadable':
      return { state: 'unreadable', keptIn: found.keptIn, durable: true, fromEnvironment, savedAt: found.savedAt };
    case 'none': {
      const name = cipher.name();
      return { state: 'none', keptIn: name ?? SESSION_ONLY, durable: name !== null, fromEnvironment, savedAt: null };
    }
  }
}
