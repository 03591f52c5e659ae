/** What was typed on the command line, checked: pure, so that every refusal can be tested without starting anything. */
import { parseArgs } from 'node:util';
import { CARRY_ALL, readGroups, type Carried } from '../contract/carried.ts';
import { readDecimal } from '../contract/decimal.ts';
import { jobIdSchema, type JobId } from '../contract/ids.ts';
import type { Decision } from '../contract/job.ts';
import { MOST_LIMIT_USD, type Budget } from '../contract/preferences.ts';
import { pairsSchema, type Pairs } from '../contract/photo.ts';
import {
  DEFAULT_LONG_SIDE,
  DEFAULT_NAME_TEMPLATE,
  fullSizeModeSchema,
  outputFormatSchema,
  type FullSizeMode,
  type OutputFormat,
} from '../contract/recipe.ts';
import type { RuleLimit } from '../develop/ledger/job-row.ts';

/** Something typed that cannot be meant; the message is for the person who typed it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export interface DevelopArguments {
  readonly files: readonly string[];
  /** Photos for the model's further inputs, in their order: the face of a face swap. */
  readonly others: readonly string[];
  readonly model: string;
  readonly prompt: string | null;
  readonly strength: number | null;
  /** From --set: field and text. */
  readonly settings: readonly (readonly [string, string])[];
  readonly format: OutputFormat;
  readonly folder: string | null;
  readonly name: string;
  readonly longSide: number;
  /** Null: what the strength asks for. */
  readonly fullSize: FullSizeMode | null;
  readonly demo: boolean;
  readonly json: boolean;
  /** Develop anew, and pay for, what was developed before and whose result's file is gone. */
  readonly again: boolean;
  /** Results of Darkslide among the files are photos too. */
  readonly resultsToo: boolean;
  /** Which of a RAW and a JPEG of one shot is developed; null: what the preferences say. */
  readonly pairs: Pairs | null;
  /** The most this run may cost, US dollars; null: what the preferences say. */
  readonly maxCredits: number | null;
  /** The name under which the work is done, with what it may cost a day; null: none. */
  readonly rule: RuleLimit | null;
  /** Photos a minute; null: what the preferences say. */
  readonly rate: number | null;
  /** What of the original's own words, and the prompt, the result does not say, beside what the preferences leave out. */
  readonly leaveOut: readonly (keyof Carried)[];
}

export interface DecideArguments {
  readonly jobId: JobId;
  readonly decision: Decision;
  readonly json: boolean;
}

/** A number that was typed; null: nothing was. Throws UsageError. */
export function numberOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = readDecimal(text);
  if (value === null) throw new UsageError(`${option} wants a number, not "${text}".`);
  return value;
}

/**
 * Refuses an empty text: it is what a script's unset variable leaves behind, and would otherwise mean the folder the command runs in, or
 * work that nobody described.
 */
export function filled<T extends string | undefined>(option: string, text: T): T {
  if (text?.trim() === '') throw new UsageError(`${option} is empty. Say what is meant, or leave it out.`);
  return text;
}

/** A folder that is written to, or whose results are counted on: no other one may be taken for it. */
function folderOf<T extends string | undefined>(option: string, text: T): T {
  if (text?.includes('\ufffd') === true)
    throw new UsageError(`${option} is not valid UTF-8. Rename the folder, or choose another.`);
  return filled(option, text);
}

/** The same for several. */
export function allFilled(option: string, texts: readonly string[]): readonly string[] {
  return texts.map((text) => filled(option, text));
}

function pairOf(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--set wants FIELD=VALUE, not "${text}".`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

/** Reads the arguments of `develop`. Throws UsageError. */
export function readDevelopArguments(args: readonly string[]): DevelopArguments {
  const text = { type: 'string' } as const;
  const given = parse(() =>
    parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: {
        ...{ prompt: text, strength: text, model: text, format: text, out: text, name: text, 'long-side': text },
        'full-size': text,
        set: { type: 'string', multiple: true },
        with: { type: 'string', multiple: true },
        demo: { type: 'boolean' },
        json: { type: 'boolean' },
        again: { type: 'boolean' },
        'results-too': { type: 'boolean' },
        ...{ pairs: text, 'max-credits': text, rate: text, 'leave-out': text, rule: text, 'rule-credits': text },
      },
    }),
  );
  const { values, positionals } = given;
  const format = outputFormatSchema.safeParse(values.format ?? 'jpeg');
  if (!format.success) throw new UsageError(`--format is jpeg or png, not "${String(values.format)}".`);
  const longSide = numberOf('--long-side', values['long-side']) ?? DEFAULT_LONG_SIDE;
  if (!Number.isInteger(longSide) || longSide < 64 || longSide > 4096)
    throw new UsageError('--long-side must be a whole number from 64 to 4096.');
  return {
    files: allFilled('The name of a photo', positionals),
    others: allFilled('--with', values.with ?? []),
    model: filled('--model', values.model) ?? 'stable-diffusion-3-turbo-img2img',
    prompt: filled('--prompt', values.prompt) ?? null,
    strength: numberOf('--strength', values.strength),
    settings: (values.set ?? []).map(pairOf),
    format: format.data,
    folder: folderOf('--out', values.out) ?? null,
    name: filled('--name', values.name) ?? DEFAULT_NAME_TEMPLATE,
    longSide,
    fullSize: readFullSize(values['full-size']),
    demo: values.demo === true,
    json: values.json === true,
    again: values.again === true,
    resultsToo: values['results-too'] === true,
    pairs: readPairs(values.pairs),
    maxCredits: readCredits('--max-credits', values['max-credits']),
    rule: readRule(values.rule, values['rule-credits']),
    rate: readRate(values.rate),
    leaveOut: readLeaveOut(values['leave-out']),
  };
}

function readFullSize(text: string | undefined): FullSizeMode | null {
  if (text === undefined) return null;
  const mode = fullSizeModeSchema.safeParse(text);
  if (!mode.success) throw new UsageError(`--full-size is off, on or both, not "${text}".`);
  return mode.data;
}

function readPairs(text: string | undefined): Pairs | null {
  if (text === undefined) return null;
  const pairs = pairsSchema.safeParse(text);
  if (!pairs.success) throw new UsageError(`--pairs is jpeg, raw or both, not "${text}".`);
  return pairs.data;
}

function readCredits(option: string, text: string | undefined): number | null {
  const usd = numberOf(option, text);
  if (usd !== null && (usd < 0 || usd > MOST_LIMIT_USD))
    throw new UsageError(`${option} wants dollars, from 0 to at most $${MOST_LIMIT_USD.toLocaleString('en-US')}.`);
  return usd;
}

function readRule(name: string | undefined, credits: string | undefined): RuleLimit | null {
  const dayUsd = readCredits('--rule-credits', credits);
  if (name === undefined && dayUsd !== null) throw new UsageError('--rule-credits goes with --rule NAME.');
  if (name === undefined) return null;
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > 80) throw new UsageError('--rule wants a name of 1 to 80 characters.');
  return { name: trimmed, dayUsd };
}

function readLeaveOut(text: string | undefined): readonly (keyof Carried)[] {
  const groups = text === undefined ? [] : readGroups(text);
  if (groups === null)
    throw new UsageError(`--leave-out wants ${Object.keys(CARRY_ALL).join(', ')} or all, not "${text ?? ''}".`);
  return groups;
}

function readRate(text: string | undefined): number | null {
  const rate = numberOf('--rate', text);
  if (rate !== null && (!Number.isInteger(rate) || rate < 1 || rate > 10_000))
    throw new UsageError('--rate wants a whole number of photos a minute, 1 to 10000.');
  return rate;
}

/** Reads the arguments of `decide`. Throws UsageError. */
export function readDecideArguments(args: readonly string[]): DecideArguments {
  const flag = { type: 'boolean' } as const;
  const { values, positionals } = parse(() =>
    parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: { again: flag, 'again-v2': flag, charged: flag, 'not-charged': flag, drop: flag, json: flag },
    }),
  );
  const [text, ...more] = positionals;
  const jobId = jobIdSchema.safeParse(readDecimal(text ?? ''));
  if (text === undefined || more.length > 0 || !jobId.success)
    throw new UsageError('decide wants the number of one job, as "jobs" lists them.');
  const decisions = (['again', 'again-v2', 'charged', 'not-charged', 'drop'] as const).filter((name) => values[name] === true);
  const [decision, ...others] = decisions;
  if (decision === undefined || others.length > 0)
    throw new UsageError('decide wants one of --again, --again-v2, --charged, --not-charged and --drop.');
  return { jobId: jobId.data, decision, json: values.json === true };
}

/** Reads the arguments of `jobs`. Throws UsageError. */
export function readJobsArguments(args: readonly string[]): { readonly json: boolean; readonly check: boolean } {
  const flag = { type: 'boolean' } as const;
  const { values } = parse(() =>
    parseArgs({ args: [...args], strict: true, allowPositionals: false, options: { json: flag, check: flag } }),
  );
  return { json: values.json === true, check: values.check === true };
}

/** What the person wants to go on from after the ledger was lost. */
export interface RebuildArguments {
  readonly folders: readonly string[];
  readonly fromBackup: boolean;
  readonly anew: boolean;
  readonly json: boolean;
}

/** Reads the arguments of `rebuild-ledger`. Throws UsageError. */
export function readRebuildArguments(args: readonly string[]): RebuildArguments {
  const flag = { type: 'boolean' } as const;
  const { values, positionals } = parse(() =>
    parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: { 'from-backup': flag, anew: flag, json: flag },
    }),
  );
  const fromBackup = values['from-backup'] === true;
  const anew = values.anew === true;
  if (anew && (fromBackup || positionals.length > 0)) throw new UsageError('--anew goes with nothing else.');
  return {
    folders: positionals.map((folder) => folderOf('The name of a folder', folder)),
    fromBackup,
    anew,
    json: values.json === true,
  };
}

/** What the person says may be spent; a limit that is left out stays as it is. */
export interface LimitsArguments {
  readonly confirm: boolean;
  readonly change: Partial<Budget>;
  readonly json: boolean;
}

/** Reads the arguments of `limits`. Throws UsageError. */
export function readLimitsArguments(args: readonly string[]): LimitsArguments {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  const { values } = parse(() =>
    parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: { confirm: flag, json: flag, run: text, day: text, floor: text },
    }),
  );
  const limit = (option: string, given: string | undefined): number | null | undefined =>
    given === undefined ? undefined : given === 'none' ? null : readCredits(option, given);
  const change: Partial<Budget> = Object.fromEntries(
    Object.entries({
      runUsd: limit('--run', values.run),
      dayUsd: limit('--day', values.day),
      floorUsd: limit('--floor', values.floor),
    }).filter(([, usd]) => usd !== undefined),
  );
  return { confirm: values.confirm === true || Object.keys(change).length > 0, change, json: values.json === true };
}

export interface LeftOverArguments {
  /** Null: only look. */
  readonly wish: 'develop' | 'forget' | null;
  readonly json: boolean;
}

/** Reads the arguments of `left-over`. Throws UsageError. */
export function readLeftOverArguments(args: readonly string[]): LeftOverArguments {
  const flag = { type: 'boolean' } as const;
  const { values } = parse(() =>
    parseArgs({ args: [...args], strict: true, allowPositionals: false, options: { json: flag, develop: flag, forget: flag } }),
  );
  if (values.develop === true && values.forget === true) throw new UsageError('left-over wants --develop or --forget, not both.');
  const wish = values.develop === true ? 'develop' : values.forget === true ? 'forget' : null;
  return { wish, json: values.json === true };
}

/** Reads a command that knows only --json. Throws UsageError. */
export function readJsonFlag(args: readonly string[]): boolean {
  const { values } = parse(() =>
    parseArgs({ args: [...args], strict: true, allowPositionals: false, options: { json: { type: 'boolean' } } }),
  );
  return values.json === true;
}

/** Node's own reader of arguments, with its complaints as ours. */
export function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Node's advice about a value that begins with a dash has line breaks
    throw new UsageError((error instanceof Error ? error.message : String(error)).replaceAll('\n', ' '));
  }
}
