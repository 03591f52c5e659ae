/** Preferences the user sets, and what is known about the key: never the key. */
import { z } from 'zod';
import { MOST_NAME } from './bounds.ts';
import { CARRY_ALL, carriedSchema } from './carried.ts';
import { pairsSchema } from './photo.ts';
import { DEFAULT_LONG_SIDE, DEFAULT_NAME_TEMPLATE, recipeSchema } from './recipe.ts';

const themeSchema = z.enum(['system', 'dark', 'light', 'contrast']);
export type Theme = z.infer<typeof themeSchema>;

/** The highest limit that can be set, US dollars. */
export const MOST_LIMIT_USD = 1_000_000;
const limitUsd = z.number().nonnegative().max(MOST_LIMIT_USD).nullable();

/** Spending limits, US dollars; null: no such limit. Work of the simulator costs nothing and knows no limits. */
export const budgetSchema = z.object({
  /** From an empty queue until it is empty again. */
  runUsd: limitUsd,
  /** From midnight to midnight of this computer. */
  dayUsd: limitUsd,
  /** The balance never falls under this: 0 stops before it is negative. */
  floorUsd: limitUsd,
  /** A run over this is asked about again before it starts. */
  askAboveUsd: limitUsd,
});
export type Budget = z.infer<typeof budgetSchema>;
export const DEFAULT_BUDGET: Budget = { runUsd: 10, dayUsd: 10, floorUsd: 0, askAboveUsd: 5 };

/** What a settings file says of the limits. broken: there is one, and it does not say them. */
export type LimitsFound = 'known' | 'absent' | 'broken';

/** How fast photos are sent. adaptive: learned from what the service answers. free, pro: 5 and 50 a minute. own: `perMinute`. */
const ratePreferenceSchema = z.object({
  plan: z.enum(['adaptive', 'free', 'pro', 'own']),
  /** Used by the plan "own" only. */
  perMinute: z.number().int().min(1).max(10_000).nullable(),
});
export type RatePreference = z.infer<typeof ratePreferenceSchema>;
const DEFAULT_RATE: RatePreference = { plan: 'adaptive', perMinute: null };

/** Minutes since midnight on the wall clock. */
const minuteOfDay = z
  .number()
  .int()
  .min(0)
  .max(24 * 60 - 1);

/** Life without a window, for watched folders. */
const watchingSchema = z.object({
  /** Starts hidden when the user logs in. */
  startAtLogin: z.boolean(),
  /** Says when photos were developed, or when a folder needs the user. */
  notify: z.boolean(),
  /** Nothing is said from one wall-clock time to another; past midnight where `to` comes before `from`. Null: at any time. */
  quietHours: z.object({ from: minuteOfDay, to: minuteOfDay }).nullable(),
  /** It was said once that closing the window does not end the watching. */
  trayTold: z.boolean(),
});
export type WatchingPreference = z.infer<typeof watchingSchema>;
const DEFAULT_WATCHING: WatchingPreference = { startAtLogin: false, notify: true, quietHours: null, trayTold: false };

export const preferencesSchema = z.object({
  theme: themeSchema.default('dark'),
  gridLayout: z.enum(['justified', 'square']).default('square'),
  /** Width of a thumbnail's box, pixels. */
  thumbnailSize: z.number().int().min(64).max(320).default(116),
  /** The local simulator answers instead of Segmind: no key, no cost, marked results. */
  demo: z.boolean().default(false),
  /** The three doors of the first start were passed. */
  welcomed: z.boolean().default(false),
  longSide: z.number().int().min(512).max(3072).default(DEFAULT_LONG_SIDE),
  nameTemplate: z.string().min(1).max(200).default(DEFAULT_NAME_TEMPLATE),
  /** Of photos that are added; a watched folder has its own. */
  pairs: pairsSchema.default('jpeg'),
  /** What the develop panel showed last. */
  lastRecipe: recipeSchema.nullable().default(null),
  budget: budgetSchema.default(DEFAULT_BUDGET),
  rate: ratePreferenceSchema.default(DEFAULT_RATE),
  watching: watchingSchema.default(DEFAULT_WATCHING),
  /** Of results that are asked for from now on. */
  carried: carriedSchema.default(CARRY_ALL),
});
export type Preferences = z.infer<typeof preferencesSchema>;

/** What the renderer may change; written out, because defaults must not fill what a patch leaves out. */
export const preferencesPatchSchema = z
  .object({
    theme: themeSchema,
    gridLayout: z.enum(['justified', 'square']),
    thumbnailSize: z.number().int().min(64).max(320),
    demo: z.boolean(),
    welcomed: z.boolean(),
    longSide: z.number().int().min(512).max(3072),
    nameTemplate: z.string().min(1).max(200),
    pairs: pairsSchema,
    lastRecipe: recipeSchema.nullable(),
    budget: budgetSchema,
    rate: ratePreferenceSchema,
    watching: watchingSchema,
    carried: carriedSchema,
  })
  .partial()
  .strict();
export type PreferencesPatch = z.infer<typeof preferencesPatchSchema>;

export const keyStateSchema = z.object({
  /** none: not set. unreadable: stored, but this keychain cannot decrypt it. */
  state: z.enum(['none', 'set', 'unreadable']),
  /** Where it is kept, by name: "GNOME Keyring", "this session only". */
  keptIn: z.string().max(MOST_NAME),
  /** Survives a restart. */
  durable: z.boolean(),
  /** From SEGMIND_API_KEY, so it cannot be changed here. */
  fromEnvironment: z.boolean(),
  savedAt: z.number().nullable(),
  /** No key is known for this endpoint, but one for another, which does not go here: "https://api.segmind.com". */
  keptFor: z.string().max(300).optional(),
});
export type KeyState = z.infer<typeof keyStateSchema>;
