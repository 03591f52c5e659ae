/**
 * The stored rules of watched folders: one file of their own, read once, rule by rule. What cannot be read is said, and copied aside before
 * anything is written over it; such a rule watches nothing and spends nothing. A rule whose limits cannot be read stays in the list, switched
 * off, until a person sets them.
 */
import { z } from 'zod';
import { ruleSchema, type Rule, type RuleCaps, type RuleId } from '../contract/rule.ts';
import { visible } from '../contract/visible.ts';
import { asideNotice, type OpenedSettings } from './settings-file.ts';

/** Raised when the meaning of a stored value changes. */
const RULES_VERSION = 1;

/** More folders than this are not watched: each is listed, looked at and shown as a whole. */
export const MOST_RULES = 100;

/** What stands in place of limits that cannot be read, in a rule that is off. US dollars; the least that is of use. */
const SMALLEST_CAPS: RuleCaps = { dayUsd: 1, hourUsd: 1, totalUsd: 1 };

export interface RuleStore {
  /** In the order in which they were made. */
  all(): readonly Rule[];
  /** Writes a new rule or a changed one. Throws where the disk refuses; then nothing has changed. */
  put(rule: Rule): void;
  /** Takes a rule out; one that is not there is no matter. */
  remove(id: RuleId): void;
  /** Whether a person holds every rule, also over a restart. */
  isPaused(): boolean;
  setPaused(paused: boolean): void;
  /** What was wrong with the file at start, as a sentence; null: nothing. */
  readonly notice: string | null;
  /** Changes are written down; false: they last until this process ends. */
  readonly durable: boolean;
}

interface Loaded {
  readonly rules: readonly Rule[];
  /** True also where it cannot be told: nothing is spent on a guess. */
  readonly paused: boolean;
  readonly notice: string | null;
  readonly writable: boolean;
  /** Something in the file could not be read: it is copied aside before the first change overwrites it. */
  readonly toCopy: boolean;
}

/** Reads the rules once and keeps them in memory; every change is written at once. Never throws for what is in the file. */
export function createRuleStore(opened: OpenedSettings): RuleStore {
  const { file } = opened;
  const loaded = load(opened);
  let rules = loaded.rules;
  let paused = loaded.paused;

  let toCopy = loaded.toCopy;

  const write = (key: string, value: unknown): void => {
    if (!loaded.writable) return;
    if (toCopy) file.copyAside(); // throws where that is not possible, and then nothing changes
    toCopy = false;
    if (file.read()['version'] !== RULES_VERSION) file.write('version', RULES_VERSION);
    file.write(key, value);
  };
  const keep = (next: readonly Rule[]): void => {
    write('rules', next); // first the disk: a rule that is not written down must not run
    rules = next;
  };

  return {
    all: () => rules,
    put: (rule) => {
      const known = rules.some(({ id }) => id === rule.id);
      keep(known ? rules.map((one) => (one.id === rule.id ? rule : one)) : [...rules, rule]);
    },
    remove: (id) => {
      if (rules.some((rule) => rule.id === id)) keep(rules.filter((rule) => rule.id !== id));
    },
    isPaused: () => paused,
    setPaused: (next) => {
      write('paused', next);
      paused = next;
    },
    notice: loaded.notice,
    durable: loaded.writable,
  };
}

function load({ file, state }: OpenedSettings): Loaded {
  const none = { rules: [], paused: false, toCopy: false };
  if (state.found === 'unreadable') {
    const notice =
      'The file of watched folders cannot be read. It is left as it is: nothing is watched, and new ones last until Darkslide is closed.';
    return { ...none, notice, writable: false };
  }
  if (state.found === 'broken') {
    return {
      ...none,
      notice: asideNotice('The file of watched folders was damaged, and none is watched', state.copy),
      writable: true,
    };
  }
  const content = file.read();
  const { version } = content;
  if (version !== undefined && version !== RULES_VERSION) {
    const notice =
      'The watched folders were written by another version of Darkslide. They are left as they are: nothing is watched, and new ones last until this one is closed.';
    return { ...none, notice, writable: false };
  }
  const { rules, unread, unlimited } = readRules(content['rules']);
  const pausedEntry = content['paused'];
  const paused = pausedEntry !== undefined && pausedEntry !== false;
  if (unread.length + unlimited.length === 0) return { rules, paused, notice: null, writable: true, toCopy: false };
  return { rules, paused, notice: lossWords(unread, unlimited), writable: true, toCopy: true };
}

interface Salvage {
  readonly rules: Rule[];
  /** Names of those that watch nothing now, as far as they have one. */
  readonly unread: string[];
  /** Names of those that are off because their limits cannot be read. */
  readonly unlimited: string[];
}

function readRules(stored: unknown): Salvage {
  const found: Salvage = { rules: [], unread: [], unlimited: [] };
  if (stored === undefined) return found;
  if (!Array.isArray(stored)) return { ...found, unread: [''] };
  const entries: unknown[] = stored;
  const ids = new Set<RuleId>();
  for (const entry of entries) {
    const { rule, limited } = readRule(entry);
    if (rule === null || ids.has(rule.id) || found.rules.length >= MOST_RULES) {
      found.unread.push(nameIn(entry));
      continue;
    }
    ids.add(rule.id);
    found.rules.push(rule);
    if (!limited) found.unlimited.push(rule.name);
  }
  return found;
}

function readRule(entry: unknown): { readonly rule: Rule | null; readonly limited: boolean } {
  const whole = ruleSchema.safeParse(entry);
  if (whole.success) return { rule: whole.data, limited: true };
  if (typeof entry !== 'object' || entry === null) return { rule: null, limited: true };
  const off = ruleSchema.safeParse({ ...entry, caps: SMALLEST_CAPS, enabled: false });
  return off.success ? { rule: off.data, limited: false } : { rule: null, limited: true };
}

function nameIn(entry: unknown): string {
  const parsed = z.object({ name: z.string().min(1).max(80) }).safeParse(entry);
  return parsed.success ? parsed.data.name : '';
}

function lossWords(unread: readonly string[], unlimited: readonly string[]): string {
  const sentences: string[] = [];
  if (unlimited.length > 0) {
    const [first = ''] = unlimited;
    sentences.push(
      unlimited.length === 1
        ? `The limits of the watched folder “${visible(first)}” cannot be read, and it is switched off until you set them`
        : `The limits of ${String(unlimited.length)} watched folders cannot be read, and they are switched off until you set them`,
    );
  }
  if (unread.length > 0) {
    const [first = ''] = unread;
    sentences.push(
      unread.length > 1
        ? `${String(unread.length)} watched folders cannot be read and are not watched`
        : first === ''
          ? 'A watched folder cannot be read and is not watched'
          : `The watched folder “${visible(first)}” cannot be read and is not watched`,
    );
  }
  return `${sentences.join('. ')}. The file is copied aside before anything in it changes.`;
}
