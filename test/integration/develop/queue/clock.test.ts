/** The clock is set while photos wait, are out or are doubted: nobody waits for an hour that was turned back, and no limit is passed. */
import { beforeEach, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import type { JobId } from '../../../../electron/contract/ids.ts';
import { atRest } from '../../../helpers/at-rest.ts';
import { charges, noBudget, recipe, writePhotos, type Workshop, type WorkshopOptions } from '../../../helpers/workshop.ts';
import { workshopGround } from '../../../helpers/workshop-ground.ts';

const HOUR = 60 * 60_000;
const price = 0.08;
const ground = workshopGround();
/** How far the computer's clock was set, milliseconds; the clock that is never set goes on. */
let set: number;

beforeEach(() => {
  set = 0;
});

async function workshopWith(options: Partial<WorkshopOptions> = {}): Promise<Workshop> {
  return await ground.open({
    simulatorOptions: { latencyMs: 0 },
    now: () => Date.now() + set,
    elapsed: () => performance.now(),
    ...options,
  });
}

async function start(workshop: Workshop, count: number, from = 0): Promise<[JobId, ...JobId[]]> {
  const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), count, from));
  const [first, ...others] = (await workshop.develop.start(added, recipe)).queued;
  if (first === undefined) throw new Error('Nothing was queued');
  return [first, ...others];
}

describe('a clock set back by an hour', () => {
  it('does not lengthen a wait that the service asked for', async () => {
    const workshop = await workshopWith({ simulatorOptions: { latencyMs: 0, script: [{ request: 1, rateLimited: 1 }] } });
    const [id] = await start(workshop, 1);
    await workshop.until(() => workshop.develop.summary().pause?.by === 'rate');
    set = -HOUR;
    expect(await workshop.when(id, 'done')).toMatchObject({ charge: 'yes' });
  });

  it('does not lengthen the window of a plan, and one set forward does not shorten it', async () => {
    let passed = 0;
    const rate = { count: 1, windowMs: HOUR };
    const workshop = await workshopWith({ limits: () => ({ budget: noBudget, rate }), elapsed: () => passed });
    await start(workshop, 3);
    const done = (): number => workshop.develop.summary().runDone;
    await workshop.until(() => done() === 1);
    await atRest(); // the others are prepared
    set = 2 * HOUR;
    workshop.develop.wake();
    await atRest();
    expect(workshop.develop.summary()).toMatchObject({ runDone: 1, running: 0, waiting: 2 });
    set = -HOUR;
    passed += 1.01 * HOUR;
    workshop.develop.wake();
    await workshop.until(() => done() === 2);
  });

  it('does not let a run cost more than its limit', async () => {
    const workshop = await workshopWith({
      limits: () => ({ budget: { ...noBudget, runUsd: price * 2 }, rate: { count: 1, windowMs: 1000 } }),
    });
    const [first] = await start(workshop, 4);
    await workshop.when(first, 'done');
    set = -HOUR;
    await workshop.until(() => workshop.develop.summary().pause?.by === 'budget');
    expect(charges(workshop.simulator)).toBe(2);
  });
});

describe('a balance', () => {
  it('read shortly after the clock was set forward does not prove that a request was free', async () => {
    const workshop = await workshopWith({ simulatorOptions: { latencyMs: 0, script: [{ request: 1, reset: 'before-charge' }] } });
    const [id] = await start(workshop, 1);
    await workshop.when(id, 'unsure');
    set = HOUR;
    await workshop.develop.refreshBalance();
    expect(workshop.develop.jobs().find((job) => job.id === id)?.evidence).toMatchObject({ verdict: 'early' });
  });

  it('read before a request, and dated after it by a clock that was set back in between, says nothing about it', async () => {
    const workshop = await workshopWith({
      simulatorOptions: { latencyMs: 0, script: [{ request: 2, reset: 'before-charge' }] },
    });
    // By the clock: the first reading now, the second in an hour, and the request half an hour from now, after both
    await start(workshop, 1).then(async ([id]) => await workshop.when(id, 'done'));
    await workshop.develop.refreshBalance();
    set = HOUR;
    const later = await workshopWith({ simulator: workshop.simulator });
    await later.develop.refreshBalance();
    set = HOUR / 2;
    const [id] = await start(later, 1, 1);
    await later.when(id, 'unsure');
    expect(later.develop.jobs().find((job) => job.id === id)?.evidence).toBeNull();
  });
});
