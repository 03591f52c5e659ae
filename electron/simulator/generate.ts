/** Answers a POST: the checks in the service's order, the picture, the charge, the line in the ledger, and the faults of the script. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from './account.ts';
import { deliver, forcedDelivery, pictureReply, ruleNote, type Delivery } from './delivery.ts';
import type { Jobs } from './jobs.ts';
import type { Ledger } from './ledger.ts';
import type { CheckedOptions } from './options.ts';
import { blankPicture, makePicture, resultSize, tinyPicture } from './pictures.ts';
import { seedOf } from './random.ts';
import {
  contentFiltered,
  errorReply,
  insufficientCredits,
  jsonReply,
  keyTrouble,
  money,
  rateLimited,
  withHeaders,
  type Reply,
} from './replies.ts';
import {
  contentTypeTrouble,
  emptySummary,
  isReply,
  readRequest,
  summarise,
  type BodySummary,
  type PictureRequest,
} from './request-body.ts';
import type { FaultScript, Rule } from './script.ts';
import { serviceModel, serviceModels, type ServiceModel } from './service-models.ts';
import type { Workshop } from './workshop.ts';

/** Everything that one simulator holds. */
export interface Simulation {
  readonly options: CheckedOptions;
  readonly account: Account;
  readonly ledger: Ledger;
  readonly script: FaultScript;
  readonly workshop: Workshop;
  readonly jobs: Jobs;
  readonly now: () => number;
  /** Aborted when the simulator closes; everything that waits ends then. */
  readonly stopping: AbortSignal;
}

export interface Post {
  /** When it came in, by the simulator's clock: the rate limit stands at the door. */
  readonly arrivedAt: number;
  /** The same on the clock of `performance`: a busy computer must not make a model slower than it is. */
  readonly receivedAt: number;
  /** Number among the POSTs, from 1. */
  readonly number: number;
  readonly transport: 'v1' | 'v2';
  readonly slug: string;
  readonly path: string;
  readonly key: string | undefined;
  readonly contentType: string | undefined;
  /** Null where it was over the limit and thrown away. */
  readonly body: Buffer | null;
}

/** The time a model takes here, ms: the set latency for the main model, the others in proportion. */
function latencyOf(model: ServiceModel, options: CheckedOptions): number {
  const main = serviceModels[0]?.seconds ?? model.seconds;
  return (options.latencyMs * model.seconds) / main;
}

/** One POST on its way through: knows its summary and rule, and writes its line exactly once. */
interface Passage {
  readonly post: Post;
  readonly summary: BodySummary;
  readonly rule: Rule | null;
  readonly requestId: string;
  /** When its work began, on the clock of `performance`. */
  readonly startedAt: number;
}

interface Closing {
  readonly status: number | null;
  /** US dollars to charge now; 0 charges nothing. */
  readonly cost: number;
  readonly note: string | null;
}

/** Charges and writes the line, in one turn of the event loop. Gives the balance afterwards. */
function close(simulation: Simulation, { post, summary, rule, requestId }: Passage, { status, cost, note }: Closing): number {
  const { account, ledger, now } = simulation;
  if (cost > 0) account.charge(cost);
  const hashes = summary.pictures.map(({ sha256 }) => sha256);
  ledger.add({
    time: new Date(now()).toISOString(),
    method: 'POST',
    path: post.path,
    post: post.number,
    slug: post.slug,
    sha256: hashes.length > 1 ? hashes : (hashes[0] ?? null),
    pictures: summary.pictures,
    body: summary.withoutPictures,
    status,
    charged: cost > 0,
    cost,
    balance: account.balance,
    requestId,
    note: note ?? ruleNote(rule),
  });
  return account.balance;
}

/** Everything that is checked before a body is read for a model; null where it may go on. */
function gate(simulation: Simulation, post: Post, model: ServiceModel | undefined): Reply | null {
  const trouble = keyTrouble(post.key, simulation.options.validKeys);
  if (trouble !== null) return trouble;
  if (model === undefined) return errorReply(404, `Model not found: ${post.slug}`);
  if (post.body === null) return errorReply(413, 'Request entity too large');
  const resetAt = simulation.account.admit(post.arrivedAt);
  if (resetAt !== null) return rateLimited(resetAt);
  return contentTypeTrouble(post.contentType);
}

/** Answers one POST. Rejects only when the simulator is closing or has a fault of its own. */
export async function answerPost(simulation: Simulation, post: Post): Promise<Delivery> {
  const { script, stopping, now, workshop } = simulation;
  const rule = script.take({ request: post.number, slug: post.slug, transport: post.transport, at: 'answer' });
  const summary = post.body === null ? emptySummary : await summarise(post.body);
  if (rule?.delayMs !== undefined) await wait(rule.delayMs, undefined, { signal: stopping });
  const passage: Passage = { post, summary, rule, requestId: randomUUID(), startedAt: post.receivedAt + (rule?.delayMs ?? 0) };
  const model = serviceModel(post.slug);
  const finish = (reply: Reply, cost = 0): Delivery => {
    close(simulation, passage, { status: reply.status, cost, note: reply.note });
    return deliver(withHeaders(reply, { 'x-request-id': passage.requestId }), rule);
  };
  const forced = forcedDelivery(rule, now());
  if (forced !== null) return playForced(simulation, passage, forced, model);

  const closed = gate(simulation, post, model);
  if (closed !== null || model === undefined) return finish(closed ?? errorReply(404, 'Model not found'));
  const request = await workshop.run(async () => await readRequest(model, summary));
  if (isReply(request)) return finish(request);
  if (request.prompt.toLowerCase().includes('moderation_blocked')) return finish(contentFiltered());
  const price = model.priceUsd * request.samples;
  if (!simulation.account.hold(price)) return finish(insufficientCredits(simulation.account.balance, price));
  const work: Work = { passage, model, request, price };
  return post.transport === 'v2' ? acceptJob(simulation, work) : await runNow(simulation, work);
}

/** A scripted answer: charged as its status says (only 200 is), unless the rule says otherwise. */
function playForced(simulation: Simulation, passage: Passage, forced: Delivery, model: ServiceModel | undefined): Delivery {
  const status = forced.type === 'reply' ? forced.reply.status : null;
  const charged = passage.rule?.charged ?? status === 200;
  const note = forced.type === 'reply' ? forced.reply.note : null;
  const cost = charged ? (model?.priceUsd ?? 0) : 0;
  const balance = close(simulation, passage, { status, cost, note });
  if (forced.type !== 'reply') return forced;
  const money200 = status === 200 ? { 'x-remaining-credits': money(balance), 'x-cost': money(cost) } : {};
  return { ...forced, reply: withHeaders(forced.reply, { 'x-request-id': passage.requestId, ...money200 }) };
}

interface Work {
  readonly passage: Passage;
  readonly model: ServiceModel;
  readonly request: PictureRequest;
  /** Held back on the account. */
  readonly price: number;
}

/** Seed of the first of a request's pictures. */
function seedFor({ options }: Simulation, { request }: Work): number {
  return request.seed ?? (seedOf(request.prompt) ^ options.seed) >>> 0;
}

async function picturesFor(simulation: Simulation, { passage, request }: Work): Promise<Buffer[]> {
  const { workshop, options } = simulation;
  const { order, format, samples } = request;
  const seed = options.seed + (request.seed ?? 0);
  return await Promise.all(
    Array.from({ length: samples }, async (_, index) =>
      workshop.run(async () => {
        if (passage.rule?.tiny === true) return await tinyPicture();
        if (passage.rule?.blank === true) return await blankPicture(order, format);
        return await makePicture(order, format, seed + index * 7919);
      }),
    ),
  );
}

/** Waits until a request has taken as long as its model takes; 0 costs no turn of the clock. */
async function takeTime(simulation: Simulation, startedAt: number, ms: number): Promise<void> {
  const left = ms - (performance.now() - startedAt);
  if (left > 0) await wait(left, undefined, { signal: simulation.stopping });
}

async function runNow(simulation: Simulation, work: Work): Promise<Delivery> {
  const { passage, model, request, price } = work;
  const { startedAt } = passage;
  let pictures: Buffer[];
  try {
    pictures = await picturesFor(simulation, work);
    await takeTime(simulation, startedAt, latencyOf(model, simulation.options));
    simulation.stopping.throwIfAborted();
  } finally {
    simulation.account.release(price);
  }
  const seconds = Math.round(performance.now() - startedAt) / 1000;
  const reset = passage.rule?.reset === 'after-charge';
  const charged = passage.rule?.charged ?? true;
  const balance = close(simulation, passage, { status: reset ? null : 200, cost: charged ? price : 0, note: null });
  if (reset) return { type: 'reset' };
  const [first = Buffer.alloc(0)] = pictures;
  const reply = request.base64 ? base64Reply(pictures, seconds) : pictureReply(first, request.format);
  const size = { ...resultSize(request.order), format: request.format, simulated: true };
  const headers = {
    'x-remaining-credits': money(balance),
    'x-cost': money(charged ? price : 0),
    'x-request-id': passage.requestId,
    'x-generation-time': String(seconds),
    'x-seed-value': String(seedFor(simulation, work)),
    'x-output-metadata': JSON.stringify(size),
  };
  return deliver(withHeaders(reply, headers), passage.rule);
}

function base64Reply(pictures: readonly Buffer[], seconds: number): Reply {
  const encoded = pictures.map((each) => each.toString('base64'));
  return jsonReply(200, { image: encoded.length === 1 ? encoded[0] : encoded, status: 'Success', infer_time: seconds });
}

/**
 * Takes a v2 request: charged and written down with the acceptance, so that the line is there whatever becomes of the client;
 * a job that will fail is not charged.
 */
function acceptJob(simulation: Simulation, work: Work): Delivery {
  const { passage, request, price } = work;
  const { rule, post, requestId } = passage;
  simulation.account.release(price);
  const reset = rule?.reset === 'after-charge';
  const charged = rule?.charged ?? rule?.jobFails === undefined;
  const cost = charged ? price : 0;
  const balance = close(simulation, passage, { status: reset ? null : 200, cost, note: null });
  const seed = seedFor(simulation, work);
  const { format } = request;
  const accepted = simulation.jobs.accept({
    id: requestId,
    slug: post.slug,
    post: post.number,
    acceptedAt: post.arrivedAt,
    costUsd: cost,
    remainingUsd: balance,
    format,
    seed,
  });
  void workOff(simulation, work, cost);
  if (reset) return { type: 'reset' };
  return deliver(withHeaders(accepted, { 'x-request-id': requestId, 'x-remaining-credits': money(balance) }), rule);
}

/** Does a v2 job after its POST was answered. Never rejects: a fault of our own fails the job and returns the charge. */
async function workOff(simulation: Simulation, work: Work, cost: number): Promise<void> {
  const { passage, model } = work;
  const { jobs, stopping, account } = simulation;
  const id = passage.requestId;
  const latency = latencyOf(model, simulation.options);
  const { startedAt } = passage;
  try {
    await takeTime(simulation, startedAt, latency * 0.15);
    jobs.begin(id);
    const [first = Buffer.alloc(0)] = await picturesFor(simulation, work);
    await takeTime(simulation, startedAt, latency);
    if (stopping.aborted) return;
    const failure = passage.rule?.jobFails;
    if (failure === undefined) jobs.complete(id, first);
    else jobs.fail(id, failure);
  } catch {
    if (stopping.aborted) return;
    account.refund(cost);
    jobs.fail(id, 'The job failed inside the simulator');
    close(simulation, passage, { status: 422, cost: 0, note: `the job failed, ${money(cost)} returned` });
  }
}
