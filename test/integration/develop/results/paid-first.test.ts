/** Paid bytes in the spool come before everything: whatever the ledger thinks of their job, they are stored and nothing is asked or sent. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import type { JobId } from '../../../../electron/contract/ids.ts';
import type { Decision } from '../../../../electron/contract/job.ts';
import type { JobEvent } from '../../../../electron/develop/ledger/job.ts';
import { scene } from '../../../fixtures/pictures.ts';
import { charges, openWorkshop, recipe, temporaryFolder, writePhotos, type Workshop } from '../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const open: Workshop[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const workshop of open.splice(0)) await workshop.close();
  await folder.remove();
});

const home = (): string => join(folder.path, 'home');
const spool = (): string => join(home(), 'spool');
const decide = (decision: Decision): JobEvent => ({ type: 'decide', decision, problem: problem('no-answer') });

async function workshopWith(options: Partial<Parameters<typeof openWorkshop>[0]> = {}): Promise<Workshop> {
  const workshop = await openWorkshop({ home: home(), ...options });
  open.push(workshop);
  return workshop;
}

async function closeAll(): Promise<void> {
  for (const workshop of open.splice(0)) await workshop.close();
}

async function keepPicture(id: JobId): Promise<void> {
  await mkdir(spool(), { recursive: true });
  await writeFile(join(spool(), `${String(id)}.bin`), await scene(300, 200).jpeg().toBuffer());
}

/** A job that was sent and charged, and got no answer. */
async function doubtful(): Promise<{ workshop: Workshop; id: JobId }> {
  const workshop = await workshopWith({ simulatorOptions: { script: [{ request: 1, reset: 'after-charge' }] } });
  const { added } = await workshop.library.add(await writePhotos(join(folder.path, 'photos'), 1));
  const [id] = (await workshop.develop.start(added, recipe)).queued;
  if (id === undefined) throw new Error('nothing was queued');
  await workshop.when(id, 'unsure');
  return { workshop, id };
}

/** What was written about the job before somebody looked into the spool. */
const pasts: readonly (readonly [string, readonly JobEvent[]])[] = [
  ['in doubt', []],
  ['to be sent again', [decide('again')]],
  ['claimed for another try', [decide('again'), { type: 'claim' }]],
  [
    'taken by the service under a number, which has expired by now',
    [decide('again'), { type: 'claim' }, { type: 'send' }, { type: 'accepted', requestId: 'expired' }],
  ],
  ['counted as charged', [decide('charged')]],
  ['counted as not charged', [decide('not-charged')]],
  ['let go', [decide('drop')]],
  ['let go and put aside', [decide('drop'), { type: 'dismiss' }]],
  ['not charged, and to be tried again', [decide('not-charged'), { type: 'retry' }]],
];

it.each(pasts)('of a job that is %s are stored, and charged once', async (_, events) => {
  const { workshop, id } = await doubtful();
  workshop.develop.pause();
  for (const event of events) {
    const facts = event.type === 'decide' && event.decision === 'charged' ? { costUsd: 0.08 } : {};
    expect(workshop.ledger.apply(id, event, facts)).not.toBeNull();
  }
  await closeAll();
  await keepPicture(id);
  const next = await workshopWith();
  next.develop.resume();
  expect(await next.when(id, 'done')).toMatchObject({ charge: 'yes', problem: null });
  expect(next.simulator.requests()).toEqual([]);
  expect(await readdir(join(folder.path, 'photos', 'Darkslide'))).toHaveLength(1);
  const { run, day, day_doubt: doubt } = next.ledger.charges.money({ charge: 0, doubt: 0 }, 0, 0);
  expect([run, day, doubt]).toEqual([0.08, 0.08, 0]);
});

it('are found when a person decides, not only by the next start', async () => {
  const { workshop, id } = await doubtful();
  await keepPicture(id);
  workshop.develop.decide(id, 'again');
  await workshop.when(id, 'done');
  expect(charges(workshop.simulator)).toBe(1);
});

it('that are no picture are judged once, and do not stand in the way of another try', async () => {
  const { id } = await doubtful();
  await closeAll();
  await mkdir(spool(), { recursive: true });
  await writeFile(join(spool(), `${String(id)}.bin`), 'no picture');
  const next = await workshopWith();
  expect(await next.when(id, 'failed')).toMatchObject({ charge: 'yes', problem: { code: 'reply-unusable' } });
  await next.develop.retry([id]);
  await next.when(id, 'done');
  expect(charges(next.simulator)).toBe(1);
  const aside = (await readdir(spool())).filter((name) => name.endsWith('.aside'));
  expect(await readFile(join(spool(), aside[0] ?? ''), 'utf8')).toBe('no picture');
});

it('of another ledger are neither taken for those of a new job nor lost to it', async () => {
  const workshop = await workshopWith();
  workshop.develop.pause();
  const { added } = await workshop.library.add(await writePhotos(join(folder.path, 'photos'), 1));
  const [id] = (await workshop.develop.start(added, recipe)).queued;
  if (id === undefined) throw new Error('nothing was queued');
  await keepPicture(id);
  const foreign = await readFile(join(spool(), `${String(id)}.bin`));
  workshop.develop.resume();
  await workshop.when(id, 'done');
  expect(charges(workshop.simulator)).toBe(1);
  const aside = (await readdir(spool())).find((name) => name.endsWith('.aside'));
  expect((await readFile(join(spool(), aside ?? ''))).equals(foreign)).toBe(true);
});
