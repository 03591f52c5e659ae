/**
 * The Segmind key: where it is kept, and what may be said about it. It goes in here and comes out only towards the
 * service that it was entered for: each endpoint has an entry of its own, and its name is encrypted together with the key. The
 * keychain is a port, so the rules are the same with a real one, a broken one and none.
 */
import { z } from 'zod';
import { DarkslideError } from '../contract/errors.ts';
import type { KeyState } from '../contract/preferences.ts';
import { KEY_VARIABLE } from './key-at-start.ts';
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
  /** Origin of the endpoint that the requests go to, "https://api.segmind.com": a key that was entered for another one stays away from it. */
  readonly endpoint: string;
  /** SEGMIND_API_KEY as it was at start. */
  readonly fromEnvironment: string | undefined;
  /** Told each key that comes into memory, so that the log can keep it out. */
  readonly noticed: (key: string) => void;
  /** ms since 1970. */
  readonly now: () => number;
}

const SESSION_ONLY = 'this session only';
const ENTRY = 'segmindKey';
/** Keys that were kept before endpoints were told apart count as entered for this one. */
const SEGMIND = 'https://api.segmind.com';

/** Characters of an encrypted key; a key has at most 400. */
const MOST_ENCRYPTED = 16_384;
const MOST_ENDPOINT = 300;
const storedSchema = z.object({
  encrypted: z.base64().min(1).max(MOST_ENCRYPTED),
  keptIn: z.string().max(200),
  savedAt: z.number(),
});
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
export function createKeyStore({ cipher, file, endpoint, fromEnvironment, noticed, now }: KeyStoreParts): KeyStore {
  const environmentKey = fromEnvironment?.trim() ?? '';
  const place: Place = { file, endpoint, entry: entryOf(endpoint) };
  let known: Found | null = null;

  const learn = (now: Found): Found => {
    if (now.type === 'held') noticed(now.held.key);
    known = now;
    return now;
  };
  const found = (): Found => known ?? learn(environmentKey === '' ? lookUp(place, cipher) : fromVariable(environmentKey));
  const state = (): KeyState => describe(found(), environmentKey !== '', cipher, place);
  const refuseWhileFixed = (): void => {
    if (environmentKey === '') return;
    throw new DarkslideError('bad-input', `The key comes from ${KEY_VARIABLE} and cannot be changed here.`);
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
      learn({ type: 'held', held: keep(key.trim(), now(), place, cipher) });
      return state();
    },
    remove: () => {
      refuseWhileFixed();
      file.remove(place.entry);
      known = { type: 'none' };
      return state();
    },
  };
}

function fromVariable(key: string): Found {
  return { type: 'held', held: { key, keptIn: KEY_VARIABLE, stored: true, savedAt: null } };
}

/** Where the key of one endpoint is kept. */
interface Place {
  readonly file: SettingsFile;
  readonly endpoint: string;
  readonly entry: string;
}

function entryOf(endpoint: string): string {
  return endpoint === SEGMIND ? ENTRY : `${ENTRY}@${endpoint}`;
}

/** The endpoint stands before the key: an entry that is moved under another name does not open there. */
function seal(endpoint: string, key: string): string {
  return `${endpoint}\n${key}`;
}

/** Null: sealed for another endpoint. */
function unseal(endpoint: string, text: string): string | null {
  const line = text.indexOf('\n');
  const sealedFor = line === -1 ? SEGMIND : text.slice(0, line);
  return sealedFor === endpoint ? text.slice(line + 1) : null;
}

/** An endpoint that does have a key; undefined: none has. */
function otherEndpoint({ file, entry }: Place): string | undefined {
  const other = Object.keys(file.read()).find((name) => name !== entry && (name === ENTRY || name.startsWith(`${ENTRY}@`)));
  return other === undefined ? undefined : other === ENTRY ? SEGMIND : other.slice(ENTRY.length + 1).slice(0, MOST_ENDPOINT);
}

function lookUp({ file, endpoint, entry: place }: Place, cipher: KeyCipher): Found {
  if (!file.durable) return { type: 'unreadable', keptIn: cipher.name() ?? SESSION_ONLY, savedAt: null };
  const entry = file.read()[place];
  if (entry === undefined) return { type: 'none' };
  const parsed = storedSchema.safeParse(entry);
  if (!parsed.success) return { type: 'unreadable', keptIn: cipher.name() ?? SESSION_ONLY, savedAt: null };
  const { encrypted, keptIn, savedAt } = parsed.data;
  const name = cipher.name();
  if (name === null) return { type: 'unreadable', keptIn, savedAt };
  try {
    const key = unseal(endpoint, cipher.decrypt(Buffer.from(encrypted, 'base64')));
    if (key !== null && key !== '') return { type: 'held', held: { key, keptIn: name, stored: true, savedAt } };
  } catch {
    // Another user's keychain, a new one, a copied folder: a state with words of its own, and nothing is overwritten.
  }
  return { type: 'unreadable', keptIn, savedAt };
}

/** Stores the key where that provably works, else keeps it for this session. An older entry goes only when the new one is proved. */
function keep(key: string, savedAt: number, { file, endpoint, entry: place }: Place, cipher: KeyCipher): Held {
  const forNow: Held = { key, keptIn: SESSION_ONLY, stored: false, savedAt };
  const name = cipher.name();
  if (name === null || !file.durable) return forNow;
  try {
    const bytes = cipher.encrypt(seal(endpoint, key));
    if (unseal(endpoint, cipher.decrypt(bytes)) !== key) return forNow;
    const entry: Stored = { encrypted: Buffer.from(bytes).toString('base64'), keptIn: name, savedAt };
    file.write(place, entry);
    const back = storedSchema.safeParse(file.read()[place]);
    return back.success && back.data.encrypted === entry.encrypted ? { key, keptIn: name, stored: true, savedAt } : forNow;
  } catch {
    return forNow;
  }
}

function describe(found: Found, fromEnvironment: boolean, cipher: KeyCipher, place: Place): KeyState {
  switch (found.type) {
    case 'held': {
      const { keptIn, stored, savedAt } = found.held;
      return { state: 'set', keptIn, durable: stored, fromEnvironment, savedAt };
    }
    case 'unreadable':
      return { state: 'unreadable', keptIn: found.keptIn, durable: true, fromEnvironment, savedAt: found.savedAt };
    case 'none': {
      const name = cipher.name();
      const keptFor = otherEndpoint(place);
      const none = {
        state: 'none',
        keptIn: name ?? SESSION_ONLY,
        durable: name !== null,
        fromEnvironment,
        savedAt: null,
      } as const;
      return keptFor === undefined ? none : { ...none, keptFor };
    }
  }
}
