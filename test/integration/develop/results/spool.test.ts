/** The spool after a process was killed: paid bytes stay until they are stored, and nothing else stays. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scene } from '../../../fixtures/pictures.ts';
import { openWorkshop, recipe, temporaryFolder, writePhotos } from '../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder.remove();
});

it('is tidied by the next holder of the queue, and no paid bytes with it', async () => {
  const home = join(folder.path, 'home');
  const first = await openWorkshop({ home, simulatorOptions: { script: [{ request: 2, reset: 'after-charge' }] } });
  const { added } = await first.library.add(await writePhotos(join(folder.path, 'photos'), 2));
  const { queued } = await first.develop.start(added, recipe);
  for (const id of queued) await first.when(id, 'done', 'unsure');
  const done = first.develop.jobs().find((job) => job.state === 'done')?.id;
  const doubtful = first.develop.jobs().find((job) => job.state === 'unsure')?.id;
  if (done === undefined || doubtful === undefined) throw new Error('one is done and one in doubt');
  await first.close();

  const spool = join(home, 'spool');
  await mkdir(spool, { recursive: true });
  const picture = await scene(300, 200).jpeg().toBuffer();
  for (const name of [`${String(done)}.bin`, `${String(doubtful)}.bin`, `${String(doubtful)}.bin.part`, '999.bin', 'note.txt'])
    await writeFile(join(spool, name), name.endsWith('.bin') ? picture : 'bytes');
  const idle = await openWorkshop({ home, mayRun: () => false });
  expect((await readdir(spool)).length).toBe(5);
  await idle.close();
  const second = await openWorkshop({ home });
  // 999 is of a ledger that was lost: its bytes are paid as well
  expect((await readdir(spool)).sort()).toEqual([`${String(doubtful)}.bin`, '999.bin', 'note.txt'].sort());
  // What is kept is not only kept: it is paid for, so it is stored
  await second.when(doubtful, 'done');
  expect(await readdir(join(folder.path, 'photos', 'Darkslide'))).toHaveLength(2);
  await second.close();
});
