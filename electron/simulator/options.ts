/** What a simulator can be told; plain values only, so that they travel to a thread of its own. */
import { z } from 'zod';
import type { ScriptSource } from './script.ts';

export interface SimulatorOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  /** US dollars; 5 unless told. */
  readonly startBalanceUsd?: number;
  /** How long the main model takes, ms; the others take as much longer or shorter as they do in life. 1500 unless told. */
  readonly latencyMs?: number;
  /** POSTs in a minute; null: no limit. */
  readonly ratePerMinute?: number | null;
  /** How long such a minute is, ms; shorter where the latency is scaled down too. */
  readonly minuteMs?: number;
  /** Path of the ledger, appended to; null: in memory only. */
  readonly ledgerFile?: string | null;
  readonly script?: ScriptSource | null;
  /** Exactly these keys; null: every key that is not empty and does not start with "bad". */
  readonly validKeys?: readonly string[] | null;
  /** Another seed gives other pictures for the same prompts. */
  readonly seed?: number;
  /** How long a v2 request is remembered, ms; one hour unless told. */
  readonly recordTtlMs?: number;
}

export const DEFAULT_LATENCY_MS = 1_500;
export const DEFAULT_BALANCE_USD = 5;

const optionsSchema = z.strictObject({
  port: z.number().int().min(0).max(65_535).default(0),
  startBalanceUsd: z.number().min(0).max(1_000_000).default(DEFAULT_BALANCE_USD),
  latencyMs: z.number().min(0).max(3_600_000).default(DEFAULT_LATENCY_MS),
  ratePerMinute: z.number().int().positive().nullable().default(null),
  minuteMs: z.number().positive().default(60_000),
  ledgerFile: z.string().min(1).nullable().default(null),
  // Checked by parseScript, whose messages name the rule.
  script: z.unknown().default(null),
  validKeys: z.array(z.string()).nullable().default(null),
  seed: z.number().int().default(1),
  recordTtlMs: z.number().positive().default(3_600_000),
});
export type CheckedOptions = z.infer<typeof optionsSchema>;

/** Fills in the defaults. Throws an Error that names what is not valid. */
export function checkOptions(options: unknown): CheckedOptions {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; '));
}
