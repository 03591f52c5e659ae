/** Photos that leave the library: what was not sent for them is never sent, and what is out is said to be paid. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLibraryHandlers } from '../../../../../electron/ipc/library-handlers.ts';
import type { DesktopPorts } from '../../../../../electron/ipc/ports.ts';
import {
  charges,
  noBudget,
  openWorkshop,
  recipe,
  temporaryFolder,
  writePhotos,
  type Workshop,
} from '../../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let workshop: Workshop;

beforeEach(async () => {
  folder = await temporaryFolder();
  // One photo is out for long, and the rate keeps the others waiting, prepared and not
  workshop = await openWorkshop({
    home: join(folder.path, 'home'),
    simulatorOptions: { latencyMs: 2500 },
    limits: () => ({ budget: noBudget, rate: { count: 1, windowMs: 60_000 } }),
  });
});
afterEach(async () => {
  await workshop.close();
  await folder.remove();
});

const desktop: DesktopPorts = {
  choosePhotos: async () => Promise.resolve(null),
  showInFolder: () => undefined,
  trash: async () => Promise.resolve(),
  dragOut: () => undefined,
  leavePictures: () => undefined,
};

describe('removing photos', () => {
  it('takes their waiting jobs back and counts what is out', async () => {
    const { added } = await workshop.library.add(await writePhotos(join(folder.path, 'photos'), 4));
    const { queued } = await workshop.develop.start(added, recipe);
    const [first, ...others] = queued;
    if (first === undefined) throw new Error('nothing was queued');
    await workshop.when(first, 'sent');
    const handlers = createLibraryHandlers({
      library: workshop.library,
      hub: { given: () => undefined },
      desktop,
      takeBack: async (ids) => await workshop.develop.takeBack(ids),
      recoverLedger: async () => Promise.reject(new Error('not asked for')),
      backups: async () => Promise.resolve([]),
      restoreBackup: () => undefined,
    });
    expect(await handlers['library.remove']({ photoIds: added })).toEqual({ takenBack: 3, stillPaid: 1 });
    for (const id of others) await workshop.when(id, 'cancelled');
    await workshop.when(first, 'done');
    expect(workshop.develop.summary()).toMatchObject({ waiting: 0, running: 0 });
    expect(charges(workshop.simulator)).toBe(1);
  });

  it('takes back a job in which the photo is the second one', async () => {
    const { added } = await workshop.library.add(await writePhotos(join(folder.path, 'photos'), 2));
    workshop.develop.pause();
    const { queued } = await workshop.develop.start(added.slice(0, 1), recipe);
    const second = added[1];
    const path = second === undefined ? null : workshop.catalogue.photo(second)?.path;
    workshop.database.prepare('UPDATE jobs SET others = ?').run(JSON.stringify([path]));
    expect(await workshop.develop.takeBack(added.slice(1))).toEqual({ takenBack: 1, stillPaid: 0 });
    for (const id of queued) await workshop.when(id, 'cancelled');
  });
});
