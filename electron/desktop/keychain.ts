/** The system's keychain behind the key: Electron's safeStorage, first touched when the key is needed and never before ready. */
import { app, safeStorage } from 'electron';
import type { KeyCipher } from '../settings/key.ts';
import { keychainName } from './keychain-name.ts';

/** The cipher port over safeStorage. Its methods may only be called after ready. */
export function createKeychain(environment: Readonly<Record<string, string | undefined>>): KeyCipher {
  let known: { readonly name: string | null } | null = null;
  return {
    name: () => (known ??= { name: askName(environment) }).name,
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(Buffer.from(bytes)),
  };
}

function askName(environment: Readonly<Record<string, string | undefined>>): string | null {
  return keychainName({
    platform: process.platform,
    available: safeStorage.isEncryptionAvailable(),
    backend: askBackend(),
    passwordStore: app.commandLine.getSwitchValue('password-store'),
    desktop: environment['XDG_CURRENT_DESKTOP'] ?? '',
  });
}

/** Linux only, and only from Electron 28 on. */
function askBackend(): string | null {
  const ask: unknown = Reflect.get(safeStorage, 'getSelectedStorageBackend');
  if (process.platform !== 'linux' || typeof ask !== 'function') return null;
  const backend: unknown = ask.call(safeStorage);
  return typeof backend === 'string' ? backend : null;
}
