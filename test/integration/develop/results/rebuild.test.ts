/** A ledger that is written again: a paid picture of which nothing is known is kept, and counts against the limits once. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rebuildLedger, type Rebuilt } from '../../../../electron/develop/results/rebuild.ts';
import { createSpool } from '../../../../electron/develop/results/storing.ts';
import { createInlineImages } from '../../../../electron/images/inline.ts';
import { scene } from '../../../fixtures/pictures.ts';
import { openWorkshop, temporaryFolder, turbo, type Workshop } from '../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let workshop: Workshop;
beforeEach(async () => {
  folder = await temporaryFolder();
  workshop = await openWorkshop({ home: join(folder.path, 'home') });
});
afterEach(async () => {
  await workshop.close();
  await folder.remove();
});

async function rebuild(): Promise<Rebuilt> {
  const { database, ledger, catalogue } = workshop;
  const home = join(folder.path, 'home');
  const parts = { database, ledger, catalogue, images: createInlineImages(), spool: createSpool(join(home, 'spool')) };
  const rescueFolder = join(home, 'Rescued');
  return await rebuildLedger({ ...parts, models: [turbo], rescueFolder, now: Date.now, log: () => undefined }, []);
}

it.each(['', '{"version":2,"work":{}}'])('a picture whose note is %j', async (note) => {
  const spool = join(folder.path, 'home', 'spool');
  const keep = async (): Promise<void> => {
    await mkdir(spool, { recursive: true });
    await writeFile(join(spool, '900.bin'), await scene(300, 200).jpeg().toBuffer());
    await writeFile(join(spool, '900.json'), note);
  };
  await keep();
  expect((await rebuild()).rescued).toHaveLength(1);
  expect(workshop.ledger.charges.money({ charge: 0, doubt: 0 }, 0, 0)).toMatchObject({ day: turbo.priceUsd });
  // A try that ended before the spool was tidied comes again
  await keep();
  await rebuild();
  expect(workshop.ledger.charges.money({ charge: 0, doubt: 0 }, 0, 0)).toMatchObject({ day: turbo.priceUsd });
  expect(await readdir(join(folder.path, 'home', 'Rescued'))).toHaveLength(1);
});
