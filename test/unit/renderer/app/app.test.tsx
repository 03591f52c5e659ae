// @vitest-environment jsdom
/** The whole page over a fake main: first start, the window, ways in, failures. */
import type { Answer } from '../../../../electron/contract/calls.ts';
import { act, cleanup, createEvent, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Snapshot } from '../../../../electron/contract/events.ts';
import { problem } from '../../../../electron/contract/errors.ts';
import type { Photo } from '../../../../electron/contract/photo.ts';
import { preferencesSchema } from '../../../../electron/contract/preferences.ts';
import { App } from '../../../../renderer/app/app.tsx';
import { useLibrary } from '../../../../renderer/stores/library-store.ts';
import { useQueue } from '../../../../renderer/stores/queue-store.ts';
import { useSettings } from '../../../../renderer/stores/settings-store.ts';
import { useView } from '../../../../renderer/stores/view-store.ts';
import { fakeMain, job, photo, result, snapshot, type FakeMain } from '../gallery/samples.ts';
import { libraryAnswers } from '../../../helpers/held-library.ts';
import { furnishWindow } from './page.ts';

beforeEach(() => {
  furnishWindow();
});
afterEach(() => {
  cleanup();
  useView.setState(useView.getInitialState(), true);
  useLibrary.setState(useLibrary.getInitialState(), true);
  useQueue.setState(useQueue.getInitialState(), true);
  useSettings.setState(useSettings.getInitialState(), true);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** With photos in the library, whatever main is told to answer besides. */
interface Opened extends Partial<Snapshot> {
  readonly photos?: readonly Photo[];
}

const withPhotos: Opened = {
  photos: [photo(1), photo(2), photo(3, { folder: 'B / C' })],
  results: [result(7, 1), result(8, 1)],
  jobs: [job(5, 2, 'queued')],
};

async function open({ photos = [], ...more }: Opened = {}, answers: Parameters<typeof fakeMain>[0] = {}): Promise<FakeMain> {
  const main = fakeMain({
    'app.snapshot': () => ({ ok: true, value: snapshot(more) }),
    ...libraryAnswers(photos, more.results),
    'preferences.change': (patch) => ({
      ok: true,
      value: { ...useSettings.getState().preferences, ...(patch as object) }, // what the page sent, as main would store it
    }),
    'library.details': () => ({
      ok: true,
      value: { camera: null, lens: null, exposure: null, place: null, colour: null, takenAt: null, tagCount: 0, hasPlace: false },
    }),
    ...answers,
  });
  render(<App />);
  await waitFor(() => {
    expect(useSettings.getState().preferences).not.toBeNull();
    const { photos: held, order, view } = useLibrary.getState();
    expect(view).not.toBeNull();
    if (screen.queryByRole('grid') !== null) expect(held.size).toBe(order.length);
  });
  return main;
}

const cells = (): (string | null)[] => screen.getAllByRole('gridcell').map((cell) => cell.getAttribute('aria-label'));
const cell = (name: RegExp): HTMLElement => screen.getByRole('gridcell', { name });

describe('first start', () => {
  const unwelcomed = { preferences: preferencesSchema.parse({}) };

  it('goes into the demo by the first door', async () => {
    const main = await open(unwelcomed);
    await userEvent.click(await screen.findByRole('button', { name: /Try it now/ }));
    expect(main.said).toContainEqual({ name: 'preferences.change', input: { demo: true, welcomed: true } });
    expect(await screen.findByText('Demo, simulated')).toBeTruthy();
    expect(screen.getByText('Add photos to begin')).toBeTruthy();
  });

  it('tests a key before it keeps it, and says why a wrong one is wrong', async () => {
    let works = false;
    const main = await open(unwelcomed, {
      'account.test-key': () => ({
        ok: true,
        value: works
          ? { works: true, balance: { usd: 23.14, checkedAt: 0, simulated: false } }
          : { works: false, problem: problem('key-rejected') },
      }),
      'account.save-key': () => ({ ok: true, value: { ...snapshot().key, state: 'set' } }),
    });
    await userEvent.click(await screen.findByRole('button', { name: /Enter my Segmind key/ }));
    await userEvent.type(screen.getByLabelText('Segmind key'), 'SG_1234567890');
    await userEvent.click(screen.getByRole('button', { name: 'Test and keep' }));
    expect(await screen.findByText(/does not accept this key/)).toBeTruthy();
    expect(main.said.map((entry) => entry.name)).not.toContain('account.save-key');
    works = true;
    await userEvent.click(screen.getByRole('button', { name: 'Test and keep' }));
    expect(await screen.findAllByText('Key kept in GNOME Keyring. Balance $23.14.')).not.toHaveLength(0);
    expect(main.said).toContainEqual({ name: 'preferences.change', input: { demo: false, welcomed: true } });
  });

  it('stays when the folder dialog is cancelled, goes on when one was chosen', async () => {
    let chosen: unknown = null;
    const main = await open(unwelcomed, { 'library.choose': () => ({ ok: true, value: chosen }) });
    const door = await screen.findByRole('button', { name: /Add a folder/ });
    await userEvent.click(door);
    expect(main.said.map((entry) => entry.name)).not.toContain('preferences.change');
    chosen = { added: [1], known: [], refused: [], results: [], paired: [] };
    await userEvent.click(door);
    await screen.findByRole('navigation', { name: 'View' });
  });
});

describe('start', () => {
  it('says why the library did not open and asks again', async () => {
    let broken = true;
    fakeMain({
      'app.snapshot': () => (broken ? { ok: false, error: problem('database-broken') } : { ok: true, value: snapshot() }),
      ...libraryAnswers([]),
    });
    render(<App />);
    expect((await screen.findByRole('alert')).textContent).toContain('The library database could not be opened.');
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Add photos to begin')).toBeTruthy();
  });

  it('marks the moment the window can be used', async () => {
    performance.clearMarks();
    await open();
    await waitFor(() => {
      expect(performance.getEntriesByName('darkslide-usable')).toHaveLength(1);
    });
  });
});

describe('grid', () => {
  it('shows photos with everything that is said of them', async () => {
    await open(withPhotos);
    await waitFor(() => {
      expect(cells()).toEqual(['DSC_4001, 2 results', 'DSC_4002, waiting', 'DSC_4003']);
    });
  });

  it('selects by click and key, opens a stack and the loupe', async () => {
    await open(withPhotos);
    await userEvent.click(await screen.findByRole('gridcell', { name: /DSC_4001/ }));
    expect(cell(/DSC_4001/).getAttribute('aria-selected')).toBe('true');
    screen.getByRole('grid').focus();
    await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}');
    expect(screen.getByText('2 selected')).toBeTruthy();
    await userEvent.keyboard('{Control>}a{/Control}');
    expect(screen.getByText('3 selected')).toBeTruthy();
    await userEvent.keyboard('{Home}s');
    expect(cells()).toContain('Result golden-7 of DSC_4001, strength 0.50');
    await userEvent.keyboard('{ArrowRight}');
    expect(useView.getState().activeResult).toBe(7);
    expect(screen.getByRole('grid').getAttribute('aria-activedescendant')).toBe('gallery-r7');
    await userEvent.keyboard('{Enter}');
    expect(useView.getState().view).toBe('loupe');
  });

  it('hands a dragged result to main', async () => {
    const main = await open(withPhotos);
    act(() => {
      useView.getState().showSource({ kind: 'results' });
    });
    const dragged = await screen.findByRole('gridcell', { name: /golden-8/ });
    const event = createEvent.dragStart(dragged);
    fireEvent(dragged, event);
    expect(event.defaultPrevented).toBe(true);
    const drags = main.signals.filter(({ name }) => name === 'results.drag-out');
    expect(drags).toEqual([{ name: 'results.drag-out', payload: { resultIds: [8] } }]);
  });

  it('moves a result to the trash by key, and never an original', async () => {
    const main = await open(withPhotos);
    await userEvent.click(await screen.findByRole('gridcell', { name: /DSC_4001/ }));
    await userEvent.keyboard('{Delete}');
    expect(await screen.findAllByText(/This is an original; it stays/)).not.toHaveLength(0);
    expect(main.said.map((entry) => entry.name)).not.toContain('library.trash-results');
    await userEvent.keyboard('s');
    await userEvent.click(await screen.findByRole('gridcell', { name: /golden-7/ }));
    await userEvent.keyboard('{Delete}');
    expect(main.said).toContainEqual({ name: 'library.trash-results', input: { resultIds: [7] } });
  });
});

describe('window', () => {
  it('switches views, panels and sources', async () => {
    await open(withPhotos);
    const views = within(await screen.findByRole('navigation', { name: 'View' }));
    expect(views.getByRole('button', { name: 'Grid' }).getAttribute('aria-current')).toBe('true');
    await userEvent.click(screen.getByRole('treeitem', { name: 'B / C, 1' }));
    expect(cells()).toEqual(['DSC_4003']);
    await userEvent.click(screen.getByRole('button', { name: 'Left panel' }));
    expect(screen.queryByRole('treeitem')).toBeNull();
    await userEvent.click(views.getByRole('button', { name: 'Compare' }));
    expect(useView.getState()).toMatchObject({ view: 'compare' });
  });

  it('opens the sheet of keys, keeps the focus in it and gives it back', async () => {
    await open(withPhotos);
    const keys = await screen.findByRole('button', { name: 'Keys' });
    await userEvent.click(keys);
    const sheet = screen.getByRole('dialog', { name: 'Keys' });
    expect(sheet.contains(document.activeElement)).toBe(true);
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.tab();
    expect(sheet.contains(document.activeElement)).toBe(true);
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(keys);
  });

  it('jumps between its areas with F6', async () => {
    await open(withPhotos);
    await screen.findByRole('grid');
    const seen: (string | undefined)[] = [];
    for (let jump = 0; jump < 6; jump += 1) {
      await userEvent.keyboard('{F6}');
      const focused = document.activeElement;
      const toolbar = focused?.closest('[data-region="middle"] [role="toolbar"]');
      seen.push(toolbar == null ? focused?.closest<HTMLElement>('[data-region]')?.dataset['region'] : 'toolbar');
    }
    expect(seen).toEqual(['middle', 'right', 'strip', 'title', 'left', 'toolbar']);
  });

  it('runs what main’s menu asks for, but no unknown names', async () => {
    const main = await open(withPhotos);
    await screen.findByRole('grid');
    act(() => {
      main.emit('menu.action', { action: 'constructor' });
      main.emit('menu.action', { action: 'show-loupe' });
    });
    expect(useView.getState().view).toBe('loupe');
  });

  it('brings the develop panel instead of developing unseen', async () => {
    const main = await open(withPhotos);
    await userEvent.click(await screen.findByRole('gridcell', { name: /DSC_4001/ }));
    await userEvent.keyboard('i');
    expect(screen.getByRole('tab', { name: 'Info' }).getAttribute('aria-selected')).toBe('true');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(screen.getByRole('tab', { name: 'Develop' }).getAttribute('aria-selected')).toBe('true');
    expect(main.said.map((entry) => entry.name)).not.toContain('develop.start');
  });

  it('sets the theme on the page', async () => {
    await open({ preferences: preferencesSchema.parse({ welcomed: true, theme: 'light' }) });
    await waitFor(() => {
      expect(document.documentElement.dataset['theme']).toBe('light');
    });
  });
});

describe('ways in', () => {
  const drop = (files: File[], data: Record<string, string> = {}) => ({
    dataTransfer: {
      files,
      items: files.map((file) => ({ kind: 'file', type: file.type })),
      types: [...(files.length > 0 ? ['Files'] : []), ...Object.keys(data)],
      getData: (type: string) => data[type] ?? '',
      dropEffect: 'none',
    },
  });
  const jpeg = (): File => new File([new Uint8Array([1, 2, 3])], 'a.jpg', { type: 'image/jpeg' });

  it('takes dropped files, says what was refused and lists it', async () => {
    const refused = [
      { name: 'notes.txt', problem: problem('format-unknown') },
      { name: 'b.cr2', problem: problem('raw-without-preview') },
    ];
    const main = await open(withPhotos, {
      addDropped: () => ({
        answer: { ok: true, value: { added: [1, 2], known: [], refused, results: [], paired: [] } },
        withoutPath: [],
      }),
    });
    const grid = await screen.findByRole('grid');
    fireEvent.dragEnter(grid, drop([jpeg(), jpeg()]));
    fireEvent.dragOver(grid, drop([jpeg(), jpeg()]));
    expect(screen.getByText('Add 2 photos to the library')).toBeTruthy();
    fireEvent.drop(grid, drop([jpeg(), jpeg()]));
    expect(screen.queryByText('Add 2 photos to the library')).toBeNull();
    await userEvent.click(await screen.findByRole('button', { name: 'Show all' }));
    expect(main.dropped[0]).toHaveLength(2);
    expect(within(screen.getByRole('dialog', { name: '2 refused' })).getByText('b.cr2')).toBeTruthy();
    expect([...useView.getState().selection]).toEqual([1, 2]);
  });

  /** jsdom knows no drag events, so that they lack what they lead to. */
  function leave(from: Element, to: Element | null): void {
    const event = createEvent.dragLeave(from);
    Object.defineProperty(event, 'relatedTarget', { value: to });
    fireEvent(from, event);
  }

  it('a drag is accepted by whatever comes under the pointer, and ends only where it leaves the window', async () => {
    await open(withPhotos);
    const grid = await screen.findByRole('grid');
    const words = 'Add 2 photos to the library';
    // Not prevented, Chromium would refuse a drop that comes right after a cell was drawn anew
    expect(fireEvent.dragEnter(grid, drop([jpeg(), jpeg()]))).toBe(false);
    fireEvent.dragEnter(document.body, drop([jpeg(), jpeg()])); // the grid's cell went, and no leave of it is told
    leave(grid, document.body);
    expect(screen.getByText(words)).toBeTruthy();
    leave(document.body, null);
    expect(screen.queryByText(words)).toBeNull();
    fireEvent.dragOver(grid, drop([jpeg(), jpeg()]));
    expect(screen.getByText(words)).toBeTruthy();
    fireEvent.pointerMove(document.body);
    expect(screen.queryByText(words)).toBeNull();
  });

  it('keeps a picture that is no file', async () => {
    const main = await open(withPhotos, {
      addDropped: () => ({ answer: null, withoutPath: [0] }),
      'library.paste-picture': () => ({ ok: true, value: { added: [3], known: [], refused: [], results: [], paired: [] } }),
    });
    fireEvent.drop(await screen.findByRole('grid'), drop([jpeg()]));
    await waitFor(() => {
      expect(main.said.find((entry) => entry.name === 'library.paste-picture')?.input).toMatchObject({ name: 'a.jpg' });
    });
  });

  it('does not copy files that main refuses, and says of each picture that is no file what became of it', async () => {
    const main = await open(withPhotos, {
      addDropped: () => ({ answer: { ok: false, error: problem('bad-input') }, withoutPath: [1] }),
    });
    fireEvent.drop(await screen.findByRole('grid'), drop([jpeg(), jpeg()]));
    expect((await screen.findAllByText(/is not valid/)).length).toBeGreaterThan(0);
    expect(main.said.filter((entry) => entry.name === 'library.paste-picture')).toEqual([]);
  });

  it('keeps the pictures that are no files beside those that are', async () => {
    const main = await open(withPhotos, {
      addDropped: () => ({
        answer: { ok: true, value: { added: [1], known: [], refused: [], results: [], paired: [] } },
        withoutPath: [1, 2],
      }),
      'library.paste-picture': () => ({ ok: true, value: { added: [2], known: [], refused: [], results: [], paired: [] } }),
    });
    fireEvent.drop(await screen.findByRole('grid'), drop([jpeg(), jpeg(), new File(['x'], 'notes.txt', { type: 'text/plain' })]));
    await waitFor(() => {
      expect([...useView.getState().selection]).toEqual([1, 2]);
    });
    expect(main.said.filter((entry) => entry.name === 'library.paste-picture')).toHaveLength(1);
    expect(screen.getAllByText(/notes\.txt/).length).toBeGreaterThan(0);
  });

  it('fetches a picture dragged from a page, and pasted addresses', async () => {
    const refuse = (): Answer<unknown> => ({ ok: false, error: problem('url-refused') });
    const main = await open(withPhotos, { 'library.add-address': refuse, 'library.paste-text': refuse });
    const html = '<img src="https://a.example/p.jpg">';
    fireEvent.drop(await screen.findByRole('grid'), drop([], { 'text/html': html, 'text/uri-list': 'https://a.example/' }));
    expect((await screen.findAllByText(/Only https addresses/)).length).toBeGreaterThan(0);
    fireEvent.paste(document.body, { clipboardData: { files: [], getData: () => ' /home/a/b.jpg ' } });
    await waitFor(() => {
      expect(main.said.filter((entry) => /address|text/.test(entry.name)).map((entry) => entry.input)).toEqual([
        { address: 'https://a.example/p.jpg' },
        { text: '/home/a/b.jpg' },
      ]);
    });
  });

  it('never lets the window open what is dropped on it', async () => {
    await open(withPhotos);
    const grid = await screen.findByRole('grid');
    for (const event of [createEvent.dragOver(grid, drop([])), createEvent.drop(grid, drop([]))]) {
      fireEvent(grid, event);
      expect(event.defaultPrevented).toBe(true);
    }
  });
});
