/** Jobs, quotes and snapshots for the tests of the develop panel, the queue and the settings, and a fake of `window.api`. */
import { vi } from 'vitest';
import type { StoreApi } from 'zustand';
import type { CallInput, CallName } from '../../../../electron/contract/calls.ts';
import type { Problem } from '../../../../electron/contract/errors.ts';
import type { Snapshot } from '../../../../electron/contract/events.ts';
import { jobIdSchema, photoIdSchema, type PhotoId } from '../../../../electron/contract/ids.ts';
import type { Job, Quote, QueueSummary } from '../../../../electron/contract/job.ts';
import { modelSchema, type Model } from '../../../../electron/contract/model.ts';
import type { Photo } from '../../../../electron/contract/photo.ts';
import { folderKey } from '../gallery/samples.ts';
import { preferencesSchema } from '../../../../electron/contract/preferences.ts';
import codeformer from '../../../../resources/models/codeformer.json';
import medium from '../../../../resources/models/sd3-med-img2img.json';
import turbo from '../../../../resources/models/stable-diffusion-3-turbo-img2img.json';
import { SharedMap } from '../../../../renderer/lib/shared-map.ts';
import { holdLibrary } from '../../../helpers/held-library.ts';
import { useLibrary } from '../../../../renderer/stores/library-store.ts';
import { useQueue, type Jobs } from '../../../../renderer/stores/queue-store.ts';
import { useRecipe } from '../../../../renderer/stores/recipe-store.ts';
import { useSettings } from '../../../../renderer/stores/settings-store.ts';
import { useView } from '../../../../renderer/stores/view-store.ts';

export const models: readonly Model[] = [turbo, medium, codeformer].map((entry) => modelSchema.parse(entry));

export const photoId = (id: number): PhotoId => photoIdSchema.parse(id);

/** 14 November 2026, 14:30 local time. */
export const NOON = new Date(2026, 10, 14, 14, 30).getTime();

export function sampleJob(id: number, part: Partial<Job> = {}): Job {
  return {
    id: jobIdSchema.parse(id),
    photoId: photoId(id),
    photoName: `DSC_${String(4000 + id)}.NEF`,
    state: 'queued',
    recipe: 'golden',
    model: 'stable-diffusion-3-turbo-img2img',
    parameters: { prompt: 'Late evening light', strength: 0.5 },
    position: 1,
    priceUsd: 0.08,
    costUsd: null,
    charge: 'no',
    evidence: null,
    transport: 'v1',
    createdAt: NOON - 60_000 + id,
    sentAt: null,
    finishedAt: null,
    expectedMs: 10_000,
    problem: null,
    held: null,
    resultId: null,
    rule: null,
    reused: false,
    simulated: false,
    receipt: null,
    ...part,
  };
}

/** Jobs as the queue store holds them. */
export function byId(jobs: readonly Job[]): Jobs {
  return SharedMap.of(jobs.map((job) => [job.id, job] as const));
}

export const idle: QueueSummary = {
  waiting: 0,
  running: 0,
  failed: 0,
  unsure: 0,
  runDone: 0,
  runTotal: 0,
  runSpentUsd: 0,
  runPriceUsd: 0,
  leftMs: null,
  doneToday: 0,
  spentTodayUsd: 0,
  pause: null,
  held: [],
};

export function sampleQuote(part: Partial<Quote> = {}): Quote {
  return {
    count: 12,
    doneBefore: 0,
    gone: 0,
    underWay: 0,
    refused: [],
    priceUsd: 0.96,
    durationMs: 120_000,
    names: ['DSC_4127-golden-1.jpg', 'DSC_4128-golden-1.jpg'],
    folder: '3 Coast, town / Darkslide',
    problem: null,
    balanceAfterUsd: 20.26,
    budgetProblem: null,
    dayLeftUsd: null,
    asks: false,
    ...part,
  };
}

export function samplePhoto(id: number): Photo {
  return {
    id: photoId(id),
    name: `DSC_${String(4000 + id)}.NEF`,
    folder: 'Autumn trip / 3 Coast, town',
    folderKey: folderKey('Autumn trip / 3 Coast, town'),
    format: 'jpeg',
    width: 6048,
    height: 4032,
    bytes: 20_000_000,
    takenAt: null,
    modifiedAt: NOON,
    addedAt: NOON,
    companions: [],
    version: '1',
    problem: null,
    missing: false,
  };
}

/** Nothing comes in. */
const noIntake: Snapshot['intake'] = { state: 'idle', found: 0, looked: 0, toLook: 0, unusable: 0 };

export function sampleSnapshot(part: Partial<Snapshot> = {}): Snapshot {
  return {
    revision: 1,
    results: [],
    jobs: [],
    intake: noIntake,
    queue: idle,
    balance: null,
    key: { state: 'set', keptIn: 'GNOME Keyring', durable: true, fromEnvironment: false, savedAt: NOON },
    preferences: preferencesSchema.parse({}),
    models: [...models],
    platform: 'linux',
    version: '0.1.0',
    endpoint: 'api.segmind.com',
    notices: [],
    rules: [],
    watchPaused: false,
    ...part,
  };
}

/** Fills the stores as main's snapshot would, from a clean start. */
export function fillStores({
  photos = Array.from({ length: 14 }, (_, index) => samplePhoto(index + 1)),
  ...part
}: Partial<Snapshot> & { readonly photos?: readonly Photo[] } = {}): void {
  resetStore(useLibrary);
  resetStore(useQueue);
  resetStore(useSettings);
  resetStore(useView);
  resetStore(useRecipe);
  const snapshot = sampleSnapshot(part);
  useSettings.getState().replace(snapshot);
  useLibrary.getState().replace(snapshot);
  useQueue.getState().replace(snapshot);
  holdLibrary(photos, snapshot.results);
}

function resetStore<T>(store: Pick<StoreApi<T>, 'getInitialState' | 'setState'>): void {
  store.setState(store.getInitialState(), true);
}

type Handlers = { [N in CallName]?: (input: CallInput<N>) => unknown };

/** What a handler throws when main would refuse. */
export class Refusal extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Puts a fake of the preload's door in place; a call without a handler answers nothing. Returns the log of calls. */
export function fakeApi(given: Handlers): { readonly name: string; readonly input: unknown }[] {
  const handlers: Handlers = {
    'preferences.change': (patch) => ({ ...useSettings.getState().preferences, ...patch }),
    ...given,
  };
  const log: { name: string; input: unknown }[] = [];
  const calls = new Proxy(
    {},
    {
      get: (_target, name: string) => async (input: unknown) => {
        log.push({ name, input });
        // The name comes from the typed bridge, so the handler under it takes this input.
        const handler = handlers[name as CallName] as ((input: unknown) => unknown) | undefined;
        try {
          return { ok: true, value: await handler?.(input) };
        } catch (error) {
          if (error instanceof Refusal) return { ok: false, error: error.problem };
          throw error;
        }
      },
    },
  );
  vi.stubGlobal('api', { calls, signals: { 'pictures.left': () => undefined }, on: () => () => undefined, addDropped: vi.fn() });
  return log;
}

/** jsdom has no layout, so nothing there tells sizes. */
export function stubLayout(): void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
}
