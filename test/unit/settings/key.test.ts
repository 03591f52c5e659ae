/** The key store: with a real keychain, a broken one and none. */
import { describe, expect, it } from 'vitest';
import { createKeyStore, type KeyCipher } from '../../../electron/settings/key.ts';
import { memorySettings, type MemorySettings } from '../../helpers/memory-settings.ts';

const KEY = 'SG_0123456789abcdef';

/** Turns each byte over; fails for bytes that another "user" encrypted. */
function cipherOf(user: number, name: string | null = 'GNOME Keyring'): KeyCipher {
  const turn = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xa5);
  return {
    name: () => name,
    encrypt: (text) => {
      if (name === null) throw new Error('no keychain');
      return Buffer.concat([Buffer.of(user), turn(Buffer.from(text))]);
    },
    decrypt: (bytes) => {
      if (bytes[0] !== user) throw new Error('another keychain');
      return Buffer.from(turn(bytes.subarray(1))).toString();
    },
  };
}

const SEGMIND = 'https://api.segmind.com';

function open(file: MemorySettings, cipher: KeyCipher, fromEnvironment?: string, endpoint = SEGMIND) {
  const seen: string[] = [];
  const facts = { cipher, file, endpoint, fromEnvironment };
  const keys = createKeyStore({ ...facts, noticed: (key) => seen.push(key), now: () => 1_700_000_000_000 });
  return { keys, seen };
}

describe('with a keychain', () => {
  it('says before anything is saved where a key would be kept', () => {
    const { keys } = open(memorySettings(), cipherOf(1));
    expect(keys.state()).toEqual({
      state: 'none',
      keptIn: 'GNOME Keyring',
      durable: true,
      fromEnvironment: false,
      savedAt: null,
    });
    expect(keys.reveal()).toBeNull();
  });

  it('keeps a key over a restart, and nothing in the file can be read as the key', () => {
    const file = memorySettings();
    const state = open(file, cipherOf(1)).keys.save(`  ${KEY} `);
    expect(state).toEqual({
      state: 'set',
      keptIn: 'GNOME Keyring',
      durable: true,
      fromEnvironment: false,
      savedAt: 1_700_000_000_000,
    });
    const written = JSON.stringify(file.read());
    expect(written).not.toContain(KEY);
    expect(written).not.toContain(Buffer.from(KEY).toString('base64'));

    const restarted = open(file, cipherOf(1));
    expect(restarted.keys.state()).toEqual(state);
    expect(restarted.keys.reveal()).toBe(KEY);
    expect(restarted.seen).toEqual([KEY]); // so that the log knows what to hide
  });

  it('touches the keychain only when asked', () => {
    const cipher: KeyCipher = { ...cipherOf(1), name: () => expect.fail('the keychain was asked') };
    open(memorySettings(), cipher);
  });

  it('does not trust a keychain whose round trip fails', () => {
    const file = memorySettings();
    const { keys } = open(file, { ...cipherOf(1), decrypt: () => 'something else' });
    expect(keys.save(KEY)).toMatchObject({ state: 'set', keptIn: 'this session only', durable: false });
    expect(file.read()).toEqual({});
    expect(keys.reveal()).toBe(KEY);
  });

  it('falls to this session when the disk refuses, and keeps the older key in the file', () => {
    const file = memorySettings();
    open(file, cipherOf(1)).keys.save('SG_olderolderolder1');
    const before = JSON.stringify(file.read());
    file.breakDisk();
    expect(open(file, cipherOf(1)).keys.save(KEY)).toMatchObject({ state: 'set', durable: false });
    expect(JSON.stringify(file.read())).toBe(before);
  });

  it('forgets a removed key for good', () => {
    const file = memorySettings();
    const { keys } = open(file, cipherOf(1));
    keys.save(KEY);
    expect(keys.remove().state).toBe('none');
    expect(keys.reveal()).toBeNull();
    expect(open(file, cipherOf(1)).keys.state().state).toBe('none');
  });
});

describe('without a keychain', () => {
  it('keeps the key for this session only, says so and writes nothing', () => {
    const file = memorySettings();
    const { keys } = open(file, cipherOf(1, null));
    expect(keys.state()).toMatchObject({ state: 'none', keptIn: 'this session only', durable: false });
    expect(keys.save(KEY)).toMatchObject({ state: 'set', keptIn: 'this session only', durable: false });
    expect(keys.reveal()).toBe(KEY);
    expect(file.writes()).toBe(0);
    expect(open(file, cipherOf(1, null)).keys.reveal()).toBeNull();
  });

  it('keeps it in memory too when the file of keys cannot be read', () => {
    const { keys } = open(memorySettings({}, false), cipherOf(1));
    expect(keys.state().state).toBe('unreadable');
    expect(keys.save(KEY)).toMatchObject({ state: 'set', durable: false });
  });
});

describe('a key that cannot be decrypted', () => {
  const stored = (): MemorySettings => {
    const file = memorySettings();
    open(file, cipherOf(1)).keys.save(KEY);
    return file;
  };

  it.each<[string, KeyCipher]>([
    ["another user's keychain", cipherOf(2)],
    ['no keychain any more', cipherOf(1, null)],
    ['an empty answer', { ...cipherOf(1), decrypt: () => '' }],
  ])('%s: is a state, and nothing is overwritten by looking', (_case, cipher) => {
    const file = stored();
    const before = JSON.stringify(file.read());
    const { keys } = open(file, cipher);
    expect(keys.state()).toMatchObject({ state: 'unreadable', keptIn: 'GNOME Keyring', savedAt: 1_700_000_000_000 });
    expect(keys.reveal()).toBeNull();
    expect(JSON.stringify(file.read())).toBe(before);
  });

  it('an entry of another shape counts as unreadable, not as none', () => {
    expect(open(memorySettings({ segmindKey: 7 }), cipherOf(1)).keys.state().state).toBe('unreadable');
  });

  it('goes only when the user saves or removes', () => {
    const file = stored();
    const { keys } = open(file, cipherOf(2));
    expect(keys.save('SG_fedcba9876543210').state).toBe('set');
    expect(open(file, cipherOf(2)).keys.reveal()).toBe('SG_fedcba9876543210');
    const other = stored();
    expect(open(other, cipherOf(2)).keys.remove().state).toBe('none');
    expect(other.read()).toEqual({});
  });
});

describe('an endpoint that somebody else has set', () => {
  const THIEF = 'https://api.segmind.example';
  const at = (file: MemorySettings, endpoint: string) => open(file, cipherOf(1), undefined, endpoint).keys;

  it('is not told the key that was entered for Segmind, and the person is asked for one', () => {
    const file = memorySettings();
    at(file, SEGMIND).save(KEY);
    const there = at(file, THIEF);
    expect(there.reveal()).toBeNull();
    expect(there.state()).toMatchObject({ state: 'none', keptFor: SEGMIND });
    expect(at(file, 'http://api.segmind.com').reveal()).toBeNull();
    expect(at(file, SEGMIND).reveal()).toBe(KEY);
  });

  it('has a key of its own, and neither takes the place of the other', () => {
    const file = memorySettings();
    at(file, SEGMIND).save(KEY);
    at(file, THIEF).save('SG_for_the_other_one');
    expect(at(file, SEGMIND).reveal()).toBe(KEY);
    expect(at(file, THIEF).reveal()).toBe('SG_for_the_other_one');
    expect(at(file, THIEF).remove()).toMatchObject({ state: 'none', keptFor: SEGMIND });
    expect(at(file, SEGMIND).reveal()).toBe(KEY);
  });

  it('does not get it either by an entry that is moved in the file', () => {
    const file = memorySettings();
    at(file, SEGMIND).save(KEY);
    file.write(`segmindKey@${THIEF}`, file.read()['segmindKey']);
    expect(at(file, THIEF).reveal()).toBeNull();
    expect(at(file, THIEF).state().state).toBe('unreadable');
  });

  it('a key kept before endpoints were told apart belongs to Segmind', () => {
    const cipher = cipherOf(1);
    const encrypted = Buffer.from(cipher.encrypt(KEY)).toString('base64');
    const file = memorySettings({ segmindKey: { encrypted, keptIn: 'GNOME Keyring', savedAt: 1 } });
    expect(at(file, SEGMIND).reveal()).toBe(KEY);
    expect(at(file, THIEF).reveal()).toBeNull();
  });
});

describe('SEGMIND_API_KEY', () => {
  it('wins over the stored key, is said, and cannot be changed here', () => {
    const file = memorySettings();
    open(file, cipherOf(1)).keys.save(KEY);
    const before = JSON.stringify(file.read());
    const { keys, seen } = open(file, cipherOf(1), ' SG_aaaaaaaaaaaaaaaa ');
    expect(keys.state()).toMatchObject({ state: 'set', keptIn: 'SEGMIND_API_KEY', fromEnvironment: true });
    expect(keys.reveal()).toBe('SG_aaaaaaaaaaaaaaaa');
    expect(seen).toEqual(['SG_aaaaaaaaaaaaaaaa']);
    expect(() => keys.save(KEY)).toThrow('SEGMIND_API_KEY');
    expect(() => keys.remove()).toThrow('SEGMIND_API_KEY');
    expect(JSON.stringify(file.read())).toBe(before);
  });

  it('counts as not set when it is blank', () => {
    expect(open(memorySettings(), cipherOf(1), '  ').keys.state()).toMatchObject({ state: 'none', fromEnvironment: false });
  });
});
