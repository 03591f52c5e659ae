// @vitest-environment jsdom
/** Watched folders on screen: the list by names and keys, the dialog from folder to start, and what goes to main. */
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import type { DryRun, RuleView } from '../../../../electron/contract/rule.ts';
import { RemoveRuleDialog } from '../../../../renderer/features/watch/remove-dialog.tsx';
import { RuleDialog } from '../../../../renderer/features/watch/rule-dialog.tsx';
import { WatchScreen } from '../../../../renderer/features/watch/watch-screen.tsx';
import { WatchSection } from '../../../../renderer/features/watch/watch-section.tsx';
import { useView } from '../../../../renderer/stores/view-store.ts';
import { useWatch } from '../../../../renderer/stores/watch-store.ts';
import { sampleDryRun, sampleView } from '../../../helpers/rules.ts';
import { fakeApi, fillStores, Refusal, stubLayout } from '../queue/samples.ts';
import { preferencesSchema } from '../../../../electron/contract/preferences.ts';

const chosen = { folder: sampleView().folder, label: 'Pictures / Incoming' };
const others = [
  sampleView(),
  sampleView({ id: 'cards', name: 'Cards', health: { state: 'paused', waiting: 9, problem: problem('budget-reached') } }),
];

function fill(rules: readonly RuleView[] = []): void {
  fillStores({ preferences: preferencesSchema.parse({ lastRecipe: sampleView().recipe }) });
  useWatch.getState().replace({ rules: [...rules], watchPaused: false });
}

function openDialog(rule: RuleView | null = null, step: 'set' | 'check' = 'set'): void {
  render(<RuleDialog />);
  act(() => {
    useView.getState().set({ dialog: { kind: 'rule', id: rule?.id ?? null, chosen: rule === null ? chosen : null, step } });
  });
}

beforeEach(() => {
  stubLayout();
  fill();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the screen', () => {
  it('explains itself while nothing is watched', () => {
    fakeApi({});
    render(<WatchScreen />);
    expect(screen.getByRole('heading', { name: 'Watch a folder' })).toBeTruthy();
    expect(screen.getByText(/a spending limit that you set/)).toBeTruthy();
  });

  it('asks for a folder and opens its dialog', async () => {
    fakeApi({ 'watch.choose-folder': () => chosen });
    render(<WatchScreen />);
    fireEvent.click(screen.getByRole('button', { name: 'Watch a folder…' }));
    await vi.waitFor(() => {
      expect(useView.getState().dialog).toEqual({ kind: 'rule', id: null, chosen, step: 'set' });
    });
  });

  it('shows the story of the chosen rule, its trouble with a step, and follows the arrow keys', async () => {
    fill(others);
    const log = fakeApi({ 'watch.story': () => [] });
    render(<WatchScreen />);
    const first = screen.getByRole('button', { name: /^Lightroom exports/ });
    expect(first.getAttribute('aria-current')).toBe('true');
    first.focus();
    fireEvent.keyDown(first, { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toMatch(/^Cards/);
    expect(screen.getByRole('heading', { name: 'Cards: what happened' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Change the limits…' }));
    expect(useView.getState().dialog).toMatchObject({ kind: 'rule', id: 'cards' });
    await vi.waitFor(() => {
      expect(log).toContainEqual({ name: 'watch.story', input: { id: 'cards' } });
    });
  });

  it('switches one rule and goes on with all', async () => {
    fill(others);
    const log = fakeApi({ 'watch.story': () => [] });
    render(<WatchScreen />);
    fireEvent.click(screen.getByRole('switch', { name: 'Watch Cards' }));
    act(() => {
      useWatch.getState().apply({ watchPaused: true });
    });
    fireEvent.click(screen.getByRole('button', { name: 'Go on watching' }));
    await vi.waitFor(() => {
      expect(log).toContainEqual({ name: 'watch.pause-all', input: { paused: false } });
    });
    expect(log).toContainEqual({ name: 'watch.enable', input: { id: 'cards', enabled: false } });
  });

  it('stands in the left panel with name, health and count; Enter opens it', () => {
    fill(others);
    render(<WatchSection />);
    const tree = screen.getByRole('tree', { name: 'Watched folders' });
    const items = within(tree).getAllByRole('treeitem');
    expect(items.map((item) => item.getAttribute('aria-label'))).toEqual([
      'Lightroom exports, Watching',
      'Cards, Paused by budget, 9 waiting',
    ]);
    items[0]?.focus();
    fireEvent.keyDown(tree, { key: 'ArrowDown' });
    fireEvent.keyDown(tree, { key: 'Enter' });
    expect(useView.getState()).toMatchObject({ view: 'watch', activeRule: 'cards' });
  });
});

describe('a new rule', () => {
  const start = async (found: DryRun, more: Parameters<typeof fakeApi>[0] = {}) => {
    const log = fakeApi({ 'watch.check': () => found, 'watch.save': () => sampleView({ id: 'new', name: 'Incoming' }), ...more });
    openDialog();
    fireEvent.click(screen.getByRole('button', { name: 'Look through the folder' }));
    await screen.findByText(/ match$/);
    return log;
  };
  const saved = (log: Awaited<ReturnType<typeof start>>) => log.filter(({ name }) => name === 'watch.save');

  it('is looked through before anything is saved, and begins by leaving what is there', async () => {
    const log = await start(sampleDryRun());
    expect(saved(log)).toEqual([]);
    expect(screen.getByRole('dialog', { name: 'Dry run: Incoming' })).toBeTruthy();
    expect(screen.getByText('Results of Darkslide itself')).toBeTruthy();
    expect(screen.getByText('DSC_4101.jpg, DSC_4102.jpg')).toBeTruthy();
    expect(screen.getByText('and 1,237 more in Exports / Darkslide')).toBeTruthy();
    expect(screen.getByRole('radio', { name: /^Leave them/ }).getAttribute('aria-checked')).toBe('true');
    fireEvent.click(screen.getByRole('button', { name: 'Start watching, leave the 1,240' }));
    await vi.waitFor(() => {
      expect(useView.getState()).toMatchObject({ dialog: null, view: 'watch', activeRule: 'new' });
    });
    expect(saved(log)).toMatchObject([
      { input: { existing: 'leave', draft: { id: null, name: 'Incoming', folder: chosen.folder } } },
    ]);
  });

  it('develops all only after it was chosen, with the price on the button', async () => {
    const log = await start(sampleDryRun());
    fireEvent.keyDown(screen.getByRole('radio', { name: /^Leave them/ }), { key: 'End' });
    fireEvent.click(screen.getByRole('button', { name: 'Start, develop 1,240 photos · about $99.20 · 10 days' }));
    await vi.waitFor(() => {
      expect(saved(log)).toMatchObject([{ input: { existing: 'develop' } }]);
    });
  });

  it('leaves them and shows the grid where a person wants to choose', async () => {
    const log = await start(sampleDryRun(), {
      'watch.add-to-library': () => ({ added: [3, 4], known: [], refused: [], results: [], paired: [] }),
    });
    fireEvent.click(screen.getByRole('radio', { name: /^Choose which/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Start watching, then choose' }));
    await vi.waitFor(() => {
      expect([...useView.getState().selection]).toEqual([3, 4]);
    });
    expect(useView.getState()).toMatchObject({ view: 'grid', rightTab: 'develop' });
    expect(saved(log)).toMatchObject([{ input: { existing: 'leave' } }]);
  });

  it('that cannot be says why and cannot be started', async () => {
    await start(
      sampleDryRun({
        problems: [problem('bad-input', 'Its results would be photos of “Cards”, and those of “Cards” its photos.')],
      }),
    );
    expect(screen.getByText(/Its results would be photos/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'It cannot be watched like this' }).disabled).toBe(true);
    expect(screen.queryByRole('radiogroup')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Change rule…' }));
    expect(screen.getByRole('dialog', { name: 'Watch a folder' })).toBeTruthy();
    expect(document.activeElement?.closest('[role=dialog]')).not.toBeNull();
  });

  it('stays open where it cannot be saved, with what was set', async () => {
    await start(sampleDryRun(), {
      'watch.save': () => {
        throw new Refusal(problem('root-missing'));
      },
    });
    fireEvent.click(screen.getByRole('button', { name: /^Start watching/ }));
    await vi.waitFor(() => {
      expect(useView.getState().toast?.text).toBe(problem('root-missing').message);
    });
    expect(useView.getState().dialog?.kind).toBe('rule');
  });

  it('says that it looks, and what went wrong', async () => {
    let fail: () => void = () => undefined;
    fakeApi({
      'watch.check': async () =>
        new Promise((_resolve, reject) => {
          fail = () => {
            reject(new Refusal(problem('root-silent')));
          };
        }),
    });
    openDialog();
    fireEvent.click(screen.getByRole('button', { name: 'Look through the folder' }));
    expect(screen.getByRole('status').textContent).toMatch(/^Looking through Pictures \/ Incoming/);
    await vi.waitFor(() => {
      fail();
      expect(screen.getByRole('alert').textContent).toMatch(/does not answer/);
    });
  });

  it('needs a prompt, which is written in the dialog', () => {
    fakeApi({});
    openDialog();
    fireEvent.change(screen.getByRole('textbox', { name: 'Prompt' }), { target: { value: '' } });
    expect(screen.getByText('Say what the photos should look like.')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Choose a recipe' }).disabled).toBe(true);
  });
});

describe('a rule that is there', () => {
  it('is changed and saved without a question about what is there', async () => {
    fill(others);
    const log = fakeApi({ 'watch.save': () => others[1] });
    openDialog(others[1]);
    const day = screen.getByRole('textbox', { name: 'A day at most' });
    fireEvent.change(day, { target: { value: '25' } });
    fireEvent.blur(day);
    fireEvent.click(screen.getByRole('button', { name: /^More:/ }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'GIF' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Only between' }));
    fireEvent.change(screen.getByLabelText('Send from'), { target: { value: '20:30' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save the rule' }));
    await vi.waitFor(() => {
      expect(log.filter(({ name }) => name === 'watch.save')).toMatchObject([
        {
          input: {
            existing: 'leave',
            draft: {
              id: 'cards',
              caps: { dayUsd: 25 },
              filters: { kinds: ['jpeg', 'raw', 'heic', 'tiff', 'png', 'webp', 'avif', 'bmp', 'jxl'] },
              schedule: { hours: { from: 1230, to: 420 } },
            },
          },
        },
      ]);
    });
  });

  it('is removed after it was said what stays', async () => {
    fill(others);
    const log = fakeApi({});
    render(<RemoveRuleDialog />);
    act(() => {
      const [, cards] = others;
      if (cards !== undefined) useView.getState().set({ dialog: { kind: 'remove-rule', id: cards.id } });
    });
    expect(screen.getByText(/9 photos that wait are taken out of the queue/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Remove the rule' }));
    await vi.waitFor(() => {
      expect(log).toContainEqual({ name: 'watch.remove', input: { id: 'cards' } });
    });
  });
});
