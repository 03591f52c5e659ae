/** Doubtful charges against the simulator's own ledger: what the balance says of them is what was really charged. */
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JobId } from '../../../../electron/contract/ids.ts';
import type { Evidence } from '../../../../electron/contract/job.ts';
import { STILL_AT_WORK_MS } from '../../../../electron/develop/ledger/charges.ts';
import type { ScriptSource } from '../../../../electron/simulator/script.ts';
import { scene } from '../../../fixtures/pictures.ts';
import { startFaultServer } from '../../../helpers/fault-server.ts';
import {
  charges,
  noBudget,
  openWorkshop,
  recipe,
  writePhotos,
  type Workshop,
  type WorkshopOptions,
} from '../../../helpers/workshop.ts';
import { workshopGround } from '../../../helpers/workshop-ground.ts';

const ground = workshopGround();
let clock: { ahead: number };

beforeEach(() => {
  clock = { ahead: 0 };
});

/** A workshop whose clock can be put forward, so that nobody has to wait for the service to give up. */
async function workshopWith(script: ScriptSource, options: Partial<WorkshopOptions> = {}): Promise<Workshop> {
  return await ground.open({
    simulatorOptions: { latencyMs: 0, script },
    now: () => Date.now() + clock.ahead,
    ...options,
  });
}

async function developed(workshop: Workshop, count: number): Promise<JobId[]> {
  const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), count));
  const { queued } = await workshop.develop.start(added, recipe);
  for (const id of queued) await workshop.when(id, 'done', 'unsure', 'failed');
  return queued;
}

function evidenceOf(workshop: Workshop, id: JobId | undefined): Evidence | null {
  return workshop.develop.jobs().find((job) => job.id === id)?.evidence ?? null;
}

function unsure(workshop: Workshop): JobId[] {
  return workshop.ledger.unsureIds();
}

describe('a request that was cut off', () => {
  it('after the charge is most likely charged, at once', async () => {
    const workshop = await workshopWith([{ request: 1, reset: 'after-charge' }]);
    const [id] = await developed(workshop, 1);
    expect(evidenceOf(workshop, id)).toBeNull();
    await workshop.develop.refreshBalance();
    expect(charges(workshop.simulator)).toBe(1);
    expect(evidenceOf(workshop, id)).toMatchObject({ verdict: 'charged', beforeUsd: 5, afterUsd: 4.92 });
    // The window hears of it without asking
    expect(workshop.changes.flatMap((change) => change.jobs ?? []).at(-1)?.evidence?.verdict).toBe('charged');
  });

  it('before the charge is most likely free, but only once the service cannot be at work any more', async () => {
    const workshop = await workshopWith([{ request: 1, reset: 'before-charge' }]);
    const [id] = await developed(workshop, 1);
    await workshop.develop.refreshBalance();
    expect(evidenceOf(workshop, id)).toMatchObject({ verdict: 'early' });
    clock.ahead = STILL_AT_WORK_MS + 1000;
    await workshop.develop.refreshBalance();
    expect(evidenceOf(workshop, id)).toMatchObject({ verdict: 'not-charged', beforeUsd: 5, afterUsd: 5 });
    expect(charges(workshop.simulator)).toBe(0);
    expect(workshop.simulator.requests().filter((entry) => entry.method === 'POST')).toHaveLength(1);
  });

  it('is told apart from the answered photos of its run', async () => {
    const workshop = await workshopWith([
      { request: 3, reset: 'after-charge' },
      { request: 5, reset: 'before-charge' },
    ]);
    await developed(workshop, 8);
    clock.ahead = STILL_AT_WORK_MS + 1000;
    await workshop.develop.refreshBalance();
    expect(unsure(workshop)).toHaveLength(2);
    for (const id of unsure(workshop)) {
      expect(evidenceOf(workshop, id)).toMatchObject({
        verdict: 'unclear',
        reason: 'The $0.08 gone beside the answered photos is the price of one photo of 2 in doubt',
      });
    }
  });

  it('keeps its evidence over later runs and over a restart', async () => {
    const workshop = await workshopWith([{ request: 1, reset: 'after-charge' }]);
    const [id] = await developed(workshop, 1);
    await workshop.develop.refreshBalance();
    const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), 3, 1));
    const { queued } = await workshop.develop.start(added, recipe);
    for (const next of queued) await workshop.when(next, 'done');
    clock.ahead = STILL_AT_WORK_MS + 1000;
    await workshop.develop.refreshBalance();
    expect(evidenceOf(workshop, id)).toMatchObject({ verdict: 'charged' });
    const again = await openWorkshop({ home: join(ground.path, 'home'), simulator: workshop.simulator });
    expect(evidenceOf(again, id)).toMatchObject({ verdict: 'charged' });
    await again.close();
  });
});

describe('sending again under a number', () => {
  it('asks for the result when the connection is lost once more', async () => {
    const workshop = await workshopWith([
      { request: 1, reset: 'before-charge' },
      { request: 2, at: 'status', reset: 'before-charge', times: 2 },
    ]);
    const [id] = await developed(workshop, 1);
    if (id === undefined) throw new Error('nothing was queued');
    expect(workshop.develop.jobs()).toMatchObject([{ state: 'unsure', transport: 'v1' }]);
    workshop.develop.decide(id, 'again-v2');
    expect(await workshop.when(id, 'done', 'unsure', 'failed')).toMatchObject({ state: 'done', transport: 'v2', charge: 'yes' });
    const posts = workshop.simulator.requests().filter((entry) => entry.method === 'POST');
    expect(posts.map((entry) => entry.path.split('/')[1])).toEqual(['v1', 'v2']);
    expect(charges(workshop.simulator)).toBe(1);
  });
});

describe('a balance', () => {
  it('read under another key says nothing', async () => {
    let key = 'SG_first';
    const workshop = await workshopWith([{ request: 1, reset: 'before-charge' }], { key: () => key });
    const [id] = await developed(workshop, 1);
    key = 'SG_second';
    workshop.develop.accountChanged();
    clock.ahead = STILL_AT_WORK_MS + 1000;
    await workshop.develop.refreshBalance();
    expect(evidenceOf(workshop, id)).toBeNull();
  });

  it('read while something is out is shown, and is no evidence', async () => {
    const workshop = await workshopWith([
      { request: 1, reset: 'before-charge' },
      { request: 2, delayMs: 1500 },
    ]);
    const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), 2));
    const { queued } = await workshop.develop.start(added, recipe);
    await workshop.until(() => unsure(workshop).length === 1);
    await workshop.until(() => queued.some((id) => workshop.ledger.job(id)?.core.state === 'sent'));
    await workshop.develop.refreshBalance();
    expect(workshop.develop.balance()?.usd).toBe(5);
    expect(evidenceOf(workshop, unsure(workshop)[0])).toBeNull();
  });

  it('that cannot be read keeps no run from beginning', async () => {
    const picture = await scene(256, 192).jpeg().toBuffer();
    const server = await startFaultServer(({ method }) =>
      method === 'GET' ? { status: 500 } : { status: 200, headers: { 'content-type': 'image/jpeg' }, body: picture },
    );
    const workshop = await workshopWith([], { baseUrl: server.url });
    const [id] = await developed(workshop, 1);
    expect(server.requests.map((request) => request.method)).toEqual(['GET', 'POST']);
    expect(workshop.develop.jobs().find((job) => job.id === id)?.state).toBe('done');
    await server.close();
  });
});

describe('a service that gives no answers', () => {
  it('is not handed the whole queue: a person is asked after three rounds', async () => {
    const workshop = await workshopWith([{ reset: 'after-charge' }]);
    const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), 24));
    await workshop.develop.start(added, recipe);
    await workshop.until(() => workshop.develop.summary().pause !== null && workshop.develop.summary().running === 0);
    const { pause, waiting } = workshop.develop.summary();
    expect(pause).toMatchObject({ by: 'account', problem: { code: 'no-answer' }, until: null });
    const lost = unsure(workshop).length;
    expect(pause?.problem?.message).toContain(`The last ${String(lost)} photos got no answer`);
    expect(lost).toBeLessThanOrEqual(8);
    expect(waiting).toBe(24 - lost);
    expect(charges(workshop.simulator)).toBe(lost);
    // A person who wants to go on risks one more, not a queue
    workshop.develop.resume();
    await workshop.until(() => unsure(workshop).length > lost && workshop.develop.summary().pause !== null);
    await workshop.until(() => workshop.develop.summary().running === 0);
    expect(unsure(workshop).length).toBe(lost + 1);
  });
});

describe('money in doubt', () => {
  const limits = () => ({ budget: { ...noBudget, dayUsd: 0.2 }, rate: null });

  it('goes on counting in the budget when the photo is sent again', async () => {
    const workshop = await workshopWith([{ request: 1, reset: 'after-charge' }], { limits });
    const [id] = await developed(workshop, 1);
    if (id === undefined) throw new Error('nothing was queued');
    workshop.develop.decide(id, 'again');
    await workshop.when(id, 'done');
    // $0.08 in doubt and $0.08 charged: the next $0.08 does not fit under $0.20
    const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), 1, 1));
    const quote = await workshop.develop.quote(added, recipe);
    expect(quote.budgetProblem?.code).toBe('budget-reached');
    expect(quote.dayLeftUsd).toBeCloseTo(0.04);
  });

  it('is free again when a person says that it was not charged', async () => {
    const workshop = await workshopWith([{ request: 1, reset: 'before-charge' }], { limits });
    const [id] = await developed(workshop, 1);
    if (id === undefined) throw new Error('nothing was queued');
    const before = await workshop.develop.quote([], recipe);
    expect(before.dayLeftUsd).toBeCloseTo(0.12);
    workshop.develop.decide(id, 'not-charged');
    const after = await workshop.develop.quote([], recipe);
    expect(after.dayLeftUsd).toBeCloseTo(0.2);
  });

  it('that was let go and tried again stays in doubt', async () => {
    const workshop = await workshopWith([{ request: 1, reset: 'after-charge' }], { limits });
    const [id] = await developed(workshop, 1);
    if (id === undefined) throw new Error('nothing was queued');
    workshop.develop.decide(id, 'drop');
    await workshop.develop.retry([id]);
    await workshop.when(id, 'done');
    expect((await workshop.develop.quote([], recipe)).dayLeftUsd).toBeCloseTo(0.04);
  });
});
