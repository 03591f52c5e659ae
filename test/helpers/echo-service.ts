/** A service on this computer that charges for each picture and gives it back as it came, so that a result shows what was sent. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const bodySchema = z.object({ image: z.string() });

export interface EchoService {
  readonly url: URL;
  /** Every picture that was charged, in the order of arrival. */
  readonly uploads: readonly Buffer[];
  /** What the next requests get instead; null: a picture. */
  answer: { readonly status: number; readonly body: string } | null;
  /** Requests are read and never answered. */
  silent: boolean;
  /** So long after it was charged a picture is given back, milliseconds. */
  answerAfterMs: number;
  close(): Promise<void>;
}

/** Left out: half of what the model of the tests costs, US dollars. */
const PRICE_USD = 0.04;

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // without an encoding a request yields buffers
  return Buffer.concat(chunks).toString('utf8');
}

/** Starts on a free port of 127.0.0.1. `heard` is told of every picture that was charged. */
export async function startEchoService(
  heard: (picture: Buffer) => void = () => undefined,
  priceUsd = PRICE_USD,
): Promise<EchoService> {
  const uploads: Buffer[] = [];
  let balance = 100_000;
  const service = { answer: null as EchoService['answer'], silent: false, answerAfterMs: 0 };
  const server = createServer((request, response) => {
    void (async () => {
      if (request.method !== 'POST') {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ credits: balance, 'free-credits': 0 }));
        return;
      }
      const text = await read(request);
      if (service.silent) return;
      if (service.answer !== null) {
        response.statusCode = service.answer.status;
        response.setHeader('content-type', 'application/json');
        response.end(service.answer.body);
        return;
      }
      const picture = Buffer.from(bodySchema.parse(JSON.parse(text)).image, 'base64');
      uploads.push(picture);
      balance -= priceUsd;
      heard(picture);
      if (service.answerAfterMs > 0) await new Promise((resume) => setTimeout(resume, service.answerAfterMs));
      response.setHeader('content-type', 'image/jpeg');
      response.setHeader('x-cost', String(priceUsd));
      response.setHeader('x-remaining-credits', String(balance));
      response.end(picture);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has this kind of address
  return Object.assign(service, {
    url: new URL(`http://127.0.0.1:${String(port)}/`),
    uploads,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
