// @vitest-environment jsdom
/** What adding does to the window: nothing that a person did is undone, and what came is offered. */
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import { photoIdSchema, type PhotoId } from '../../../../electron/contract/ids.ts';
import type { AddOutcome } from '../../../../electron/contract/photo.ts';
import { App } from '../../../../renderer/app/app.tsx';
import { welcomePhotos } from '../../../../renderer/features/gallery/intake.ts';
import { useAdding } from '../../../../renderer/stores/adding-store.ts';
import { useLibrary } from '../../../../renderer/stores/library-store.ts';
import { useSettings } from '../../../../renderer/stores/settings-store.ts';
import { useView } from '../../../../renderer/stores/view-store.ts';
import { libraryAnswers } from '../../../helpers/held-library.ts';
import { furnishWindow } from '../app/page.ts';
import { fakeMain, photo, snapshot } from './samples.ts';

const ids = (...numbers: number[]): PhotoId[] => numbers.map((number) => photoIdSchema.parse(number));
const outcome = (more: Partial<AddOutcome> = {}): AddOutcome => ({
  added: [],
  known: [],
  refused: [],
  results: [],
  paired: [],
  ...more,
});
const selected = (): number[] => [...useView.getState().selection];
const toast = () => useView.getState().toast;

beforeEach(() => {
  furnishWindow();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  useView.setState(useView.getInitialState(), true);
  useLibrary.setState(useLibrary.getInitialState(), true);
  useSettings.setState(useSettings.getInitialState(), true);
  vi.unstubAllGlobals();
});

describe('what came in', () => {
  it('is selected where nothing else is, and by the next adding again', () => {
    welcomePhotos(outcome({ added: ids(1, 2) }));
    expect(selected()).toEqual([1, 2]);
    expect(toast()?.action).toBeNull();
    welcomePhotos(outcome({ added: ids(3) }));
    expect(selected()).toEqual([3]);
    welcomePhotos(outcome({ known: ids(1) }));
    expect(selected()).toEqual([1]);
  });

  it('moves nothing: who only selects does not scroll', () => {
    const { moves } = useView.getState();
    welcomePhotos(outcome({ added: ids(1, 2) }));
    expect(useView.getState().moves).toBe(moves);
  });

  it('leaves a selection that a person made, and offers to show what came', () => {
    useView.getState().select(ids(9));
    welcomePhotos(outcome({ added: ids(1, 2) }));
    expect(selected()).toEqual([9]);
    expect(toast()?.action?.label).toBe('Show them');
    toast()?.action?.run();
    expect(selected()).toEqual([1, 2]);
    expect(useView.getState().moves).toBe(1);
  });

  it('leaves the view and the source', () => {
    useView.getState().show('loupe');
    welcomePhotos(outcome({ added: ids(1) }));
    expect(useView.getState().view).toBe('loupe');
    expect(selected()).toEqual([]);
    useView.getState().show('grid');
    useView.getState().showSource({ kind: 'results' });
    welcomePhotos(outcome({ added: ids(1) }));
    expect(useView.getState().source.kind).toBe('results');
    toast()?.action?.run();
    expect(useView.getState().source.kind).toBe('all');
  });

  it('is not selected where it is more than a person picks one by one', () => {
    welcomePhotos(outcome({ added: ids(...Array.from({ length: 51 }, (_, index) => index + 1)) }));
    expect(selected()).toEqual([]);
    expect(toast()).toMatchObject({ text: '51 photos added.', action: null });
  });

  it('comes up with the panel where it was dropped to be developed', () => {
    useView.getState().select(ids(9));
    useView.getState().show('queue');
    welcomePhotos(outcome({ added: ids(1), known: ids(2) }), 'develop');
    expect(useView.getState()).toMatchObject({ view: 'grid', rightTab: 'develop', rightOpen: true });
    expect(selected()).toEqual([1, 2]);
  });

  it('offers the reasons first where several were refused', () => {
    const refused = ['a.jpg', 'b.jpg'].map((name) => ({ name, problem: problem('file-empty') }));
    useView.getState().select(ids(9));
    welcomePhotos(outcome({ added: ids(1), refused }));
    expect(toast()?.action?.label).toBe('Show all');
  });
});

describe('while something is added', () => {
  it('the empty library does not ask for photos', async () => {
    let done: () => void = () => undefined;
    fakeMain({ ...libraryAnswers([]), 'app.snapshot': () => ({ ok: true, value: snapshot() }) });
    render(<App />);
    expect(await screen.findByText('Add photos to begin')).toBeTruthy();
    const adding = useAdding.getState().during(
      async () =>
        new Promise<void>((resolve) => {
          done = resolve;
        }),
    );
    expect(await screen.findByText('Looking for photos')).toBeTruthy();
    expect(screen.queryByText('Add photos to begin')).toBeNull();
    done();
    await adding;
    expect(await screen.findByText('Add photos to begin')).toBeTruthy();
  });
});

describe('messages', () => {
  const message = () => screen.queryByRole('group', { name: 'Message' });

  beforeEach(async () => {
    fakeMain({ ...libraryAnswers([photo(1)]), 'app.snapshot': () => ({ ok: true, value: snapshot() }) });
    render(<App />);
    await screen.findAllByRole('gridcell');
    vi.useFakeTimers();
  });

  it('stay while the pointer is on them, and leave by themselves, also one that took the place of another', () => {
    act(() => {
      useView.getState().showToast('First');
    });
    const first = message();
    if (first === null) throw new Error('no message');
    fireEvent.pointerEnter(first);
    act(() => {
      vi.advanceTimersByTime(60_000);
    });
    expect(message()?.textContent).toContain('First');
    act(() => {
      useView.getState().showToast('Second');
    });
    act(() => {
      vi.advanceTimersByTime(60_000);
    });
    expect(message()).toBeNull();
  });

  it('stand above the film strip where there is one', () => {
    act(() => {
      useView.getState().showToast('First');
    });
    expect(message()?.className).not.toContain('above-film');
    act(() => {
      useView.getState().select(ids(1));
      useView.getState().show('loupe');
    });
    expect(message()?.className).toContain('app-toast-above-film');
  });
});

describe('searching', () => {
  beforeEach(async () => {
    const photos = [photo(1), photo(2, { name: 'Zürich.jpg' }), photo(3, { format: 'raw', name: 'DSC_9.NEF' })];
    fakeMain({ ...libraryAnswers(photos), 'app.snapshot': () => ({ ok: true, value: snapshot() }) });
    render(<App />);
    await screen.findAllByRole('gridcell');
  });
  const shown = (): string[] => screen.queryAllByRole('gridcell').map((cell) => cell.getAttribute('aria-label') ?? '');

  it('is one key away, finds as one types, and Escape shows all again', async () => {
    await userEvent.keyboard('{Control>}f{/Control}');
    const field = await screen.findByRole('searchbox', { name: 'Search' });
    await waitFor(() => {
      expect(document.activeElement).toBe(field);
    });
    await userEvent.keyboard('ZURICH');
    await waitFor(() => {
      expect(shown()).toEqual(['Zürich']);
    });
    expect(screen.getByText('1 of 3')).toBeTruthy();
    await userEvent.keyboard('{Enter}');
    expect(document.activeElement).toBe(screen.getByRole('grid', { name: 'Photos' }));
    await userEvent.keyboard('{Control>}f{/Control}');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => {
      expect(shown()).toHaveLength(3);
    });
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('searchbox')).toBeNull();
  });

  it('says that nothing is found and leads back', async () => {
    await userEvent.keyboard('{Control>}f{/Control}');
    await userEvent.keyboard('nothing like it');
    expect(await screen.findByText('Nothing found')).toBeTruthy();
    expect(screen.queryByText('Add photos to begin')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Show all again' }));
    expect(shown()).toHaveLength(3);
  });

  it('goes with filters, and closing the line asks for nothing any more', async () => {
    await userEvent.keyboard('{Control>}f{/Control}');
    await userEvent.click(screen.getByRole('button', { name: 'Kind: Any kind' }));
    await userEvent.click(screen.getByRole('menuitemcheckbox', { name: 'RAW' }));
    expect(shown()).toEqual(['DSC_9']);
    await userEvent.click(screen.getByRole('button', { name: /^Close search and filter; all/ }));
    expect(shown()).toHaveLength(3);
  });
});
