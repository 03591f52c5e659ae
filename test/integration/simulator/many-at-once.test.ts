/** Many requests at once: no listeners that pile up, and the limit counted as it was told. */
import { afterEach, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../../electron/simulator/server.ts';
import { picture, post, turboBody, TURBO } from './client.ts';

let simulator: Simulator | null = null;
const warnings: string[] = [];
const hear = (warning: Error): void => {
  warnings.push(warning.name);
};

afterEach(async () => {
  process.off('warning', hear);
  await simulator?.close();
  simulator = null;
});

it('are waited for without piling up listeners', async () => {
  process.on('warning', hear);
  simulator = await startSimulator({ latencyMs: 1500 });
  const { url } = simulator;
  const body = turboBody(await picture(64, 64), { strength: 0 }); // made at once, then waited for
  const answers = await Promise.all(Array.from({ length: 16 }, async () => await post(`${url}/v1/${TURBO}`, body)));
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
  await new Promise((resolve) => setImmediate(resolve)); // warnings come a turn later
  expect(warnings).toEqual([]);
});

it('are counted in the minute that the simulator was told', async () => {
  let clock = 100_000;
  simulator = await startSimulator({ latencyMs: 0, ratePerMinute: 2, minuteMs: 1000, now: () => clock });
  const { url } = simulator;
  const body = turboBody(await picture(64, 64));
  const first = await post(`${url}/v1/${TURBO}`, body);
  clock += 999;
  const second = await post(`${url}/v1/${TURBO}`, body);
  const third = await post(`${url}/v1/${TURBO}`, body);
  clock += 1;
  const fourth = await post(`${url}/v1/${TURBO}`, body);
  expect([first, second, third, fourth].map((answer) => answer.status)).toEqual([200, 200, 429, 200]);
});
