/** See package-checks.mjs; for its test. */
export function lockedElectron(): Promise<string>;
