/** Preferences over a settings file: checked by schema and version, told and set aside when broken, never silently reset. */
import {
  budgetSchema,
  preferencesSchema,
  type LimitsFound,
  type Preferences,
  type PreferencesPatch,
} from '../contract/preferences.ts';
import { readSmallSync } from '../files/small-file.ts';
import { asideNotice, type OpenedSettings, type SettingsFile } from './settings-file.ts';
import type { PreferenceStore } from './settings.ts';

/** Raised when the meaning of a stored value changes. */
const SETTINGS_VERSION = 1;

/** Settings are a few kilobytes; a larger file is none of ours. */
const MOST_BYTES = 1024 * 1024;

interface Loaded {
  readonly preferences: Preferences;
  readonly notice: string | null;
  /** False: the file belongs to a newer Darkslide or cannot be read, so changes last for this session only. */
  readonly writable: boolean;
  readonly limits: LimitsFound;
}

/** Reads the preferences once and keeps them in memory; every change is written at once. */
export function createPreferences(opened: OpenedSettings): PreferenceStore {
  const { file } = opened;
  const loaded = load(opened);
  let current = loaded.preferences;
  return {
    notice: loaded.notice,
    limits: loaded.limits,
    durable: loaded.writable,
    get: () => current,
    suggest: (budget) => {
      current = { ...current, budget };
    },
    change: (patch) => {
      current = merge(current, patch);
      if (loaded.writable) store(file, current);
      return current;
    },
  };
}

/**
 * The preferences in a file of settings, for a process that changes nothing: what does not fit is the default, and whether the
 * spending limits are among what fits is said beside it. Never throws.
 */
export function readPreferences(file: string): { readonly preferences: Preferences; readonly limits: LimitsFound } {
  const defaults = preferencesSchema.parse({});
  let text: string;
  try {
    text = readSmallSync(file, MOST_BYTES).toString('utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { preferences: defaults, limits: isAbsent ? 'absent' : 'broken' };
  }
  try {
    const content: unknown = JSON.parse(text);
    if (!isPlainObject(content)) return { preferences: defaults, limits: 'broken' };
    return { preferences: salvage(content['preferences'], defaults).preferences, limits: limitsIn(content) };
  } catch {
    return { preferences: defaults, limits: 'broken' };
  }
}

/** Whether the content of a settings file says what may be spent. A newer Darkslide may mean something else by the same words. */
function limitsIn(content: Readonly<Record<string, unknown>>): LimitsFound {
  const { version, preferences } = content;
  if (version !== undefined && version !== SETTINGS_VERSION) return 'broken';
  if (preferences === undefined) return 'absent';
  if (!isPlainObject(preferences)) return 'broken';
  if (preferences['budget'] === undefined) return 'absent';
  return budgetSchema.safeParse(preferences['budget']).success ? 'known' : 'broken';
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
    return { preferences: defaults, notice, writable: false, limits: 'broken' };
  }
  if (state.found === 'broken') {
    const notice = asideNotice('The settings file was damaged', state.copy);
    return { preferences: defaults, notice, writable: true, limits: 'broken' };
  }
  const content = file.read();
  const version = content['version'];
  if (typeof version === 'number' && version > SETTINGS_VERSION) {
    const { preferences } = salvage(content['preferences'], defaults);
    const notice =
      'The settings were written by a newer Darkslide. They are left as they are, and changes last until this one is closed.';
    return { preferences, notice, writable: false, limits: 'broken' };
  }
  const limits = limitsIn(content);
  const { preferences, whole } = salvage(content['preferences'], defaults);
  if (whole) return { preferences, notice: null, writable: true, limits };
  return { ...keepCopy(file, preferences), limits };
}

/** Some values do not fit: they are copied aside before the first change overwrites them. */
function keepCopy(file: SettingsFile, preferences: Preferences): Omit<Loaded, 'limits'> {
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
