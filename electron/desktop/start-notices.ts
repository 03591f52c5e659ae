/** What the user is told once at start about the files of settings. Pure. */
import { problem, type Problem } from '../contract/errors.ts';
import type { KeyState } from '../contract/preferences.ts';
import type { OpenState } from '../settings/settings-file.ts';

interface StartFacts {
  /** From the preferences; null: all is well. */
  readonly preferences: string | null;
  /** From the stored rules, in the same way. */
  readonly rules: string | null;
  readonly keyFile: OpenState['found'];
  readonly key: KeyState['state'];
}

/** One problem with its next step for each thing that was not as it was left. */
export function startNotices({ preferences, rules, keyFile, key }: StartFacts): Problem[] {
  const notices: Problem[] = [];
  if (preferences !== null) notices.push(problem('internal', preferences));
  if (rules !== null) notices.push(problem('internal', rules));
  if (keyFile === 'broken') {
    notices.push(problem('key-missing', 'The file with the Segmind key was damaged and set aside. Enter the key again.'));
  } else if (key === 'unreadable') {
    notices.push(problem('key-missing', 'The stored Segmind key cannot be read with this keychain. Enter the key again.'));
  }
  return notices;
}
