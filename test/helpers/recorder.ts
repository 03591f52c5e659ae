/** Stands between the app and the simulator and keeps every body that leaves, byte for byte. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSimulator, type Simulator } from '../../electron/simulator/server.ts';
import type { SimulatorOptions } from '../../electron/simulator/options.ts';

export interface Recorder {
  readonly url: URL;
  readonly simulator: Simulator;
  /** Bodies in the order of arrival, of requests that had one. */
  readonly bodies: readonly Buffer[];
  /** Headers of the same requests, as they were sent. */
  readonly headers: readonly (readonly string[])[];
  close(): Promise<void>;
}

/** Starts a simulator and the recorder in front of it. `heard` is waited for before a body is passed on. */
export async function startRecorder(
  options: SimulatorOptions = {},
  heard: () => Promise<void> = async () => {
    await Promise.resolve();
  },
): Promise<Recorder> {
  const simulator = await startSimulator({ latencyMs: 0, ...options });
  const bodies: Buffer[] = [];
  const headers: (readonly string[])[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer); // without an encoding a request yields buffers
      const body = Buffer.concat(parts);
      if (body.length > 0) {
        bodies.push(body);
        headers.push(request.rawHeaders);
        await heard();
      }
      const passed = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          typeof value === 'string' && !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name)
            ? [[name, value]]
            : [],
        ),
      );
      const answer = await fetch(new URL(request.url ?? '/', simulator.url), {
        method: request.method ?? 'GET',
        headers: passed,
        ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
      });
      const answered = [...answer.headers].filter(
        ([name]) => !['content-encoding', 'transfer-encoding', 'connection'].includes(name),
      );
      response.writeHead(answer.status, Object.fromEntries(answered));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => {
      response.destroy();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  return {
    url: new URL(`http://127.0.0.1:${String(port)}`),
    simulator,
    bodies,
    headers,
    close: async () => {
      await new Promise((closed) => server.close(closed));
      await simulator.close();
    },
  };
}
