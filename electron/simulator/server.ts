/** The simulator: an HTTP server on loopback that speaks the hosted service's contract. Demo mode, tests and benchmarks run against it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Account } from './account.ts';
import { deliver, forcedDelivery, ruleNote, send, type Delivery } from './delivery.ts';
import { answerPost, type Simulation } from './generate.ts';
import { Jobs } from './jobs.ts';
import { Ledger, type LedgerEntry } from './ledger.ts';
import { checkOptions, type SimulatorOptions } from './options.ts';
import { errorReply, htmlReply, jsonReply, keyTrouble, withHeaders, type Reply } from './replies.ts';
import { routeOf, type Route } from './routes.ts';
import { FaultScript, parseScript, type Moment } from './script.ts';
import { Workshop } from './workshop.ts';

/** Bytes of a request body, all of it. */
const MAX_BODY = 10 * 1024 * 1024;
/** What comes after is read and thrown away so that the client hears the 413; past this it is cut off. */
const MAX_DRAINED = 64 * 1024 * 1024;
const PICTURES_AT_A_TIME = 2;

export interface Simulator {
  readonly port: number;
  /** http://127.0.0.1:port, without a slash at the end. */
  readonly url: string;
  /** What was asked so far, oldest first: the ledger's entries. */
  requests(): LedgerEntry[];
  /** Ends every connection and stops listening; running requests are dropped uncharged. */
  close(): Promise<void>;
}

/**
 * Starts a simulator on 127.0.0.1. `now` is its clock (ms since 1970) for the ledger, the rate limit and expiry.
 * Rejects where an option or the script is not valid, the ledger cannot be opened or the port is taken.
 */
export async function startSimulator(options: SimulatorOptions & { readonly now?: () => number } = {}): Promise<Simulator> {
  const { now = Date.now, ...plain } = options;
  const checked = checkOptions(plain);
  const script = new FaultScript(checked.script === null ? [] : parseScript(checked.script));
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // every request that takes its time listens, until it has taken it
  let url = '';
  const simulation: Simulation = {
    options: checked,
    account: new Account(checked.startBalanceUsd, checked.ratePerMinute, checked.minuteMs),
    ledger: new Ledger(checked.ledgerFile),
    script,
    workshop: new Workshop(PICTURES_AT_A_TIME),
    jobs: new Jobs(now, checked.recordTtlMs, () => url),
    now,
    stopping: stop.signal,
  };
  let posts = 0;
  const running = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    if (request.method === 'POST') posts += 1;
    const served = serve(simulation, request, response, posts);
    running.add(served);
    void served.finally(() => running.delete(served));
  });
  let port: number;
  try {
    port = await listen(server, checked.port);
  } catch (thrown) {
    simulation.ledger.close();
    throw thrown;
  }
  url = `http://127.0.0.1:${String(port)}`;
  return {
    port,
    url,
    requests: () => simulation.ledger.entries(),
    close: async () => {
      stop.abort();
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      server.closeAllConnections();
      await closed;
      await Promise.allSettled(running);
      simulation.ledger.close();
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** Answers one request, whatever happens; a fault of our own is a 500 and a line in the ledger. */
async function serve(simulation: Simulation, request: IncomingMessage, response: ServerResponse, posts: number): Promise<void> {
  // A client that goes away is no fault here; its request is finished and charged all the same, as the service does.
  response.on('error', () => undefined);
  try {
    const delivery = await answer(simulation, request, posts);
    if (!response.destroyed) await send(response, delivery);
  } catch (thrown) {
    if (simulation.stopping.aborted || response.destroyed || response.headersSent) {
      response.destroy();
      return;
    }
    const note = `fault of the simulator: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    writeLine(simulation, request, { slug: null, status: 500, requestId: randomUUID(), note });
    await send(response, deliver(errorReply(500, 'Internal server error'), null));
  }
}

async function answer(simulation: Simulation, request: IncomingMessage, posts: number): Promise<Delivery> {
  // Before anything of the body is read
  const stranger = strangerIn(request);
  if (stranger !== null) {
    writeLine(simulation, request, { slug: null, status: 403, requestId: randomUUID(), note: stranger });
    return deliver(withHeaders(errorReply(403, stranger), { connection: 'close' }), null);
  }
  const came = { arrivedAt: simulation.now(), receivedAt: performance.now() };
  const route = routeOf(request.method ?? 'GET', request.url ?? '/');
  const body = await readBody(request);
  const key = headerOf(request, 'x-api-key');
  if (route.type === 'run') {
    const contentType = headerOf(request, 'content-type');
    return await answerPost(simulation, { ...route, ...came, number: posts, path: pathOf(request), key, contentType, body });
  }
  return await answerGet(simulation, request, route, key);
}

/**
 * Why this request comes from a page in a browser and not from a program of this computer; null: it does not. A page may send requests anywhere, and a
 * name of its own may lead here: the first names its origin, the second the name.
 */
function strangerIn(request: IncomingMessage): string | null {
  if (request.headers.origin !== undefined) return 'Requests of pages are not answered';
  const { host } = request.headers;
  const port = request.socket.localPort ?? 0;
  const own = [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`];
  return host !== undefined && own.includes(host.toLowerCase()) ? null : 'This host name does not lead here';
}

const headerOf = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : value?.[0];
};

/** Path without the query. */
const pathOf = (request: IncomingMessage): string => request.url?.split('?')[0] ?? '/';

/** The whole body, or null where it is over the limit. Rejects where the client goes away in the middle. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    // Without an encoding set, a request's parts are Buffers.
    const bytes = part as Buffer;
    length += bytes.length;
    if (length <= MAX_BODY) parts.push(bytes);
    else parts.length = 0;
    if (length > MAX_DRAINED) request.destroy();
  }
  return length > MAX_BODY ? null : Buffer.concat(parts);
}

interface Line {
  readonly slug: string | null;
  readonly status: number | null;
  readonly requestId: string;
  readonly note: string | null;
}

function writeLine({ ledger, account, now }: Simulation, request: IncomingMessage, line: Line): void {
  ledger.add({
    ...{ time: new Date(now()).toISOString(), method: request.method ?? 'GET', path: pathOf(request), post: null, sha256: null },
    ...{ pictures: [], body: null, charged: false, cost: 0, balance: account.balance, ...line },
  });
}

const moments: Partial<Record<Route['type'], Moment>> = { status: 'status', response: 'response', output: 'output' };

type FreeRoute = Exclude<Route, { type: 'run' }>;

/** Everything that is no POST of work: free, and with the faults that the script keeps for the later steps of v2. */
async function answerGet(
  simulation: Simulation,
  request: IncomingMessage,
  route: FreeRoute,
  key: string | undefined,
): Promise<Delivery> {
  const { jobs, script, now, stopping } = simulation;
  const job = route.type === 'output' ? jobs.behindOutput(route.name) : 'id' in route ? jobs.known(route.id) : null;
  const at = moments[route.type];
  const rule = job === null || at === undefined ? null : script.take({ request: job.post, slug: job.slug, transport: 'v2', at });
  if (rule?.delayMs !== undefined) await wait(rule.delayMs, undefined, { signal: stopping });
  const requestId = 'id' in route ? route.id : randomUUID();
  const reply = withHeaders(freeReply(simulation, route, key), { 'x-request-id': requestId });
  const delivery = forcedDelivery(rule, now()) ?? deliver(reply, rule);
  const status = delivery.type === 'reply' ? delivery.reply.status : null;
  const note = (delivery.type === 'reply' ? delivery.reply.note : null) ?? ruleNote(rule);
  writeLine(simulation, request, { slug: job?.slug ?? null, status, requestId, note });
  return delivery;
}

function freeReply(simulation: Simulation, route: FreeRoute, key: string | undefined): Reply {
  const { jobs, account, options } = simulation;
  switch (route.type) {
    case 'wrong-method':
      return htmlReply(405, 'Method Not Allowed');
    case 'unknown':
      return errorReply(404, 'Not found');
    case 'output':
      // Outputs are public: whoever has the address may fetch them.
      return jobs.output(route.name);
    case 'credits':
      return keyTrouble(key, options.validKeys) ?? jsonReply(200, { credits: account.balance, 'free-credits': 0 });
    case 'status':
      return keyTrouble(key, options.validKeys) ?? jobs.status(route.id);
    case 'response':
      return keyTrouble(key, options.validKeys) ?? jobs.response(route.id);
  }
}
