/** Preferences over a settings file: checked by schema and version, told and set aside when broken, never silently reset. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { preferencesSchema, type Preferences, type PreferencesPatch } from '../contract/preferences.ts';
import type { OpenedSettings, SettingsFile } from './settings-file.ts';
import type { PreferenceStore } from './settings.ts';

/** Raised when the meaning of a stored value changes. */
export const SETTINGS_VERSION = 1;

interface Loaded {
  readonly preferences: Preferences;
  readonly notice: string | null;
  /** False: the file belongs to a newer Darkslide or cannot be read, so changes last for this session only. */
  readonly writable: boolean;
}

/** Reads the preferences once and keeps them in memory; every change is written at once. */
export function createPreferences(opened: OpenedSettings): PreferenceStore {
  const { file } = opened;
  const loaded = load(opened);
  let current = loaded.preferences;
  return {
    notice: loaded.notice,
    get: () => current,
    change: (patch) => {
      current = merge(current, patch);
      if (loaded.writable) store(file, current);
      return current;
    },
  };
}

/** The preferences in a file of settings, for a process that changes nothing: what does not fit is the default. Never throws. */
export function readPreferences(file: string): Preferences {
  const defaults = preferencesSchema.parse({});
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const stored = typeof content === 'object' && content !== null && 'preferences' in content ? content.preferences : undefined;
    return salvage(stored, defaults).preferences;
  } catch {
    return defaults; // none yet, or broken: the app says so when it opens it
  }
}

function merge(current: Preferences, patch: PreferencesPatch): Preferences {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return preferencesSchema.parse({ ...current, ...given });
}

function store(file: SettingsFile, preferences: Preferences): void {
  if (file.read()['version'] !== SETTINGS_VERSION) file.write('version', SETTINGS_VERSION);
  file.write('preferences', preferences);
}

function load({ file, state }: OpenedSettings): Loaded {
  const defaults = preferencesSchema.parse({});
  if (state.found === 'unreadable') {
    const notice = 'The settings file cannot be read. It is left as it is, and changes last until Darkslide is closed.';
    return { preferences: defaults, notice, writable: false };
  }
  if (state.found === 'broken') {
    return { preferences: defaults, notice: asideNotice('The settings file was damaged', state.copy), writable: true };
  }
  const content = file.read();
  const version = content['version'];
  if (typeof version === 'number' && version > SETTINGS_VERSION) {
    const { preferences } = salvage(content['preferences'], defaults);
    const notice =
      'The settings were written by a newer Darkslide. They are left as they are, and changes last until this one is closed.';
    return { preferences, notice, writable: false };
  }
  const { preferences, whole } = salvage(content['preferences'], defaults);
  if (whole) return { preferences, notice: null, writable: true };
  return keepCopy(file, preferences);
}

/** Some values do not fit: they are copied aside before the first change overwrites them. */
function keepCopy(file: SettingsFile, preferences: Preferences): Loaded {
  try {
    const notice = asideNotice('Some settings were not valid and went back to their defaults', file.copyAside());
    return { preferences, notice, writable: true };
  } catch {
    const notice = 'Some settings are not valid and could not be copied aside. Changes last until Darkslide is closed.';
    return { preferences, notice, writable: false };
  }
}

/** Takes every value that fits and the default for the rest. */
function salvage(stored: unknown, defaults: Preferences): { preferences: Preferences; whole: boolean } {
  if (stored === undefined) return { preferences: defaults, whole: true };
  const parsed = preferencesSchema.safeParse(stored);
  if (parsed.success) return { preferences: parsed.data, whole: true };
  if (typeof stored !== 'object' || stored === null) return { preferences: defaults, whole: false };
  const entries: [string, unknown][] = Object.entries(stored);
  const fitting = entries.filter(([name, value]) => preferencesSchema.safeParse({ [name]: value }).success);
  return { preferences: preferencesSchema.parse(Object.fromEntries(fitting)), whole: false };
}

/** File name only: the sentence reaches the window, where no path belongs. */
function asideNotice(what: string, copy: string): string {
  return `${what}. The old file is kept as ${path.basename(copy)} in Darkslide's data folder.`;
}
