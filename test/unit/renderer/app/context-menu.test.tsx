// @vitest-environment jsdom
/** Menus of photos, results, folders and rows of the queue, by mouse and by keyboard. */
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contextMenus, useContextMenu } from '../../../../renderer/actions/context-menus.ts';
import { isActionId } from '../../../../renderer/actions/registry.ts';
import { App } from '../../../../renderer/app/app.tsx';
import { useLibrary } from '../../../../renderer/stores/library-store.ts';
import { useQueue } from '../../../../renderer/stores/queue-store.ts';
import { useSettings } from '../../../../renderer/stores/settings-store.ts';
import { useView } from '../../../../renderer/stores/view-store.ts';
import { pointAnchor, menuPlace } from '../../../../renderer/ui/menu-place.ts';
import { fakeMain, folderKey, job, photo, result, snapshot, type FakeMain } from '../gallery/samples.ts';
import { libraryAnswers } from '../../../helpers/held-library.ts';
import { furnishWindow } from './page.ts';

let main: FakeMain;

const photos = [photo(1), photo(2), photo(3, { folder: 'B / C' })];
const results = [result(7, 1)];

beforeEach(async () => {
  furnishWindow();
  main = fakeMain({
    ...libraryAnswers(photos, results),
    'app.snapshot': () => ({
      ok: true,
      value: snapshot({
        results,
        jobs: [job(5, 2, 'queued', { position: 1 }), job(6, 3, 'queued', { position: 2 }), job(8, 1, 'failed')],
      }),
    }),
    'library.remove': () => ({ ok: true, value: { takenBack: 0, stillPaid: 0 } }),
  });
  render(<App />);
  await screen.findAllByRole('gridcell');
});
afterEach(() => {
  cleanup();
  useView.setState(useView.getInitialState(), true);
  useLibrary.setState(useLibrary.getInitialState(), true);
  useQueue.setState(useQueue.getInitialState(), true);
  useSettings.setState(useSettings.getInitialState(), true);
  useContextMenu.setState(useContextMenu.getInitialState(), true);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const cell = (name: RegExp): HTMLElement => screen.getByRole('gridcell', { name });
const menu = (): HTMLElement => screen.getByRole('menu');
const entries = (): string[] =>
  within(menu())
    .getAllByRole('menuitem')
    .map((entry) => entry.textContent);
const press = (element: Element): void => {
  fireEvent.contextMenu(element, { button: 2, clientX: 30, clientY: 40 });
};

describe('the menu of a photo', () => {
  it('selects what is pressed, and acts on it', async () => {
    press(cell(/^DSC_4002/));
    expect(menu().getAttribute('aria-label')).toBe('DSC_4002.jpg');
    expect([...useView.getState().selection]).toEqual([2]);
    await userEvent.click(within(menu()).getByRole('menuitem', { name: /Remove from the library/ }));
    expect(main.said).toContainEqual({ name: 'library.remove', input: { photoIds: [2] } });
    expect(screen.queryByRole('menu')).toBeNull();
  });

  it('leaves a selection of several as it is, and says how many', () => {
    useView.getState().select([photo(1).id, photo(2).id]);
    press(cell(/^DSC_4002/));
    expect(useView.getState().selection.size).toBe(2);
    expect(menu().getAttribute('aria-label')).toBe('2 photos');
    expect(entries()).toContain('Remove 2 photos from the library');
    press(cell(/^DSC_4003/));
    expect([...useView.getState().selection]).toEqual([3]);
  });

  it('opens by key at the cursor, moves by arrows, closes by Escape and gives the focus back', async () => {
    const grid = screen.getByRole('grid', { name: 'Photos' });
    await userEvent.click(cell(/^DSC_4001/));
    grid.focus();
    await userEvent.keyboard('{Shift>}{F10}{/Shift}');
    expect(menu().getAttribute('aria-label')).toBe('DSC_4001.jpg');
    expect(document.activeElement?.textContent).toContain('Loupe');
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toContain('Compare');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(grid);
    await userEvent.keyboard('{ContextMenu}');
    await userEvent.keyboard('{Enter}');
    expect(useView.getState().view).toBe('loupe');
  });

  it('leads to its folder', async () => {
    press(cell(/^DSC_4003/));
    await userEvent.click(within(menu()).getByRole('menuitem', { name: 'Go to its folder' }));
    expect(useView.getState().source).toEqual({ kind: 'folder', folder: folderKey('B / C'), label: 'B / C' });
    expect([...useView.getState().selection]).toEqual([3]);
  });

  it('offers the panel, and sends nothing by itself', async () => {
    useView.getState().set({ rightOpen: false });
    press(cell(/^DSC_4001/));
    await userEvent.click(within(menu()).getByRole('menuitem', { name: 'Develop…' }));
    expect(useView.getState().rightOpen).toBe(true);
    expect(main.said.map(({ name }) => name)).not.toContain('develop.start');
  });
});

describe('other menus', () => {
  it('of a result: it is chosen, and can be moved to the trash', async () => {
    useView.getState().toggleStack(photo(1).id);
    return waitFor(() => {
      press(cell(/^Result golden-7/));
      expect(menu().getAttribute('aria-label')).toBe('DSC_4001-golden-7.jpg');
      expect(entries().some((entry) => entry.startsWith('Move result to trash'))).toBe(true);
      expect(useView.getState().activeResult).toBe(7);
    });
  });

  it('beside all photos', () => {
    press(screen.getByRole('grid', { name: 'Photos' }));
    expect(entries()[0]).toContain('Add photos');
  });

  it('of a folder: shown, selected, taken out of the library, without leaving where one is', async () => {
    press(screen.getByRole('treeitem', { name: /B \/ C/ }));
    expect(useView.getState().source).toEqual({ kind: 'all' });
    expect(entries()).toEqual(['Show its photos', 'Select all of it', 'Show in folder', 'Remove 1 photo from the library']);
    await userEvent.click(within(menu()).getByRole('menuitem', { name: 'Select all of it' }));
    expect(useView.getState().source).toEqual({ kind: 'folder', folder: folderKey('B / C'), label: 'B / C' });
    expect([...useView.getState().selection]).toEqual([3]);
    press(screen.getByRole('treeitem', { name: /All photos/ }));
    expect(entries()[0]).toBe('Show its photos');
  });

  it('of a row of the queue: the next step of its job, moves, removal', async () => {
    useView.getState().show('queue');
    await screen.findByRole('grid', { name: 'Queue' });
    const rowOf = async (name: RegExp): Promise<HTMLElement> => screen.findByRole('row', { name });
    press(await rowOf(/DSC_4003/));
    await waitFor(() => {
      expect(
        within(menu())
          .getByRole('menuitem', { name: /To the front/ })
          .hasAttribute('aria-disabled'),
      ).toBe(false);
    });
    expect(
      within(menu())
        .getByRole('menuitem', { name: /One place down/ })
        .getAttribute('aria-disabled'),
    ).toBe('true');
    await userEvent.click(within(menu()).getByRole('menuitem', { name: /To the front/ }));
    expect(main.said).toContainEqual({ name: 'queue.move', input: { jobIds: [6], before: 5 } });
    press(await rowOf(/DSC_4001/));
    await userEvent.click(within(menu()).getByRole('menuitem', { name: 'Try again' }));
    expect(main.said).toContainEqual({ name: 'queue.retry', input: { jobIds: [8] } });
  });
});

describe('menus', () => {
  it('hold actions of the registry alone, each once', () => {
    for (const groups of Object.values(contextMenus)) {
      const ids = groups.flat();
      expect(ids.filter((id) => !isActionId(id))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it.each([
    ['at the pointer', pointAnchor(100, 100), { left: 100, top: 100 }],
    ['to the left at the right edge', pointAnchor(790, 100), { left: 590, top: 100 }],
    ['upwards at the foot', pointAnchor(100, 590), { left: 100, top: 290 }],
    ['below its button', { left: 10, right: 60, top: 20, bottom: 44 }, { left: 10, top: 48 }],
    ['wholly in the window where neither has room', pointAnchor(100, 280), { left: 100, top: 280 }],
  ])('open %s', (_, anchor, wanted) => {
    expect(menuPlace(anchor, { width: 200, height: 300 }, { width: 800, height: 600 })).toEqual(wanted);
  });
});
