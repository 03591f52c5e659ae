/**
 * Many jobs at once, as the app's main process handles them: quote, start, move, cancel and retry of a long list, each with the longest time
 * for which it holds up the event loop. The hub of the app stands behind them and serializes what it sends, as Electron does.
 */
import { serialize } from 'node:v8';
import type { PhotoId } from '../../electron/contract/ids.ts';
import { createEventHub } from '../../electron/ipc/events.ts';
import { measureStretch, type Stretch } from './stretch.ts';
import { openWorkshop, recipe, type Workshop } from './workshop.ts';

/** As in the app, milliseconds. */
const MERGE_MS = 60;
/** Nothing came for so long: the page knows everything, milliseconds. */
const QUIET_MS = 250;

/** What was measured, over all rounds in turn. */
export type ManyAtOnce = ReadonlyMap<string, readonly Stretch[]>;

/** Measures each of them `rounds` times over a data folder that `fill` puts photos into. */
export async function measureMany(
  home: string,
  rounds: number,
  fill: (workshop: Workshop) => Promise<readonly PhotoId[]>,
): Promise<ManyAtOnce> {
  const measured = new Map<string, Stretch[]>();
  let heardAt = performance.now();
  const hub = createEventHub({
    send: (_name, payload) => {
      serialize(payload);
      heardAt = performance.now();
    },
    mergeMs: MERGE_MS,
    log: (line) => {
      throw new Error(line);
    },
  });
  const isQuiet = (): boolean => performance.now() - heardAt > QUIET_MS;
  const workshop = await openWorkshop({ home, heard: hub.changed });
  const measure = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    heardAt = performance.now();
    const stretch = await measureStretch(work, isQuiet);
    measured.set(name, [...(measured.get(name) ?? []), { ...stretch, all: stretch.all - QUIET_MS }]);
  };
  try {
    const { develop } = workshop;
    develop.pause();
    const photos = await fill(workshop);
    for (let round = 0; round < rounds; round += 1) {
      const fresh = { ...recipe, parameters: { ...recipe.parameters, prompt: `round ${String(round)}` } };
      await measure('quote', async () => await develop.quote(photos, fresh));
      await measure('start', async () => await develop.start(photos, fresh));
      await measure('quote again', async () => await develop.quote(photos, fresh));
      const jobs = workshop.ledger.unsentIds();
      await measure('move to the front', async () => {
        await develop.move(jobs.slice(1), jobs[0] ?? null);
      });
      await measure('move to the end', async () => {
        await develop.move(jobs.slice(0, -1), null);
      });
      await measure('cancel', async () => {
        await develop.cancel(jobs);
      });
      await measure('retry', async () => {
        await develop.retry(jobs);
      });
      await measure('cancel all that wait', async () => {
        await develop.cancelWaiting();
      });
      await measure('clear', async () => {
        await develop.clearFinished();
      });
    }
  } finally {
    await workshop.close();
    hub.stop();
  }
  return measured;
}
