/** The engine is killed for an hour while a whole evening arrives: at its start all of it is queued in order of capture, within the limit. */
import { once } from 'node:events';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterEach, expect, it, vi } from 'vitest';
import { recipeFrom } from '../../../electron/command/typed-recipe.ts';
import { readWatchArguments, ruleOf } from '../../../electron/command/watch-arguments.ts';
import type { Job } from '../../../electron/contract/job.ts';
import type { Rule } from '../../../electron/contract/rule.ts';
import { randomFrom } from '../../../electron/simulator/random.ts';
import { startCommand } from '../../helpers/command.ts';
import { startEchoService, type EchoService } from '../../helpers/echo-service.ts';
import { labelledPicture, readSpelling, spelling } from '../../helpers/labelled-pictures.ts';
import { resultsBeside, resultsIn, useWatchGround, type WatchGround } from '../../helpers/watch-ground.ts';
import { noBudget, turbo } from '../../helpers/workshop.ts';

const HOUR = 3_600_000;
const BEFORE = 3;
const ARRIVED = 500;
/** What the limit of the hour has room for. */
const WITHIN = 120;
const patience = { timeout: 40_000, interval: 20 };

const ground = useWatchGround();
const children: ChildProcess[] = [];
let service: EchoService | null = null;
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await service?.close();
  service = null;
});

const labelOf = (rank: number): string => `frame ${String(rank)}`;
const exif = (rank: number): string =>
  new Date(Date.UTC(2026, 4, 1, 15) + rank * 7_000).toISOString().slice(0, 19).replace(/-/g, ':').replace('T', ' ');

function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let index = count - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [order[index], order[other]] = [order[other] ?? 0, order[index] ?? 0];
  }
  return order;
}

/** Photos in the order of their names; capture time, name and file time are each in an order of their own. Capture rank by name. */
async function arrive(folder: string, first: number, count: number, random: () => number): Promise<Map<string, number>> {
  const ranks = shuffled(count, random);
  const ages = shuffled(count, random);
  const byName = new Map<string, number>();
  for (const [index, each] of ranks.entries()) {
    const rank = first + each;
    const name = `DSC_${String(first + index).padStart(4, '0')}.JPG`;
    await writeFile(join(folder, name), await labelledPicture(labelOf(rank), { height: 96, texture: 24, taken: exif(rank) }));
    const written = new Date(Date.UTC(2026, 5, 1) + (ages[index] ?? 0) * 1_000);
    await utimes(join(folder, name), written, written);
    byName.set(name, rank);
  }
  return byName;
}

/** The real program watches, develops a few and is killed. Its rule, as a later start makes it again. */
async function watchAndBeKilled(photos: string, url: URL, random: () => number): Promise<Rule> {
  const words = [photos, '--prompt', 'winter', '--rule', 'Evening'];
  const home = join(ground.path, 'home');
  const child = startCommand(['watch', ...words, '--json'], {
    ...{ DARKSLIDE_HOME: home, SEGMIND_BASE_URL: url.href, SEGMIND_API_KEY: 'SG_test' },
  });
  children.push(child);
  let said = '';
  let out = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await vi.waitFor(() => {
    expect(said).toContain('Watching');
  }, patience);
  await arrive(photos, 10_000, BEFORE, random);
  await vi.waitFor(() => {
    expect(out.split('\n').filter((line) => line.includes('"event":"done"'))).toHaveLength(BEFORE);
  }, patience);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  const { develop } = readWatchArguments(words);
  return ruleOf(develop, photos, recipeFrom(develop, [turbo]), Date.now(), { isOneOfMany: false, changed: false });
}

it('what arrived while it was killed is caught up in order of capture, within its limit', { timeout: 120_000 }, async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 100_000);
  console.log(`catch-up: SEED=${String(seed)}`);
  const random = randomFrom(seed);
  const echo = await startEchoService(() => undefined, turbo.priceUsd);
  service = echo;
  const { photos } = ground;
  await mkdir(photos, { recursive: true });
  const rule = await watchAndBeKilled(photos, echo.url, random);
  const ranks = await arrive(photos, 0, ARRIVED, random);

  const watched: WatchGround = await ground.open({
    baseUrl: echo.url,
    // An hour later: what was charged before is none of this hour's
    now: () => Date.now() + HOUR,
    elapsed: () => performance.now(),
    limits: () => ({ budget: noBudget, rate: { count: 10_000, windowMs: 60_000 } }),
  });
  const { develop } = watched.workshop;
  const limited: Rule = { ...rule, caps: { ...rule.caps, hourUsd: (WITHIN + 0.5) * turbo.priceUsd } };
  await watched.put(limited);
  await watched.until(() => develop.summary().held[0]?.count === ARRIVED - WITHIN);
  await watched.idle();

  const jobs = (): Job[] => develop.jobs().filter(({ photoName }) => ranks.has(photoName));
  const inOrder = (list: readonly Job[]): (number | undefined)[] =>
    [...list].sort((a, b) => a.position - b.position).map(({ photoName }) => ranks.get(photoName));
  const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
  expect(inOrder(jobs())).toEqual(upTo(0, ARRIVED));
  expect(inOrder(jobs().filter(({ state }) => state === 'done'))).toEqual(upTo(0, WITHIN));
  expect(jobs().filter(({ held }) => held?.scope === 'rule')).toHaveLength(ARRIVED - WITHIN);
  expect(develop.summary().held).toMatchObject([{ scope: 'rule', label: 'Evening', problem: { code: 'budget-reached' } }]);
  expect(echo.uploads).toHaveLength(BEFORE + WITHIN);
  expect(watched.story(rule)).toContainEqual(
    expect.objectContaining({ kind: 'paused', detail: expect.stringContaining('in the last hour') as string }),
  );

  await watched.put({ ...limited, caps: { ...rule.caps, hourUsd: null } });
  await watched.until(() => watched.done() === BEFORE + ARRIVED);
  await watched.idle();
  const charged = await Promise.all(echo.uploads.map(readSpelling));
  const wanted = [...upTo(0, ARRIVED), ...upTo(10_000, 10_000 + BEFORE)].map((rank) => spelling(labelOf(rank)));
  expect(new Set(wanted).size).toBe(BEFORE + ARRIVED);
  expect([...charged].sort()).toEqual([...wanted].sort());
  expect(await resultsIn(resultsBeside(photos))).toHaveLength(BEFORE + ARRIVED);
});
