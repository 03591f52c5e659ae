/** What the hosted service offers to the money path: run one request, read the balance. Done by client.ts over HTTP. */
import type { Problem } from '../contract/errors.ts';
import type { Model } from '../contract/model.ts';
import type { OutputFormat, ParameterValue } from '../contract/recipe.ts';

export interface RunRequest {
  readonly model: Model;
  /** JPEG or PNG bytes for each field that the model's `inputs` name. */
  readonly pictures: Readonly<Record<string, Uint8Array>>;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly format: OutputFormat;
}

/** What the caller must write down before the request goes on: it is awaited. */
export interface RunHooks {
  /** v2 only: the service took the work and gave it this id. From here on nothing may be sent again. */
  readonly accepted: (requestId: string) => Promise<void>;
}

/**
 * How a request ended.
 * picture: bytes came back. refused: nothing was charged. unsure: it may have been charged.
 * `consequence` says what the queue does: `fail` this job, `pause` everything until the user acts, `wait` and go on by
 * itself at `until` (or with back-off where null), `retry-once`, `shrink-once` (413: smaller upload, one more time).
 */
export type RunOutcome =
  | {
      readonly type: 'picture';
      readonly bytes: Uint8Array;
      readonly costUsd: number | null;
      readonly remainingUsd: number | null;
      readonly requestId: string | null;
      readonly tookMs: number;
    }
  | {
      readonly type: 'refused';
      readonly problem: Problem;
      readonly consequence: 'fail' | 'pause' | 'wait' | 'retry-once' | 'shrink-once';
      /** ms since 1970, from x-rate-limit-reset-at-utc. */
      readonly until: number | null;
      readonly status: number | null;
      readonly requestId: string | null;
    }
  | { readonly type: 'unsure'; readonly problem: Problem; readonly status: number | null; readonly requestId: string | null }
  /** Charged by the service's own word, but what came back is no picture. */
  | {
      readonly type: 'spoiled';
      readonly problem: Problem;
      readonly costUsd: number | null;
      readonly remainingUsd: number | null;
      readonly requestId: string | null;
    };

export type CreditsOutcome =
  { readonly works: true; readonly usd: number } | { readonly works: false; readonly problem: Problem };

export interface SegmindService {
  /** Host the requests go to, for receipts: "api.segmind.com". */
  readonly host: string;
  run(request: RunRequest, key: string, hooks: RunHooks, signal: AbortSignal): Promise<RunOutcome>;
  /** Asks a v2 request that was accepted earlier for its result; never sends work. */
  resume(requestId: string, model: Model, key: string, signal: AbortSignal): Promise<RunOutcome>;
  /** GET get-user-credits: free, runs nothing. */
  credits(key: string, signal: AbortSignal): Promise<CreditsOutcome>;
}
