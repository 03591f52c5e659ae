/** Spending limits, speed and order of the queue over the simulator: what the limits promise, counted by the simulator's own ledger. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import type { JobId } from '../../../../electron/contract/ids.ts';
import type { GuardedBudget } from '../../../../electron/develop/money/guard.ts';
import { startSimulator } from '../../../../electron/simulator/server.ts';
import { atRest } from '../../../helpers/at-rest.ts';
import {
  charges,
  noBudget,
  openWorkshop,
  recipe,
  turbo,
  writePhotos,
  type Workshop,
  type WorkshopOptions,
} from '../../../helpers/workshop.ts';
import { workshopGround } from '../../../helpers/workshop-ground.ts';

const ground = workshopGround();

async function workshopWith(options: Omit<WorkshopOptions, 'home'> = {}): Promise<Workshop> {
  return await ground.open(options);
}

async function startPhotos(workshop: Workshop, count: number, firstShade = 0): Promise<JobId[]> {
  const paths = await writePhotos(join(ground.path, 'photos'), count, firstShade);
  const { added } = await workshop.library.add(paths);
  return (await workshop.develop.start(added, recipe)).queued;
}

const price = turbo.priceUsd;
const posts = (workshop: Workshop): number => workshop.simulator.requests().filter((entry) => entry.method === 'POST').length;
const stopped = (workshop: Workshop): boolean =>
  workshop.develop.summary().pause?.by === 'budget' && workshop.develop.summary().running === 0;

describe('a spending limit', () => {
  it.each([
    ['run', { runUsd: price * 3.5 }, 'that you allow a run'],
    ['day', { dayUsd: price * 3.5 }, 'that you allow a day'],
  ] as const)('for the %s stops before the photo that would cross it, and a higher one goes on', async (_, cap, words) => {
    let budget: GuardedBudget = { ...noBudget, ...cap };
    const workshop = await workshopWith({ limits: () => ({ budget, rate: null }), simulatorOptions: { latencyMs: 30 } });
    const jobs = await startPhotos(workshop, 6);
    await workshop.until(() => stopped(workshop));
    expect(posts(workshop)).toBe(3);
    expect(charges(workshop.simulator)).toBe(3);
    const summary = workshop.develop.summary();
    expect(summary).toMatchObject({ waiting: 3, pause: { by: 'budget', problem: { code: 'budget-reached' } } });
    expect(summary.pause?.problem?.message).toContain(words);
    expect(summary.pause?.problem?.message).toContain('$0.24');
    // Trying again changes nothing: the limit is what it was
    workshop.develop.resume();
    await workshop.until(() => stopped(workshop));
    expect(posts(workshop)).toBe(3);
    budget = noBudget;
    workshop.develop.limitsChanged();
    for (const id of jobs) await workshop.when(id, 'done');
    expect(charges(workshop.simulator)).toBe(6);
  });

  it('keeps the balance over its floor, and goes on when the balance was filled up', async () => {
    const simulator = await startSimulator({ latencyMs: 30, startBalanceUsd: 0.3 });
    const limits = (): { budget: GuardedBudget; rate: null } => ({ budget: { ...noBudget, floorUsd: 0.1 }, rate: null });
    const workshop = await workshopWith({ simulator, limits });
    await workshop.develop.refreshBalance();
    await startPhotos(workshop, 4);
    await workshop.until(() => stopped(workshop));
    expect(posts(workshop)).toBe(2);
    expect(workshop.develop.balance()?.usd).toBeCloseTo(0.14);
    expect(workshop.develop.summary().pause?.problem?.message).toMatch(/balance is \$0\.14.*stop at \$0\.10/);
    // A fresh look at the same balance stops again
    await workshop.develop.refreshBalance();
    await workshop.until(() => stopped(workshop));
    expect(posts(workshop)).toBe(2);
    await workshop.close();
    ground.letGo();
    await simulator.close();

    const filled = await workshopWith({ simulatorOptions: { startBalanceUsd: 5 }, limits });
    await filled.until(() => filled.develop.summary().waiting + filled.develop.summary().running === 0);
    expect(charges(filled.simulator)).toBe(2);
  });

  it('counts what may have been charged', async () => {
    const workshop = await workshopWith({
      limits: () => ({ budget: { ...noBudget, dayUsd: price * 2 }, rate: null }),
      simulatorOptions: { script: [{ request: 1, reset: 'after-charge' }], latencyMs: 30 },
    });
    await startPhotos(workshop, 3);
    await workshop.until(() => stopped(workshop));
    expect(charges(workshop.simulator)).toBe(2);
    expect(workshop.develop.summary()).toMatchObject({ unsure: 1, waiting: 1 });
    expect(workshop.develop.summary().pause?.problem?.message).toContain('($0.08 of it maybe)');
    const doubtful = workshop.develop.jobs().find((job) => job.state === 'unsure');
    if (doubtful === undefined) throw new Error('nothing is in doubt');
    workshop.develop.decide(doubtful.id, 'drop');
    expect(workshop.develop.jobs().find((job) => job.id === doubtful.id)).toMatchObject({ state: 'failed', charge: 'maybe' });
    workshop.develop.resume();
    expect(stopped(workshop)).toBe(false); // it is asked again, and comes to the same end
    await workshop.until(() => stopped(workshop));
    expect(posts(workshop)).toBe(2);
  });

  it('of a rule holds over runs and for its own work only', async () => {
    const workshop = await workshopWith({ simulatorOptions: { latencyMs: 30 } });
    const start = async (from: number, count: number, name: string | null) => {
      const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), count, from));
      const rule = name === null ? null : { name, dayUsd: price * 2 };
      return (await workshop.develop.start(added, recipe, { rule })).queued;
    };
    for (const id of await start(0, 1, 'Weddings')) await workshop.when(id, 'done');
    await start(1, 2, 'Weddings');
    const capped = (): number => workshop.develop.summary().held.find(({ scope }) => scope === 'rule')?.count ?? 0;
    await workshop.until(() => capped() === 1);
    expect(charges(workshop.simulator)).toBe(2);
    expect(workshop.develop.summary()).toMatchObject({ pause: null, held: [{ scope: 'rule', label: 'Weddings', usd: price }] });
    expect(workshop.develop.summary().held[0]?.problem?.message).toContain('"Weddings" has cost $0.16 today of the $0.16');
    // Nobody had to clear the way
    for (const id of [...(await start(3, 2, 'Portraits')), ...(await start(5, 1, null))]) await workshop.when(id, 'done');
    expect(charges(workshop.simulator)).toBe(5);
    // A cap that was raised counts for what waits under its name
    const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), 1, 6));
    await workshop.develop.start(added, recipe, { rule: { name: 'Weddings', dayUsd: price * 9 } });
    await workshop.until(() => workshop.develop.summary().waiting + workshop.develop.summary().running === 0);
    expect(charges(workshop.simulator)).toBe(7);
  });

  it('for a rule ends at midnight', async () => {
    let clock = new Date(2026, 4, 3, 23, 50).getTime();
    const workshop = await workshopWith({ now: () => clock });
    const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), 2));
    const { queued } = await workshop.develop.start(added, recipe, { rule: { name: 'Weddings', dayUsd: price } });
    await workshop.until(() => workshop.develop.summary().held.length === 1 && workshop.develop.summary().running === 0);
    expect(workshop.develop.summary().held[0]?.until).toBe(new Date(2026, 4, 4).getTime());
    clock += 5 * 60_000;
    workshop.develop.wake();
    expect(workshop.develop.summary().held).toHaveLength(1);
    clock += 5 * 60_000;
    workshop.develop.wake();
    for (const id of queued) await workshop.when(id, 'done');
    expect(charges(workshop.simulator)).toBe(2);
  });

  it("for a rule's hour ends an hour after the first charge in it, and the one for all the time does not", async () => {
    let clock = new Date(2026, 4, 3, 12, 0).getTime();
    const workshop = await workshopWith({ now: () => clock });
    const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), 4));
    const rule = { name: 'Weddings', dayUsd: null, hourUsd: price * 2, totalUsd: price * 3 };
    await workshop.develop.start(added, recipe, { rule });
    const capped = (count: number): boolean => {
      const { held, running } = workshop.develop.summary();
      return running === 0 && held.length === 1 && held[0]?.count === count;
    };
    await workshop.until(() => capped(2));
    expect(charges(workshop.simulator)).toBe(2);
    expect(workshop.develop.summary().held[0]?.until).toBe(clock + 60 * 60_000);
    clock += 59 * 60_000;
    workshop.develop.wake();
    expect(capped(2)).toBe(true);
    clock += 60_000;
    workshop.develop.wake();
    await workshop.until(() => capped(1));
    expect(charges(workshop.simulator)).toBe(3);
    expect(workshop.develop.summary().held[0]).toMatchObject({ until: null });
    expect(workshop.develop.summary().held[0]?.problem?.message).toContain('that it may cost in all');
    workshop.develop.limitRule({ ...rule, totalUsd: null });
    await workshop.until(() => workshop.develop.summary().waiting + workshop.develop.summary().running === 0);
    expect(charges(workshop.simulator)).toBe(4);
  });

  it('nothing of a rule goes out while it is held by its schedule, simulated work too, and what comes later waits with it', async () => {
    const workshop = await workshopWith();
    const photos = await writePhotos(join(ground.path, 'photos'), 3);
    const { added } = await workshop.library.add(photos);
    workshop.develop.holdRule('Nights', problem('cancelled', 'It is day.'), null);
    const { queued } = await workshop.develop.start(added.slice(0, 2), recipe, { rule: { name: 'Nights', dayUsd: null } });
    await workshop.until(() => workshop.develop.summary().held[0]?.count === 2);
    expect(workshop.develop.summary().held[0]).toMatchObject({ scope: 'schedule', label: 'Nights' });
    const other = await workshop.develop.start(added.slice(2), recipe, { rule: { name: 'Days', dayUsd: null } });
    for (const id of other.queued) await workshop.when(id, 'done');
    workshop.develop.resume();
    workshop.develop.wake();
    workshop.develop.limitsChanged();
    await atRest();
    expect(charges(workshop.simulator)).toBe(1);
    workshop.develop.releaseRule('Nights');
    for (const id of queued) await workshop.when(id, 'done');
    expect(charges(workshop.simulator)).toBe(3);
  });

  it('what waits under the name of a rule goes out after a start only once the rule says so', async () => {
    const { added } = await (async () => {
      const before = await openWorkshop({ home: join(ground.path, 'home') });
      before.develop.pause();
      const outcome = await before.library.add(await writePhotos(join(ground.path, 'photos'), 2));
      await before.develop.start(outcome.added, recipe, { rule: { name: 'Nights', dayUsd: null } });
      await before.close();
      return outcome;
    })();
    expect(added).toHaveLength(2);
    const workshop = await workshopWith({ heldRules: ['Nights'] });
    workshop.develop.resume();
    await atRest();
    expect(charges(workshop.simulator)).toBe(0);
    expect(workshop.develop.summary().held[0]).toMatchObject({ scope: 'schedule', label: 'Nights', count: 2 });
    workshop.develop.releaseRule('Nights');
    await workshop.until(() => workshop.develop.summary().waiting + workshop.develop.summary().running === 0);
    expect(charges(workshop.simulator)).toBe(2);
  });

  it('for a day ends at midnight', async () => {
    let clock = new Date(2026, 4, 3, 23, 50).getTime();
    const workshop = await workshopWith({
      limits: () => ({ budget: { ...noBudget, dayUsd: price }, rate: null }),
      now: () => clock,
    });
    const jobs = await startPhotos(workshop, 2);
    await workshop.until(() => stopped(workshop));
    expect(workshop.develop.summary().pause?.until).toBe(new Date(2026, 4, 4).getTime());
    clock += 5 * 60_000;
    workshop.develop.wake();
    expect(stopped(workshop)).toBe(true);
    clock += 5 * 60_000;
    workshop.develop.wake();
    for (const id of jobs) await workshop.when(id, 'done');
    expect(charges(workshop.simulator)).toBe(2);
  });

  it('for a run survives a restart, and a new run begins anew', async () => {
    const simulator = await startSimulator({ latencyMs: 30 });
    const limits = (): { budget: GuardedBudget; rate: null } => ({ budget: { ...noBudget, runUsd: price * 2 }, rate: null });
    const first = await openWorkshop({ home: join(ground.path, 'home'), simulator, limits });
    await startPhotos(first, 4);
    await first.until(() => stopped(first));
    await first.close();
    const second = await workshopWith({ simulator, limits });
    await second.until(() => stopped(second));
    expect(charges(simulator)).toBe(2);
    await second.develop.cancelWaiting();
    const more = await startPhotos(second, 1, 50);
    for (const id of more) await second.when(id, 'done');
    expect(charges(simulator)).toBe(3);
    await second.close();
    ground.letGo();
    await simulator.close();
  });

  it('is told before the run, with whether to ask', async () => {
    const budget = { unknown: null, runUsd: null, dayUsd: 0.2, floorUsd: 0, askAboveUsd: 0.3 };
    const workshop = await workshopWith({ limits: () => ({ budget, rate: null }) });
    const { added } = await workshop.library.add(await writePhotos(join(ground.path, 'photos'), 4));
    const quote = await workshop.develop.quote(added, recipe);
    expect(quote).toMatchObject({ asks: true, dayLeftUsd: 0.2, budgetProblem: { code: 'budget-reached' } });
    expect(quote.budgetProblem?.message).toContain('after 2 photos');
    expect(await workshop.develop.quote(added.slice(0, 2), recipe)).toMatchObject({ asks: false, budgetProblem: null });
  });
});

describe('the speed', () => {
  it('after "slower, until then": nothing goes out before, and the photo is not counted as tried', async () => {
    const workshop = await workshopWith({ simulatorOptions: { script: [{ request: 2, rateLimited: 1.2 }], latencyMs: 20 } });
    const jobs = await startPhotos(workshop, 6);
    await workshop.until(() => workshop.develop.summary().pause?.by === 'rate');
    const until = workshop.develop.summary().pause?.until ?? 0;
    expect(until).toBeGreaterThan(Date.now());
    workshop.develop.accountChanged(); // a new key is no reason to hurry
    for (const id of jobs) expect(await workshop.when(id, 'done')).toMatchObject({ problem: null });
    const refused = workshop.simulator.requests().findIndex((entry) => entry.status === 429);
    const after = workshop.simulator.requests().slice(refused + 1);
    const sentAt = workshop.ledger.recent(10).map((row) => row.sent_at ?? 0);
    expect(after.length).toBeGreaterThan(0);
    // What was out with it may have left before; nothing left between hearing of it and the moment named
    expect(sentAt.filter((at) => at > until - 1000 && at < until)).toEqual([]);
    expect(charges(workshop.simulator)).toBe(6);
    expect(workshop.database.prepare('SELECT MAX(retries) AS most FROM jobs').get()).toEqual({ most: 0 });
  });

  it('of a plan holds in every window, however many are ready', async () => {
    const windowMs = 700;
    const workshop = await workshopWith({ limits: () => ({ budget: noBudget, rate: { count: 4, windowMs } }) });
    const jobs = await startPhotos(workshop, 14);
    for (const id of jobs) await workshop.when(id, 'done');
    const starts = workshop.ledger
      .recent(20)
      .map((row) => row.sent_at ?? 0)
      .sort((a, b) => a - b);
    expect(starts).toHaveLength(14);
    for (const start of starts) {
      expect(starts.filter((at) => at >= start && at < start + windowMs).length).toBeLessThanOrEqual(4);
    }
  });

  it('lets a prepared photo be taken back while it waits', async () => {
    const workshop = await workshopWith({ limits: () => ({ budget: noBudget, rate: { count: 1, windowMs: 60_000 } }) });
    const [first, second] = await startPhotos(workshop, 3);
    if (first === undefined || second === undefined) throw new Error('nothing was queued');
    await workshop.when(first, 'done');
    await workshop.develop.cancel([second]);
    await workshop.when(second, 'cancelled');
    workshop.develop.pause();
    await workshop.until(() => workshop.develop.summary().running === 0);
    expect(workshop.develop.summary().waiting).toBe(1);
    expect(posts(workshop)).toBe(1);
  });
});

describe('the time left', () => {
  it('is that of the photo that is out, where nothing waits', async () => {
    const workshop = await workshopWith({ simulatorOptions: { latencyMs: 1500 } });
    expect(workshop.develop.summary().leftMs).toBeNull();
    const [id] = await startPhotos(workshop, 1);
    if (id === undefined) throw new Error('nothing was queued');
    await workshop.when(id, 'sent');
    const expected = turbo.latencySeconds * 1000;
    expect(workshop.develop.summary().leftMs).toBeGreaterThan(expected - 2000);
    expect(workshop.develop.summary().leftMs).toBeLessThanOrEqual(expected);
    await workshop.when(id, 'done');
    expect(workshop.develop.summary().leftMs).toBeNull();
  });
});

describe('the order', () => {
  it('is the one that was asked for, also past photos that are prepared already', async () => {
    const workshop = await workshopWith({ limits: () => ({ budget: noBudget, rate: { count: 1, windowMs: 300 } }) });
    workshop.develop.pause();
    const jobs = await startPhotos(workshop, 8);
    workshop.develop.resume();
    const [first, second] = jobs;
    const [seventh, last] = jobs.slice(-2);
    if (first === undefined || second === undefined || seventh === undefined || last === undefined) throw new Error('too few');
    await workshop.when(first, 'done');
    await workshop.develop.move([last, seventh], jobs.find((id) => workshop.ledger.job(id)?.core.state !== 'done') ?? null);
    const gone = workshop.ledger.recent(10).length;
    for (const id of jobs) await workshop.when(id, 'done');
    const order = workshop.ledger
      .recent(10)
      .sort((a, b) => (a.sent_at ?? 0) - (b.sent_at ?? 0))
      .map((row) => row.id);
    // One may have been on its way out already
    expect(order.indexOf(seventh)).toBeLessThanOrEqual(gone + 1);
    expect(order.indexOf(last)).toBe(order.indexOf(seventh) + 1);
  });

  it('survives a restart', async () => {
    const first = await openWorkshop({ home: join(ground.path, 'home') });
    first.develop.pause();
    const jobs = await startPhotos(first, 4);
    await first.develop.move(jobs.slice(3), jobs[0] ?? null);
    await first.close();
    const second = await workshopWith();
    expect(second.develop.jobs().map((job) => job.id)).toEqual([jobs[3], jobs[0], jobs[1], jobs[2]]);
  });
});

describe('the network', () => {
  it('is tried at once when the computer wakes up, not when the next try is due', async () => {
    const gone = await startSimulator({ latencyMs: 0 });
    const { port } = gone;
    await gone.close();
    const workshop = await workshopWith({ baseUrl: new URL(`http://127.0.0.1:${String(port)}/`) });
    const jobs = await startPhotos(workshop, 2);
    await workshop.until(() => workshop.develop.summary().pause?.by === 'offline' && workshop.develop.summary().running === 0);
    const due = workshop.develop.summary().pause?.until ?? 0;
    const back = await startSimulator({ latencyMs: 0, port });
    workshop.develop.wake();
    for (const id of jobs) await workshop.when(id, 'done');
    expect(Date.now()).toBeLessThan(due);
    await workshop.close();
    ground.letGo();
    await back.close();
  });
});
