/** Photos, results, jobs and a snapshot for tests of the gallery and the window. */
import type { Api } from '../../../../electron/contract/api.ts';
import type { Answer, CallName } from '../../../../electron/contract/calls.ts';
import type { Snapshot } from '../../../../electron/contract/events.ts';
import { cameraTimeSchema, type CameraTime } from '../../../../electron/contract/camera-time.ts';
import { jobIdSchema, photoIdSchema, resultIdSchema, type FolderKey } from '../../../../electron/contract/ids.ts';
import type { Job } from '../../../../electron/contract/job.ts';
import type { Photo, Result } from '../../../../electron/contract/photo.ts';
import { preferencesSchema } from '../../../../electron/contract/preferences.ts';
import { folderKeyOf } from '../../../../electron/library/labels.ts';
import { ItemList, type GridItems } from '../../../../renderer/features/gallery/items.ts';
import type { Grouping } from '../../../../renderer/stores/look-store.ts';
import { folderPath } from '../../../helpers/held-library.ts';

/** Midnight of 14 November 2026 on this computer, as an instant. */
export const DAY = new Date(2026, 10, 14).getTime();

/** A camera's time on 14 November 2026, so many seconds after midnight. */
export function shot(seconds: number): CameraTime {
  return cameraTimeSchema.parse(new Date(Date.UTC(2026, 10, 14, 0, 0, seconds)).toISOString().slice(0, 19));
}

/** The key that a folder "Around / Inside" of a test has. */
export function folderKey(folder: string): FolderKey {
  return folderKeyOf(folderPath(folder));
}

export function photo(id: number, more: Partial<Photo> = {}): Photo {
  return {
    id: photoIdSchema.parse(id),
    name: `DSC_${String(4000 + id)}.jpg`,
    folder: 'Autumn trip / 3 Coast, town',
    folderKey: folderKey(more.folder ?? 'Autumn trip / 3 Coast, town'),
    format: 'jpeg',
    width: 6000,
    height: 4000,
    bytes: 8_000_000,
    takenAt: shot(id * 60),
    modifiedAt: DAY,
    addedAt: DAY,
    companions: [],
    version: '1',
    problem: null,
    missing: false,
    ...more,
  };
}

export function result(id: number, photoId: number, more: Partial<Result> = {}): Result {
  return {
    id: resultIdSchema.parse(id),
    photoId: photoIdSchema.parse(photoId),
    jobId: jobIdSchema.parse(id),
    name: `DSC_${String(4000 + photoId)}-golden-${String(id)}.jpg`,
    folder: 'Autumn trip / 3 Coast, town',
    recipe: 'golden',
    model: 'some-model',
    parameters: { prompt: 'golden', strength: 0.5 },
    width: 1536,
    height: 1024,
    bytes: 400_000,
    costUsd: 0.08,
    tookMs: 9800,
    createdAt: DAY + id,
    simulated: false,
    missing: false,
    version: '1',
    ...more,
  };
}

export function job(id: number, photoId: number, state: Job['state'], more: Partial<Job> = {}): Job {
  return {
    id: jobIdSchema.parse(id),
    photoId: photoIdSchema.parse(photoId),
    photoName: `DSC_${String(4000 + photoId)}.jpg`,
    state,
    recipe: 'golden',
    model: 'some-model',
    parameters: {},
    position: 1,
    priceUsd: 0.08,
    costUsd: null,
    charge: 'no',
    evidence: null,
    transport: 'v1',
    createdAt: DAY,
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
    ...more,
  };
}

/** Items of one day or of several: `days` holds how many photos each has. Days go back from 14 November 2026. */
export function items(
  days: readonly number[],
  aspect: (index: number) => number = () => 1.5,
  { grouping = 'day', firstId = 1, lastDay = '2026-11-14' }: { grouping?: Grouping; firstId?: number; lastDay?: string } = {},
): GridItems {
  const list = new ItemList();
  let id = firstId;
  for (const [back, count] of days.entries()) {
    const day = new Date(Date.parse(`${lastDay}T00:00:00Z`) - back * 86_400_000).toISOString().slice(0, 10);
    for (let index = 0; index < count; index += 1) {
      const group = grouping === 'none' ? null : grouping === 'month' ? day.slice(0, 7) : day;
      list.push({ photoId: photoIdSchema.parse(id), resultId: null }, aspect(id), false, group);
      id += 1;
    }
  }
  return list.items(grouping);
}

/** Nothing comes in. */
export const noIntake: Snapshot['intake'] = { state: 'idle', found: 0, looked: 0, toLook: 0, unusable: 0 };

export function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    revision: 1,
    results: [],
    jobs: [],
    intake: noIntake,
    queue: {
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
    },
    balance: null,
    key: { state: 'none', keptIn: 'GNOME Keyring', durable: true, fromEnvironment: false, savedAt: null },
    preferences: preferencesSchema.parse({ welcomed: true }),
    models: [],
    platform: 'linux',
    version: '0.1.0',
    endpoint: 'api.segmind.com',
    notices: [],
    rules: [],
    watchPaused: false,
    ...more,
  };
}

export interface FakeMain {
  readonly said: { name: string; input: unknown }[];
  readonly signals: { name: string; payload: unknown }[];
  readonly dropped: File[][];
  readonly emit: (name: string, payload: unknown) => void;
}

/** Puts a `window.api` in place that answers with `answers` and remembers what it was asked. */
export function fakeMain(
  answers: Partial<Record<CallName, (input: unknown) => Answer<unknown>>> & { addDropped?: (files: readonly File[]) => unknown },
): FakeMain {
  const said: FakeMain['said'] = [];
  const sent: FakeMain['signals'] = [];
  const dropped: File[][] = [];
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const answer = (name: CallName, input: unknown): Answer<unknown> => answers[name]?.(input) ?? { ok: true, value: undefined };
  const api = {
    calls: new Proxy(
      {},
      {
        get: (_target, name: CallName) => async (input: unknown) => {
          said.push({ name, input });
          return Promise.resolve(answer(name, input));
        },
      },
    ),
    signals: new Proxy({}, { get: (_target, name: string) => (payload: unknown) => sent.push({ name, payload }) }),
    on: (name: string, listener: (payload: unknown) => void) => {
      const heard = listeners.get(name) ?? new Set();
      listeners.set(name, heard.add(listener));
      return () => heard.delete(listener);
    },
    addDropped: async (files: readonly File[]) => {
      dropped.push([...files]);
      return Promise.resolve(answers.addDropped?.(files) ?? { answer: null, withoutPath: [] });
    },
  } as unknown as Api; // a fake stands in for the preload; the proxies answer every name
  Object.assign(window, { api });
  return {
    said,
    signals: sent,
    dropped,
    emit: (name, payload) => {
      for (const listener of listeners.get(name) ?? []) listener(payload);
    },
  };
}
