// @vitest-environment jsdom
/** The page asks for the view it shows: at once when a person wants another, not more often than it can show when photos keep coming, and for rows in sight. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallInput } from '../../../../electron/contract/calls.ts';
import { problem } from '../../../../electron/contract/errors.ts';
import { photoIdSchema } from '../../../../electron/contract/ids.ts';
import { ROWS_AT_ONCE } from '../../../../electron/contract/view.ts';
import { useLibrary } from '../../../../renderer/stores/library-store.ts';
import { photoRow, wantPhotos } from '../../../../renderer/stores/photo-rows.ts';
import { useView } from '../../../../renderer/stores/view-store.ts';
import { startViews, type ViewLoader } from '../../../../renderer/stores/views.ts';
import { libraryAnswers, viewAnswer } from '../../../helpers/held-library.ts';
import { fakeMain, photo } from '../gallery/samples.ts';

const photos = Array.from({ length: 1_200 }, (_, index) => photo(index + 1));
const ids = photos.map(({ id }) => id);
let loader: ViewLoader | null = null;

beforeEach(() => {
  vi.useFakeTimers();
  useLibrary.setState(useLibrary.getInitialState(), true);
  useView.setState(useView.getInitialState(), true);
});
afterEach(() => {
  loader?.stop();
  loader = null;
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const asked = (main: ReturnType<typeof fakeMain>, name = 'library.view') => main.said.filter((one) => one.name === name);

describe('the view that is shown', () => {
  it('is asked for at once, and then by its token no more often than it can be shown', async () => {
    const main = fakeMain(libraryAnswers(photos));
    loader = startViews();
    await vi.advanceTimersByTimeAsync(0);
    expect(useLibrary.getState().order).toHaveLength(1_200);
    for (let turn = 0; turn < 50; turn += 1) {
      loader.moved();
      await vi.advanceTimersByTimeAsync(20);
    }
    const calls = asked(main);
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.length).toBeLessThan(7);
    expect(calls.slice(1).map(({ input }) => (input as CallInput<'library.view'>).since)).toEqual(calls.slice(1).map(() => 1));
  });

  it('stays as it is where main says that it is what it was', async () => {
    let isSame = false;
    const answers = libraryAnswers(photos);
    fakeMain({ ...answers, 'library.view': (input) => (isSame ? { ok: true, value: null } : answers['library.view'](input)) });
    loader = startViews();
    await vi.advanceTimersByTimeAsync(0);
    const before = useLibrary.getState().order;
    isSame = true;
    loader.moved();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(useLibrary.getState().order).toBe(before);
  });

  it('is another at once when a person wants another, and a late answer to the question before is not shown', async () => {
    const waiting: (() => void)[] = [];
    const main = fakeMain(libraryAnswers(photos));
    const calls = window.api.calls;
    Object.assign(window.api, {
      calls: {
        'library.overview': calls['library.overview'],
        'library.view': async (input: CallInput<'library.view'>) => {
          await new Promise<void>((resolve) => waiting.push(resolve));
          return calls['library.view'](input);
        },
      },
    });
    loader = startViews();
    useView.getState().showSource({ kind: 'results' });
    expect(useLibrary.getState().query.source).toEqual({ kind: 'results' });
    for (let turn = 0; turn < 4; turn += 1) {
      for (const go of waiting.splice(0)) go();
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(useLibrary.getState().order).toEqual([]);
    expect(useLibrary.getState().view?.query.source).toEqual({ kind: 'results' });
    expect(asked(main)).toHaveLength(2);
  });

  it('is asked for again after it could not be had', async () => {
    let isBroken = true;
    const answers = libraryAnswers(photos);
    fakeMain({
      ...answers,
      'library.view': (input) => (isBroken ? { ok: false, error: problem('internal') } : answers['library.view'](input)),
    });
    loader = startViews();
    await vi.advanceTimersByTimeAsync(10);
    expect(useView.getState().toast).not.toBeNull();
    isBroken = false;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(useLibrary.getState().order).toHaveLength(1_200);
  });
});

describe('rows', () => {
  it('wanted in one moment go together, a bounded number at a time, those wanted last first, each once', async () => {
    const main = fakeMain(libraryAnswers(photos));
    wantPhotos(ids.slice(0, 10));
    wantPhotos(ids.slice(5, ROWS_AT_ONCE + 100));
    await vi.advanceTimersByTimeAsync(10);
    const calls = asked(main, 'library.rows').map(({ input }) => (input as CallInput<'library.rows'>).photoIds);
    expect(calls.map(({ length }) => length)).toEqual([ROWS_AT_ONCE, 100]);
    expect(calls[0]?.[0]).toBe(ids[ROWS_AT_ONCE + 99]);
    expect(new Set(calls.flat()).size).toBe(ROWS_AT_ONCE + 100);
    wantPhotos(ids.slice(0, 20));
    await vi.advanceTimersByTimeAsync(10);
    expect(asked(main, 'library.rows')).toHaveLength(2);
  });

  it('of a photo that left the library are none', async () => {
    fakeMain(libraryAnswers(photos));
    expect(await photoRow(photoIdSchema.parse(3))).toMatchObject({ name: photos[2]?.name });
    expect(await photoRow(photoIdSchema.parse(9_999))).toBeNull();
  });
});

it('what main answers here is what the app would', () => {
  expect(viewAnswer(useLibrary.getState().query, photos).ids).toHaveLength(1_200);
});
