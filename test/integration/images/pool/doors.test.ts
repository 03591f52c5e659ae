/** What a decoder finds where it runs: no network, no other programs, no key, no environment. Tried from inside, in every thread. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { forkNode } from '../../../../electron/processes/fork-node.ts';
import { imagePlan } from '../../../../electron/images/pool/spawn.ts';
import { makePicture } from '../../../fixtures/pictures.ts';
import { sensorDng } from '../../../fixtures/sensor-files.ts';
import { openPoolGround, type PoolGround } from '../../../helpers/pool-ground.ts';

let folder = '';
let ground: PoolGround;
let server: Server;
let connections = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-doors-'));
  ground = await openPoolGround('doors-test', { inside: 'test/helpers/inside-decoder.ts' });
  server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined).end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.close();
  await ground.close();
  await rm(folder, { recursive: true, force: true });
});

/** Tries every way out. */
async function tryFromInside(shut: boolean): Promise<{ here: string[]; there: string[] }> {
  const { port } = server.address() as AddressInfo; // it listens on a port
  const child = forkNode({ ...imagePlan(ground.bundle('inside'), 1e9), start: { port, shut } });
  try {
    return await new Promise((resolve, reject) => {
      child.onMessage((said) => {
        resolve(said as { here: string[]; there: string[] }); // what inside-decoder.ts sends
      });
      child.onExit((why, said) => {
        reject(new Error(`${why} ${said}`));
      });
    });
  } finally {
    child.kill();
  }
}

describe('where a decoder runs', () => {
  it('no way leads to the network or to another program, in no thread', async () => {
    connections = 0;
    expect(await tryFromInside(true)).toMatchObject({ here: [], there: [] });
    expect(connections).toBe(0);
  });

  it('the same ways are open where nothing shuts them: this test can tell', async () => {
    const { here, there } = await tryFromInside(false);
    for (const open of [here, there])
      expect(open).toEqual(
        expect.arrayContaining([
          'fetch',
          'http.get',
          'net.connect',
          'new net.Socket',
          'dgram.createSocket',
          'dns.promises',
          'process.kill',
        ]),
      );
    expect(connections).toBeGreaterThan(2);
  });

  it('decoders that come as WebAssembly find their own files, and nothing else', async () => {
    const { pool } = ground.open({ size: 1 });
    const path = join(folder, 'sensor.dng');
    await writeFile(path, sensorDng({ width: 1400, height: 1000 }));
    expect(await pool.verify(path)).toMatchObject({ format: 'raw', width: 700, height: 500 });
    // The smallest there is: it is loaded, and says that the picture is not there
    await writeFile(join(folder, 'begins.jxl'), Uint8Array.of(0xff, 0x0a));
    await expect(pool.verify(join(folder, 'begins.jxl'))).rejects.toMatchObject({ code: 'picture-truncated' });
  });

  it.runIf(process.platform === 'linux')('the key and everything else of the environment are not there', async () => {
    vi.stubEnv('SEGMIND_API_KEY', 'SG_secret');
    vi.stubEnv('HTTPS_PROXY', 'http://user:word@proxy');
    const { pool, started } = ground.open({ size: 1 });
    await pool.inspect(await makePicture('jpeg', folder));
    const pid = started[0]?.pid() ?? NaN;
    expect(readFileSync(`/proc/${String(pid)}/environ`, 'latin1')).not.toMatch(/SG_secret|proxy|HOME=/);
    expect(readFileSync(`/proc/${String(pid)}/cmdline`, 'latin1')).not.toContain('SG_secret');
  });
});
