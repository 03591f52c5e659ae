/**
 * A raw loopback server for tests: it reads requests from the socket itself, so that it can cut, stall, flood or lie at any byte,
 * which a well-behaved HTTP server would not let it do.
 */
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** One request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for a fault that acts before the body is read. */
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Milliseconds before the answer. */
  readonly delay?: number;
}

/** Takes the socket over once the head (`early`) or the whole request is read. */
export interface Fault {
  readonly early?: boolean;
  readonly act: (socket: Socket, request: SeenRequest) => void;
}

export type Script = (request: SeenRequest, index: number) => Answer | Fault;

export interface FaultServer {
  readonly url: URL;
  readonly port: number;
  /** Every request whose head arrived, in order. */
  readonly requests: readonly SeenRequest[];
  /** Connections that were opened. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Starts on a free port of 127.0.0.1. The script is asked once per request, with the number of requests before it. */
export async function startFaultServer(script: Script): Promise<FaultServer> {
  const sockets = new Set<Socket>();
  const requests: SeenRequest[] = [];
  let connections = 0;
  const server = net.createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {
      // The client hanging up is part of the tests.
    });
    serve(socket, script, requests);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has this kind of address
  return {
    url: new URL(`http://127.0.0.1:${String(port)}/`),
    port,
    requests,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/** A port of 127.0.0.1 where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await startFaultServer(() => ({ status: 500 }));
  await server.close();
  return server.port;
}

/** Resets the connection as soon as the head is read, before the body. */
export function resetBeforeBody(): Fault {
  return { early: true, act: (socket) => socket.resetAndDestroy() };
}

/** Reads the whole request, then resets without a word: it may have been charged. */
export function resetAfterBody(): Fault {
  return { act: (socket) => socket.resetAndDestroy() };
}

/** Reads the whole request and never answers. */
export function silence(): Fault {
  return { act: () => undefined };
}

/** Writes these bytes as they stand and closes. */
export function raw(...pieces: (string | Uint8Array)[]): Fault {
  return {
    act: (socket) => {
      for (const piece of pieces) socket.write(piece);
      socket.end();
    },
  };
}

/** Promises more bytes than it sends, then closes. */
export function cutOff(type: string, promised: number, sent: Uint8Array): Fault {
  return raw(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${String(promised)}\r\n\r\n`, sent);
}

/** A body that never ends, as fast as the client takes it. `sent` counts what was handed over. */
export function endless(head: string, sent: { bytes: number }): Fault {
  const piece = Buffer.alloc(256 * 1024, 0x41);
  return {
    act: (socket) => {
      socket.write(head);
      const pump = (): void => {
        while (!socket.destroyed) {
          sent.bytes += piece.length;
          if (!socket.write(piece)) break;
        }
      };
      socket.on('drain', pump);
      pump();
    },
  };
}

/** One byte at a time, for ever. */
export function drip(head: string, everyMs: number): Fault {
  return {
    act: (socket) => {
      socket.write(head);
      const timer = setInterval(() => socket.write('A'), everyMs);
      socket.on('close', () => {
        clearInterval(timer);
      });
    },
  };
}

function serve(socket: Socket, script: Script, requests: SeenRequest[]): void {
  let data = Buffer.alloc(0);
  let next: Answer | Fault | null = null;
  let head: SeenRequest | null = null;
  let bodyStart = 0;
  const index = requests.length;
  const onData = (chunk: Buffer): void => {
    data = Buffer.concat([data, chunk]);
    if (head === null || next === null) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return;
      bodyStart = end + 4;
      head = readHead(data.toString('latin1', 0, end));
      requests.push(head);
      next = script(head, requests.length - 1);
      if ('act' in next && next.early === true) {
        socket.off('data', onData);
        next.act(socket, head);
        return;
      }
    }
    const length = Number(head.headers['content-length'] ?? 0);
    if (data.length - bodyStart < length) return;
    socket.off('data', onData);
    socket.resume();
    const whole: SeenRequest = { ...head, body: Buffer.from(data.subarray(bodyStart, bodyStart + length)) };
    requests[requests.indexOf(head, index)] = whole;
    if ('act' in next) next.act(socket, whole);
    else answer(socket, next);
  };
  socket.on('data', onData);
}

function readHead(text: string): SeenRequest {
  const [first = '', ...lines] = text.split('\r\n');
  const [method = '', path = ''] = first.split(' ');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { method, path, headers, body: Buffer.alloc(0) };
}

function answer(socket: Socket, reply: Answer): void {
  const body = Buffer.from(reply.body ?? '');
  const headers: Record<string, string> = { 'content-length': String(body.length), connection: 'close', ...reply.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const send = (): void => {
    if (socket.destroyed) return;
    socket.write(`HTTP/1.1 ${String(reply.status)} Said\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.end(body);
  };
  if (reply.delay === undefined) send();
  else setTimeout(send, reply.delay);
}
