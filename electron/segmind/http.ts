/**
 * One HTTP exchange on node:http, not fetch: whoever pays must know how much of a request left before it broke.
 * Never follows a redirect, reuses no connection, and holds no more of an answer in memory than it was allowed.
 */
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { checkedLookup, ClosedAddress, isClosedLiteral } from '../network/checked-lookup.ts';
import type { Phase, Trouble } from './error-table.ts';
import { decodeBody } from './http-decode.ts';

/** Milliseconds. */
export interface HttpTimings {
  /** Name look-up, connection and TLS. */
  readonly connect: number;
  /** Longest stand-still while the body goes out. */
  readonly upload: number;
  /** From the last byte sent to the head of the answer. */
  readonly answer: number;
  /** Longest silence inside the answer's body. */
  readonly idle: number;
  /** The answer's body in all. */
  readonly body: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** Most bytes of an answer with status 2xx, packed and unpacked. */
  readonly maxBytes: number;
  readonly timings: HttpTimings;
  readonly signal: AbortSignal;
  /** The one authority to trust in place of the usual ones, PEM; for an endpoint of one's own. */
  readonly ca?: string | undefined;
  /** Which IP addresses may be gone to; left out: any. */
  readonly allowAddress?: ((address: string) => boolean) | undefined;
}

/** Names in lower case; several headers of one name are joined by commas. */
export type Headers = Readonly<Record<string, string>>;

export interface HttpOutcome {
  readonly phase: Phase;
  /** Null: no status line arrived. */
  readonly status: number | null;
  readonly headers: Headers;
  /** Unpacked. Answers other than 2xx are cut at 64 KB. */
  readonly body: Buffer;
  /** Null: the answer is whole, or as much of an error as is wanted. */
  readonly trouble: Trouble | null;
  /** Why a whole answer cannot be used. */
  readonly unusable: 'too-large' | 'undecodable' | null;
}

const CHUNK = 64 * 1024;
const MAX_HEADERS = 64 * 1024;
const MAX_ERROR_BODY = 64 * 1024;

/** Does one exchange. Never rejects: whatever goes wrong is in the outcome, with how far the request had got. */
export async function exchange(request: HttpRequest): Promise<HttpOutcome> {
  const raw = await new Promise<HttpOutcome>((resolve) => {
    new Exchange(request, resolve).start();
  });
  if (raw.trouble !== null || raw.unusable !== null) return raw;
  const limit = isSuccess(raw.status) ? request.maxBytes : MAX_ERROR_BODY;
  const decoded = await decodeBody(raw.headers['content-encoding'], raw.body, limit);
  if (Buffer.isBuffer(decoded)) return { ...raw, body: decoded };
  return { ...raw, body: Buffer.alloc(0), unusable: isSuccess(raw.status) ? decoded : null };
}

/** Whether a status is one of 2xx. */
export function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status <= 299;
}

/** Sorts what Node calls an error by what it means for the request. */
export function troubleOf(code: string | undefined, phase: Phase): Trouble {
  const name = code ?? '';
  if (name.startsWith('HPE_')) return 'garbled';
  if (phase !== 'connecting') return 'lost';
  const distrust = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ISSUER|CRL_|HOSTNAME_MISMATCH|ALTNAME/;
  return distrust.test(name) ? 'untrusted' : 'unreachable';
}

/** The life of one request: connecting, connected, sending, sent, reading; the first end that comes counts. */
class Exchange {
  private readonly request: HttpRequest;
  private readonly resolve: (outcome: HttpOutcome) => void;
  private phase: Phase = 'connecting';
  private status: number | null = null;
  private headers: Headers = {};
  private readonly chunks: Buffer[] = [];
  private received = 0;
  private ended = false;
  private client: http.ClientRequest | null = null;
  private stepTimer: NodeJS.Timeout | undefined;
  private bodyTimer: NodeJS.Timeout | undefined;

  constructor(request: HttpRequest, resolve: (outcome: HttpOutcome) => void) {
    this.request = request;
    this.resolve = resolve;
  }

  start(): void {
    const { url, method, headers, body, signal, timings, allowAddress } = this.request;
    if (signal.aborted) {
      this.end('cancelled');
      return;
    }
    signal.addEventListener('abort', this.onAbort, { once: true });
    this.arm(timings.connect);
    const options: https.RequestOptions = {
      method,
      headers: {
        ...headers,
        // Packing a picture again gains nothing; what comes packed all the same is unpacked within bounds.
        'accept-encoding': 'identity',
        ...(body === null ? {} : { 'content-length': String(body.byteLength) }),
      },
      // A fresh connection each time: a kept one may have been closed by the other side unnoticed; a request lost on it may or may not have been charged.
      agent: false,
      maxHeaderSize: MAX_HEADERS,
      // Said here so that no environment variable can switch it off.
      rejectUnauthorized: true,
      ca: this.request.ca,
      ...(allowAddress === undefined ? {} : { lookup: checkedLookup(allowAddress) }),
    };
    try {
      if (allowAddress !== undefined && isClosedLiteral(url, allowAddress)) throw new ClosedAddress();
      const client = url.protocol === 'https:' ? https.request(url, options) : http.request(url, options);
      this.client = client;
      client.on('error', this.onError);
      client.once('socket', (socket) => {
        this.onSocket(socket);
      });
      client.once('response', (response) => {
        this.onResponse(response);
      });
      // An answer of 101 has no body that could be a picture.
      client.once('upgrade', () => {
        this.end('garbled');
      });
    } catch {
      // A header that HTTP cannot carry, or an address that may not be gone to: nothing was sent.
      this.end('unreachable');
    }
  }

  private onSocket(socket: Socket): void {
    const ready = this.request.url.protocol === 'https:' ? 'secureConnect' : 'connect';
    const connected = (): void => {
      if (this.ended) return;
      this.phase = 'connected';
      void this.send();
    };
    // The connection is new, so it cannot be ready before this listener stands.
    socket.once(ready, connected);
  }

  /**
   * Sends piece by piece, each after the one before was handed to the system. Until the last piece is given away the other side
   * cannot have a whole request, so everything that breaks before that moment is certainly not charged.
   */
  private async send(): Promise<void> {
    const { body, timings } = this.request;
    const client = this.client;
    if (client === null) return;
    if (body !== null) {
      let offset = 0;
      while (body.byteLength - offset > CHUNK) {
        this.phase = 'sending';
        this.arm(timings.upload);
        await writePiece(client, body.subarray(offset, offset + CHUNK));
        offset += CHUNK;
        if (this.ended || this.status !== null) return;
      }
      this.phase = 'sent';
      this.arm(timings.answer);
      client.end(body.subarray(offset));
      return;
    }
    this.phase = 'sent';
    this.arm(timings.answer);
    client.end();
  }

  private onResponse(response: http.IncomingMessage): void {
    if (this.ended) return;
    const { timings, maxBytes } = this.request;
    this.status = response.statusCode ?? 0;
    this.headers = flatten(response.headers);
    if (isSuccess(this.status) && Number(this.headers['content-length'] ?? 0) > maxBytes) {
      this.end(null, 'too-large');
      return;
    }
    this.arm(timings.idle);
    this.bodyTimer = setTimeout(this.onTimeout, timings.body);
    response.on('error', this.onError);
    response.on('data', (chunk: Buffer) => {
      this.onData(chunk);
    });
    response.once('end', () => {
      this.end(response.complete ? null : 'lost');
    });
    response.once('close', () => {
      this.end(response.complete ? null : 'lost');
    });
  }

  private onData(chunk: Buffer): void {
    if (this.ended) return;
    this.arm(this.request.timings.idle);
    const success = isSuccess(this.status);
    const room = (success ? this.request.maxBytes : MAX_ERROR_BODY) - this.received;
    this.chunks.push(chunk.byteLength > room ? chunk.subarray(0, room) : chunk);
    this.received += Math.min(chunk.byteLength, room);
    if (chunk.byteLength <= room) return;
    if (success) this.end(null, 'too-large');
    else this.end(null);
  }

  private readonly onAbort = (): void => {
    this.end('cancelled');
  };

  private readonly onTimeout = (): void => {
    this.end('timeout');
  };

  private readonly onError = (error: NodeJS.ErrnoException): void => {
    this.end(troubleOf(error.code, this.phase));
  };

  private arm(ms: number): void {
    clearTimeout(this.stepTimer);
    this.stepTimer = setTimeout(this.onTimeout, ms);
  }

  private end(trouble: Trouble | null, unusable: HttpOutcome['unusable'] = null): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.stepTimer);
    clearTimeout(this.bodyTimer);
    this.request.signal.removeEventListener('abort', this.onAbort);
    // The status of a refusal says all that counts; how its text ended does not matter.
    const refused = this.status !== null && !isSuccess(this.status);
    const kept = refused || (trouble === null && unusable === null);
    const body = kept ? Buffer.concat(this.chunks) : Buffer.alloc(0);
    this.chunks.length = 0;
    const client = this.client;
    this.resolve({
      phase: this.phase,
      status: this.status,
      headers: this.headers,
      body,
      trouble: refused ? null : trouble,
      unusable: refused ? null : unusable,
    });
    // Destroying may still raise an error; the listener stands and ignores it.
    client?.destroy();
  }
}

/** Resolves when the piece was handed to the system, or when that failed; the failure itself comes as an event. */
async function writePiece(client: http.ClientRequest, piece: Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      client.off('close', done);
      resolve();
    };
    client.once('close', done);
    client.write(piece, done);
  });
}

function flatten(headers: http.IncomingHttpHeaders): Headers {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}
