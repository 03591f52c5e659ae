/** A client written after the service's own documentation works unchanged against the simulator, run alone by the command line. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sceneJpeg } from '../../fixtures/pictures.ts';
import { temporaryFolder } from '../../helpers/workshop.ts';

const cli = resolve(import.meta.dirname, '../../../dist/main/cli.cjs');
const SLUG = 'stable-diffusion-3-turbo-img2img';

/** Says "requests", "urllib" (Python without that package) or null (no Python). */
function findPython(): 'requests' | 'urllib' | null {
  for (const way of ['requests', 'urllib'] as const) {
    try {
      execFileSync('python3', ['-c', `import ${way === 'urllib' ? 'urllib.request' : way}`], { stdio: 'ignore' });
      return way;
    } catch {
      // the next way
    }
  }
  return null;
}

const python = findPython();
if (python === null) console.warn('SKIPPED: there is no python3, so the documented Python program was not run.');
if (python === 'urllib')
  console.warn('NOTE: python3 has no package "requests"; the documented program runs with urllib instead.');

/** The program of the documentation: reads a photo, posts it, writes what comes back and prints status and headers. */
const withRequests = `
import base64, json, sys
import requests
url, photo, result = sys.argv[1:4]
with open(photo, "rb") as file:
    image = base64.b64encode(file.read()).decode("utf-8")
data = {"mode": "image-to-image", "image": image, "prompt": "golden evening light", "strength": 0.6,
        "output_format": "jpeg", "base64": False}
response = requests.post(url, json=data, headers={"x-api-key": "SG_0123456789abcdef"})
with open(result, "wb") as file:
    file.write(response.content)
print(json.dumps({"status": response.status_code, "type": response.headers["content-type"],
                  "credits": response.headers["X-remaining-credits"]}))
`;
const withUrllib = withRequests.replace('import requests', 'import urllib.request').replace(
  'response = requests.post(url, json=data, headers={"x-api-key": "SG_0123456789abcdef"})',
  `request = urllib.request.Request(url, data=json.dumps(data).encode("utf-8"),
    headers={"x-api-key": "SG_0123456789abcdef", "Content-Type": "application/json"})
response = urllib.request.urlopen(request)
response.content = response.read()
response.status_code = response.status`,
);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let simulator: ChildProcess;
let url: string;
let ledger: string;
let photo: string;

beforeAll(async () => {
  if (!existsSync(cli)) throw new Error('dist/main/cli.cjs is missing: run "npm run build" first');
  folder = await temporaryFolder();
  await mkdir(folder.path, { recursive: true });
  photo = join(folder.path, 'photo.jpg');
  ledger = join(folder.path, 'ledger.jsonl');
  await writeFile(photo, await sceneJpeg(480, 320));
  const port = await freePort();
  url = `http://127.0.0.1:${String(port)}`;
  const words = [cli, 'simulate', '--port', String(port), '--ledger', ledger];
  simulator = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  // It says its address once it listens.
  await new Promise<void>((ready, fail) => {
    let said = '';
    simulator.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(url)) ready();
    });
    simulator.once('exit', () => {
      fail(new Error(`the simulator ended: ${said}`));
    });
  });
});
afterAll(async () => {
  simulator.removeAllListeners('exit');
  const ended = new Promise((resolveEnd) => simulator.once('exit', resolveEnd));
  simulator.kill();
  await ended;
  await folder.remove();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo; // listening on a port, not on a pipe
  await new Promise((closed) => server.close(closed));
  return port;
}

async function expectJpeg(bytes: Uint8Array): Promise<void> {
  const { format, width, height } = await sharp(bytes).metadata();
  expect([format, width, height]).toEqual(['jpeg', 480, 320]);
  const { channels } = await sharp(bytes).stats();
  expect(Math.max(...channels.map((channel) => channel.stdev))).toBeGreaterThan(5);
}

const entrySchema = z.object({
  slug: z.string().nullable(),
  sha256: z.string().nullable(),
  status: z.number(),
  charged: z.boolean(),
});

async function lastEntry(): Promise<z.infer<typeof entrySchema>> {
  const lines = (await readFile(ledger, 'utf8')).trimEnd().split('\n');
  return entrySchema.parse(JSON.parse(lines.at(-1) ?? ''));
}

describe('the documented request', () => {
  it('with raw fetch brings a JPEG and the remaining credits, and stands in the ledger', async () => {
    const bytes = await readFile(photo);
    const body = {
      mode: 'image-to-image',
      image: bytes.toString('base64'),
      prompt: 'golden evening light',
      strength: 0.6,
      output_format: 'jpeg',
      base64: false,
    };
    const response = await fetch(`${url}/v1/${SLUG}`, {
      method: 'POST',
      headers: { 'x-api-key': 'SG_0123456789abcdef', 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(Number(response.headers.get('x-remaining-credits'))).toBeGreaterThan(0);
    await expectJpeg(new Uint8Array(await response.arrayBuffer()));
    expect(await lastEntry()).toEqual({
      slug: SLUG,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      status: 200,
      charged: true,
    });
  });

  it.skipIf(python === null)('as a Python program brings the same', async () => {
    const result = join(folder.path, 'result.jpg');
    const program = python === 'requests' ? withRequests : withUrllib;
    const child = spawn('python3', ['-c', program, `${url}/v1/${SLUG}`, photo, result], {
      env: { ...process.env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((end) => child.on('close', end));
    expect(code).toBe(0);
    const answer = z.object({ status: z.number(), type: z.string(), credits: z.coerce.number() }).parse(JSON.parse(said));
    expect(answer).toMatchObject({ status: 200, type: 'image/jpeg' });
    expect(answer.credits).toBeGreaterThan(0);
    await expectJpeg(await readFile(result));
    expect(await lastEntry()).toMatchObject({ status: 200, charged: true });
  });
});
