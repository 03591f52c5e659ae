/** Settings as the other rooms see them: preferences, and the key through a port. */
import type { Budget, KeyState, LimitsFound, Preferences, PreferencesPatch } from '../contract/preferences.ts';

export interface PreferenceStore {
  get(): Preferences;
  change(patch: PreferencesPatch): Preferences;
  /** Shows limits to be confirmed; nothing is written. */
  suggest(budget: Budget): void;
  /** What was wrong with the file at start, as a sentence; null: nothing. */
  readonly notice: string | null;
  /** Whether the file said, at start, what may be spent. */
  readonly limits: LimitsFound;
  /** Changes are written down; false: they last until this process ends. */
  readonly durable: boolean;
}

/** The API key: goes in here and comes out only towards the service. */
export interface KeyStore {
  state(): KeyState;
  /** The key for a request; null: none. Main only: never log it, never send it to the renderer. */
  reveal(): string | null;
  save(key: string): KeyState;
  remove(): KeyState;
}
