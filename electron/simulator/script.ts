/** A script of faults: which requests go wrong and how. The schema refuses what contradicts itself, so a typing error never passes as "no fault". */
import { z } from 'zod';

const whole = z.number().int().positive();

const ruleSchema = z
  .strictObject({
    /** Which POSTs, counted from 1: a number or several; or a range, either end open; or every nth. All that are given must fit. */
    request: z.union([whole, z.array(whole).min(1)]).optional(),
    from: whole.optional(),
    to: whole.optional(),
    every: whole.optional(),
    slug: z.string().min(1).optional(),
    transport: z.enum(['v1', 'v2']).optional(),
    /** Which answer: the POST's own, or for v2 one of the later GETs of that request. */
    at: z.enum(['answer', 'status', 'response', 'output']).default('answer'),
    /** Only the first so many of the answers that fit; for GETs, counted for each request. */
    times: whole.optional(),

    /** HTTP status instead of the picture, with `body` (text, or a value sent as JSON). */
    status: z.number().int().min(200).max(599).optional(),
    body: z.json().optional(),
    headers: z.record(z.string().regex(/^[a-z0-9-]+$/), z.string()).optional(),
    /** A JSON value with status 200 where a picture was expected. */
    json: z.json().optional(),
    /** A page with status 200, or with `status`. */
    html: z.literal(true).optional(),
    /** A picture of one colour; a picture of a few bytes. */
    blank: z.literal(true).optional(),
    tiny: z.literal(true).optional(),
    /** 429 that ends after so many seconds (true: 1). */
    rateLimited: z.union([z.literal(true), z.number().positive()]).optional(),
    /** v2: the job runs and fails with 422 and this message. */
    jobFails: z.string().min(1).optional(),
    /** The connection is cut without an answer, before or after the charge. */
    reset: z.enum(['before-charge', 'after-charge']).optional(),
    /** Never answers; not charged unless `charged` says so. */
    silence: z.literal(true).optional(),

    /** These go with any of the above or with the true picture. */
    delayMs: z.number().nonnegative().max(3_600_000).optional(),
    cutAfterBytes: z.number().int().nonnegative().optional(),
    contentType: z.string().min(1).optional(),
    /** Overrides "only 200 is charged". */
    charged: z.boolean().optional(),
  })
  .superRefine((rule, context) => {
    const faults = (['status', 'json', 'blank', 'tiny', 'rateLimited', 'jobFails', 'reset', 'silence'] as const).filter(
      (name) => rule[name] !== undefined,
    );
    const refuse = (message: string): void => {
      context.addIssue({ code: 'custom', message });
    };
    if (faults.length > 1) refuse(`${faults.join(' and ')} cannot both happen to one request`);
    if (rule.html === true && faults.some((name) => name !== 'status'))
      refuse(`html and ${faults.join()} cannot both happen to one request`);
    if (rule.body !== undefined && rule.status === undefined) refuse('body needs a status (for a 200 with JSON use json)');
    if (rule.html === true && rule.body !== undefined) refuse('html brings its own body');
    const extras = [rule.html, rule.delayMs, rule.cutAfterBytes, rule.contentType, rule.charged, rule.headers];
    if (faults.length === 0 && extras.every((each) => each === undefined)) refuse('a rule must say what goes wrong');
    if (rule.from !== undefined && rule.to !== undefined && rule.from > rule.to) refuse('from is after to');
    const ofThePost = [rule.jobFails, rule.charged, rule.blank, rule.tiny].some((each) => each !== undefined);
    if (rule.at !== 'answer' && (ofThePost || rule.reset === 'after-charge')) {
      refuse('the charge, the job and its picture belong to the POST: leave "at" out');
    }
  });

export type Rule = z.infer<typeof ruleSchema>;
type RuleSource = z.input<typeof ruleSchema>;
/** A script as it is written, before it is checked: a list of rules, or an object with a list; the first rule that fits counts. */
export type ScriptSource = readonly RuleSource[] | { readonly rules: readonly RuleSource[] };
export type Moment = Rule['at'];

/** Where a request stands when a rule is looked for. */
export interface Place {
  /** Number of the POST, from 1. */
  readonly request: number;
  readonly slug: string;
  readonly transport: 'v1' | 'v2';
  readonly at: Moment;
}

function fits(rule: Rule, place: Place): boolean {
  const numbers = rule.request === undefined ? null : [rule.request].flat();
  return (
    rule.at === place.at &&
    (numbers === null || numbers.includes(place.request)) &&
    place.request >= (rule.from ?? 1) &&
    place.request <= (rule.to ?? Infinity) &&
    (rule.every === undefined || place.request % rule.every === 0) &&
    (rule.slug === undefined || rule.slug === place.slug) &&
    (rule.transport === undefined || rule.transport === place.transport)
  );
}

/** Reads the rules in order and counts how often each has struck. */
export class FaultScript {
  readonly #rules: readonly Rule[];
  readonly #struck = new Map<string, number>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  /** The rule for a place, which counts as having struck; null where nothing goes wrong. */
  take(place: Place): Rule | null {
    for (const [index, rule] of this.#rules.entries()) {
      if (!fits(rule, place)) continue;
      const name = place.at === 'answer' ? String(index) : `${String(index)}/${String(place.request)}`;
      const struck = this.#struck.get(name) ?? 0;
      if (rule.times !== undefined && struck >= rule.times) continue;
      this.#struck.set(name, struck + 1);
      return rule;
    }
    return null;
  }
}

/** Checks a script. Throws an Error whose message names each mistake and its place. */
export function parseScript(source: unknown): Rule[] {
  // One branch at a time: a union's own message does not say which rule is wrong.
  const rules: unknown[] | null = Array.isArray(source)
    ? source
    : (z.strictObject({ rules: z.array(z.unknown()) }).safeParse(source).data?.rules ?? null);
  if (rules === null) throw new Error('The script must be a list of rules, or {"rules": [...]}.');
  const parsed = z.array(ruleSchema).safeParse(rules);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => {
    const [index, ...field] = path.map(String);
    return `rule ${String(Number(index ?? 0) + 1)}${field.length > 0 ? `, ${field.join('.')}` : ''}: ${message}`;
  });
  throw new Error(`The script is not valid. ${mistakes.join('; ')}`);
}
