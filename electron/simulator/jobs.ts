/** Requests of the v2 transport: taken at once, worked on behind the scenes, asked for until their record expires. */
import type { Format } from './pictures.ts';
import { bytesReply, errorReply, jsonReply, money, withHeaders, type Reply } from './replies.ts';

type State = 'QUEUED' | 'PROCESSING' | 'COMPLETED' | 'FAILED';

export interface JobStart {
  readonly id: string;
  readonly slug: string;
  /** Number of its POST. */
  readonly post: number;
  /** When its POST came in: its time counts from there, however long a busy computer takes to read it. */
  readonly acceptedAt: number;
  readonly costUsd: number;
  readonly remainingUsd: number;
  readonly format: Format;
  readonly seed: number;
}

interface Job extends JobStart {
  state: State;
  startedAt: number | null;
  finishedAt: number | null;
  failure: string | null;
  size: number;
}

/** Results kept in memory; the oldest go first. */
const MAX_OUTPUTS = 100;

export class Jobs {
  readonly #jobs = new Map<string, Job>();
  readonly #outputs = new Map<string, { readonly bytes: Uint8Array; readonly format: Format; readonly id: string }>();
  readonly #now: () => number;
  readonly #ttl: number;
  readonly #address: () => string;

  /** `ttl`: how long a record lives, ms; `address`: where outputs are served, without a slash at the end. */
  constructor(now: () => number, ttl: number, address: () => string) {
    this.#now = now;
    this.#ttl = ttl;
    this.#address = address;
  }

  /** Notes a request and gives the answer to its POST. */
  accept(start: JobStart): Reply {
    for (const [id, job] of this.#jobs) if (this.#expired(job)) this.#jobs.delete(id);
    this.#jobs.set(start.id, {
      ...start,
      state: 'QUEUED',
      startedAt: null,
      finishedAt: null,
      failure: null,
      size: 0,
    });
    const record = `${this.#address()}/v2/requests/${start.id}`;
    return jsonReply(200, {
      ...{ request_id: start.id, status: 'QUEUED' },
      ...{ poll_url: `${record}/status`, status_url: `${record}/status`, response_url: record },
    });
  }

  begin(id: string): void {
    this.#change(id, { state: 'PROCESSING', startedAt: this.#now() });
  }

  complete(id: string, bytes: Uint8Array): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    this.#outputs.set(nameOf(job), { bytes, format: job.format, id });
    const [oldest] = this.#outputs.keys();
    if (this.#outputs.size > MAX_OUTPUTS && oldest !== undefined) this.#outputs.delete(oldest);
    this.#change(id, { state: 'COMPLETED', finishedAt: this.#now(), size: bytes.length });
  }

  fail(id: string, message: string): void {
    this.#change(id, { state: 'FAILED', finishedAt: this.#now(), failure: message });
  }

  /** Slug and POST number of a request that is still known. */
  known(id: string): { readonly slug: string; readonly post: number } | null {
    return this.#find(id);
  }

  /** The same for the request behind an output, which outlives the record. */
  behindOutput(name: string): { readonly slug: string; readonly post: number } | null {
    const output = this.#outputs.get(name);
    return output === undefined ? null : (this.#jobs.get(output.id) ?? null);
  }

  status(id: string): Reply {
    const job = this.#find(id);
    if (job === null) return expired();
    if (job.state === 'FAILED') return failed(job);
    return jsonReply(200, { status: job.state, request_id: job.id, metrics: this.#metrics(job) });
  }

  response(id: string): Reply {
    const job = this.#find(id);
    if (job === null) return expired();
    if (job.state === 'FAILED') return failed(job);
    if (job.state !== 'COMPLETED') return jsonReply(200, { status: job.state, request_id: job.id });
    const url = `${this.#address()}/outputs/${nameOf(job)}`;
    const image = { url, content_type: `image/${job.format}`, file_name: nameOf(job), file_size: job.size };
    const answer = { status: job.state, request_id: job.id, output: url, images: [image], metrics: this.#metrics(job) };
    return withHeaders(jsonReply(200, answer), {
      ...{ 'x-remaining-credits': money(job.remainingUsd), 'x-cost': money(job.costUsd), 'x-seed-value': String(job.seed) },
    });
  }

  output(name: string): Reply {
    const output = this.#outputs.get(name);
    return output === undefined ? errorReply(404, 'Not found') : bytesReply(output.bytes, `image/${output.format}`);
  }

  #metrics(job: Job): Record<string, number> {
    const seconds = (from: number, to: number): number => Math.round(to - from) / 1000;
    const now = this.#now();
    const started = job.startedAt ?? now;
    const metrics = { queue_time: seconds(job.acceptedAt, started) };
    if (job.finishedAt === null) return metrics;
    return {
      ...metrics,
      ...{ cost: job.costUsd, remaining_credits: job.remainingUsd },
      ...{ inference_time: seconds(started, job.finishedAt), total_time: seconds(job.acceptedAt, job.finishedAt) },
    };
  }

  #change(id: string, change: Partial<Job>): void {
    const job = this.#jobs.get(id);
    if (job !== undefined) Object.assign(job, change);
  }

  #expired(job: Job): boolean {
    return this.#now() - job.acceptedAt >= this.#ttl;
  }

  #find(id: string): Job | null {
    const job = this.#jobs.get(id);
    return job === undefined || this.#expired(job) ? null : job;
  }
}

const nameOf = (job: JobStart): string => `${job.id}.${job.format}`;
const expired = (): Reply => errorReply(404, 'Request not found or expired');
const failed = (job: Job): Reply =>
  jsonReply(422, { status: 'FAILED', request_id: job.id, error: job.failure ?? 'The job failed' }, job.failure);
