/** Which keychain stands behind Electron's safeStorage, in the user's words. Pure: a table with tests. */

export interface KeychainFacts {
  readonly platform: NodeJS.Platform;
  /** `isEncryptionAvailable()`. */
  readonly available: boolean;
  /** `getSelectedStorageBackend()`; null where this Electron cannot say. */
  readonly backend: string | null;
  /** The `--password-store` switch; empty where it is not given. */
  readonly passwordStore: string;
  /** XDG_CURRENT_DESKTOP; empty where it is not set. */
  readonly desktop: string;
}

/** The keychain's name; null where there is none, or only the fixed password that Chromium calls "basic". */
export function keychainName({ platform, available, backend, passwordStore, desktop }: KeychainFacts): string | null {
  if (!available) return null;
  if (platform === 'darwin') return 'macOS Keychain';
  if (platform === 'win32') return 'Windows Data Protection';
  const store = backend ?? (passwordStore === '' ? storeOfDesktop(desktop) : passwordStore);
  if (/^basic/.test(store) || store === 'unknown') return null;
  return store.startsWith('kwallet') ? 'KWallet' : 'GNOME Keyring';
}

function storeOfDesktop(desktop: string): string {
  return desktop.toLowerCase().split(':').includes('kde') ? 'kwallet' : 'gnome-libsecret';
}
