/** The hosted service over HTTP: checks a request before it costs anything and sends it the way its model wants. */
import { problem } from '../contract/errors.ts';
import type { Problem } from '../contract/errors.ts';
import type { Context, Errand, Timings } from './context.ts';
import { defaultTimings, unsure } from './context.ts';
import { readCredits } from './credits.ts';
import { isRequestId } from './reply.ts';
import { checkParameters, missingPicture, requestBody } from './request.ts';
import type { RunHooks, RunOutcome, RunRequest, SegmindService } from './service.ts';
import { runV1 } from './transport-v1.ts';
import { askForResult, runV2 } from './transport-v2.ts';

export interface ServiceOptions {
  /** From `parseEndpoint`. */
  readonly baseUrl: URL;
  /** Of the app, for the user agent. */
  readonly version: string;
  /** ms since 1970. */
  readonly now?: () => number;
  readonly timings?: Timings;
  /** The authority behind an endpoint of one's own, PEM; the usual ones where it is left out. */
  readonly ca?: string;
}

/** Opens no connection by itself: the first one comes with the first call. */
export function createSegmindService(options: ServiceOptions): SegmindService {
  const context: Context = {
    endpoint: options.baseUrl,
    agent: `Darkslide/${options.version}`,
    timings: options.timings ?? defaultTimings,
    ca: options.ca,
    now: options.now ?? Date.now,
  };
  return {
    host: options.baseUrl.host,
    run: async (request, key, hooks, signal) => await run(context, request, key, hooks, signal),
    resume: async (requestId, model, key, signal) => {
      const errand: Errand = { model, key, hooks: { accepted: nothingToStore }, signal, startedAt: performance.now() };
      if (!isRequestId(requestId)) return unsure(requestId, 'The number of this request is not readable.');
      if (keyProblem(key) !== null) return unsure(requestId, 'The result cannot be fetched without a working key.');
      return await askForResult(context, requestId, errand);
    },
    credits: async (key, signal) => {
      const fault = keyProblem(key);
      return fault === null ? await readCredits(context, key, signal) : { works: false, problem: fault };
    },
  };
}

async function run(
  context: Context,
  request: RunRequest,
  key: string,
  hooks: RunHooks,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { model, pictures, parameters, format } = request;
  const fault = keyProblem(key);
  if (fault !== null) return refused(fault, 'pause');
  const wrong = checkParameters(model, parameters) ?? missingPicture(model, pictures);
  if (wrong !== null) return refused(wrong, 'fail');
  const body = requestBody(model, { pictures, parameters, format });
  if (body.byteLength > model.limits.maxRequestBytes) return refused(problem('upload-too-large'), 'shrink-once');
  const errand: Errand = { model, key, hooks, signal, startedAt: performance.now() };
  return model.transport === 'v1' ? await runV1(context, body, errand) : await runV2(context, body, errand);
}

/** A key that a header cannot carry would fail on the way; its length is the service's business. */
function keyProblem(key: string): Problem | null {
  if (key === '') return problem('key-missing');
  return /^[\x21-\x7e]{1,1000}$/.test(key) ? null : problem('key-rejected', 'This key has characters that no key has.');
}

function refused(why: Problem, consequence: 'fail' | 'pause' | 'shrink-once'): RunOutcome {
  return { type: 'refused', problem: why, consequence, until: null, status: null, requestId: null };
}

async function nothingToStore(): Promise<void> {
  // The number is the caller's own.
}
