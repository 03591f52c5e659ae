/** A quit is never worse than a crash: what the service knows under a number stays asked for, what was not sent whole waits again. */
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { charges, openWorkshop, recipe, temporaryFolder, turbo, writePhotos } from '../../../helpers/workshop.ts';
import { startSimulator } from '../../../../electron/simulator/server.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder.remove();
});

it('leaves accepted work accepted, and fetches it at the next start without paying again', { timeout: 30_000 }, async () => {
  const simulator = await startSimulator({ latencyMs: 3_000 });
  const home = join(folder.path, 'home');
  const models = [{ ...turbo, transport: 'v2' as const }];
  const first = await openWorkshop({ home, simulator, models });
  const { added } = await first.library.add(await writePhotos(join(folder.path, 'photos'), 1));
  const [id] = (await first.develop.start(added, recipe)).queued;
  if (id === undefined) throw new Error('nothing was queued');
  await first.when(id, 'accepted');
  await first.develop.close(0);
  expect(first.ledger.job(id)?.core).toMatchObject({ state: 'accepted', problem: null });
  await first.close();
  const second = await openWorkshop({ home, simulator, models });
  expect(await second.when(id, 'done', 'unsure', 'failed')).toMatchObject({ state: 'done' });
  expect(charges(simulator)).toBe(1);
  await second.close();
  await simulator.close();
});

it('an upload that is cut before its last piece waits for the next start', { timeout: 30_000 }, async () => {
  // Takes the connection and says nothing
  const silent = createServer({ pauseOnConnect: true });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const baseUrl = new URL(`https://127.0.0.1:${String(address.port)}`); // the handshake never ends: nothing of the body is sent
  const workshop = await openWorkshop({ home: join(folder.path, 'home'), baseUrl });
  const { added } = await workshop.library.add(await writePhotos(join(folder.path, 'photos'), 1));
  const [id] = (await workshop.develop.start(added, recipe)).queued;
  if (id === undefined) throw new Error('nothing was queued');
  await workshop.when(id, 'sent');
  await workshop.develop.close(0);
  expect(workshop.ledger.job(id)?.core).toMatchObject({ state: 'queued', charge: 'no' });
  await workshop.close();
  silent.close();
});
