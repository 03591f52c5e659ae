// @vitest-environment jsdom
/** Strip, screen and job panel on screen: the buttons do what they say, and ten thousand rows stay light. */
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import { JobPanel } from '../../../../renderer/features/queue/job-panel.tsx';
import { QueueScreen } from '../../../../renderer/features/queue/queue-screen.tsx';
import { QueueStrip } from '../../../../renderer/features/queue/queue-strip.tsx';
import { useQueue } from '../../../../renderer/stores/queue-store.ts';
import { useRecipe } from '../../../../renderer/stores/recipe-store.ts';
import { useView } from '../../../../renderer/stores/view-store.ts';
import { fakeApi, fillStores, idle, models, photoId, Refusal, sampleJob, stubLayout } from './samples.ts';

beforeEach(() => {
  stubLayout();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const outOfCredits = { by: 'account' as const, problem: problem('credits-exhausted'), until: null };
const unsure = () =>
  sampleJob(1, { state: 'unsure', charge: 'maybe', sentAt: Date.now(), finishedAt: Date.now(), problem: problem('no-answer') });

describe('the strip', () => {
  it('says what runs, what it costs and what needs the user', () => {
    fillStores({
      queue: {
        ...idle,
        running: 2,
        waiting: 22,
        runDone: 6,
        runTotal: 31,
        runSpentUsd: 0.56,
        runPriceUsd: 2.48,
        leftMs: 240_000,
        unsure: 1,
        failed: 2,
      },
      balance: { usd: 23.14, checkedAt: Date.now() - 8000, simulated: false },
    });
    const log = fakeApi({ 'account.refresh-balance': () => ({ usd: 23, checkedAt: Date.now(), simulated: false }) });
    render(<QueueStrip />);
    const strip = screen.getByRole('region', { name: 'Queue' });
    for (const text of ['Developing 7 of 31', '4 min left', '$0.56 of about $2.48', '$23.14', /^\d+ s ago$/]) {
      expect(within(strip).getByText(text)).toBeTruthy();
    }
    fireEvent.click(screen.getByRole('button', { name: /^Balance \$23\.14/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Pause the queue' }));
    expect(log.map((entry) => entry.name)).toEqual(['account.refresh-balance', 'queue.pause']);
    fireEvent.click(screen.getByRole('button', { name: '1 maybe charged' }));
    expect(useView.getState().view).toBe('queue');
  });

  it('ends a pause for credits by looking at the balance first', async () => {
    fillStores({ queue: { ...idle, waiting: 24, pause: outOfCredits }, jobs: [sampleJob(1), sampleJob(2)] });
    const log = fakeApi({ 'account.refresh-balance': () => ({ usd: 20, checkedAt: Date.now(), simulated: false }) });
    render(<QueueStrip />);
    expect(screen.getByText('Paused: out of credits')).toBeTruthy();
    expect(screen.getByText('24 waiting, about $0.16')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Check balance and resume' }));
    await waitFor(() => {
      expect(log.map((entry) => entry.name)).toEqual(['account.refresh-balance', 'queue.resume']);
    });
  });

  it('does not resume when the balance could not be had', async () => {
    fillStores({ queue: { ...idle, waiting: 1, pause: outOfCredits } });
    const log = fakeApi({
      'account.refresh-balance': () => {
        throw new Refusal(problem('offline'));
      },
    });
    render(<QueueStrip />);
    fireEvent.click(screen.getByRole('button', { name: 'Check balance and resume' }));
    await waitFor(() => {
      expect(useView.getState().announcement).toEqual({ text: problem('offline').message, urgent: true });
    });
    expect(log.map((entry) => entry.name)).toEqual(['account.refresh-balance']);
  });

  it('announces a doubtful charge at once, and nothing at the first fill', () => {
    fakeApi({});
    render(<QueueStrip />);
    act(() => {
      fillStores({ queue: { ...idle, unsure: 1 } });
    });
    expect(useView.getState().announcement.text).toBe('');
    act(() => {
      useQueue.getState().apply({ queue: { ...idle, unsure: 2 } });
    });
    expect(useView.getState().announcement).toMatchObject({ urgent: true });
  });

  it('says "Simulated" in the demo and hides no balance behind it', () => {
    fillStores({ balance: null });
    fakeApi({});
    const { rerender } = render(<QueueStrip />);
    expect(screen.getByText('Nothing in the queue')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Balance not known, check it' })).toBeTruthy();
    rerender(<QueueStrip />);
  });
});

describe('the screen', () => {
  it('gives each failure its one step', () => {
    const filtered = sampleJob(2, {
      state: 'failed',
      sentAt: 1,
      problem: problem('content-filtered'),
      parameters: { prompt: 'Red', strength: 0.4 },
    });
    const server = sampleJob(3, { state: 'failed', sentAt: 1, problem: problem('server-error') });
    const full = sampleJob(4, { state: 'received', sentAt: 1, charge: 'yes', problem: problem('disk-full') });
    fillStores({ jobs: [unsure(), filtered, server, full], queue: { ...idle, unsure: 1, failed: 2 } });
    useRecipe.getState().begin(models, null);
    const log = fakeApi({});
    render(<QueueScreen />);
    fireEvent.click(screen.getByRole('button', { name: 'Try again: DSC_4003.NEF' }));
    fireEvent.click(screen.getByRole('button', { name: 'Store again: DSC_4004.NEF' }));
    expect(log).toEqual([
      { name: 'queue.retry', input: { jobIds: [3] } },
      { name: 'queue.resume', input: undefined },
    ]);
    fireEvent.click(screen.getByRole('button', { name: 'Decide…: DSC_4001.NEF' }));
    expect(useView.getState().activeJob).toBe(1);
    fireEvent.click(screen.getByRole('button', { name: 'Change prompt: DSC_4002.NEF' }));
    expect(useRecipe.getState().draft?.parameters).toMatchObject({ prompt: 'Red', strength: 0.4 });
    expect([...useView.getState().selection]).toEqual([photoId(2)]);
    expect(useView.getState()).toMatchObject({ view: 'grid', rightTab: 'develop' });
  });

  it('shows the pause with its amounts and one primary button', () => {
    fillStores({
      jobs: [sampleJob(1)],
      queue: { ...idle, waiting: 1, pause: outOfCredits },
      balance: { usd: 0.04, checkedAt: Date.now(), simulated: false },
    });
    const log = fakeApi({});
    render(<QueueScreen />);
    const banner = screen.getByRole('group', { name: 'Paused: Segmind says the credits are used up' });
    expect(within(banner).getByText('1 photo waits, about $0.08. The balance is $0.04.')).toBeTruthy();
    fireEvent.click(within(banner).getByRole('button', { name: 'Add credits at Segmind' }));
    expect(log).toEqual([{ name: 'window.open-link', input: { link: 'segmind-credits' } }]);
  });

  it('takes back one or all, and clears what is done', () => {
    fillStores({
      jobs: [sampleJob(1), sampleJob(2), sampleJob(3, { state: 'done', finishedAt: Date.now() })],
      queue: { ...idle, waiting: 2 },
    });
    const log = fakeApi({});
    render(<QueueScreen />);
    fireEvent.click(screen.getByRole('button', { name: 'Remove: DSC_4001.NEF' }));
    fireEvent.click(screen.getByRole('button', { name: 'Cancel all waiting' }));
    fireEvent.click(screen.getByRole('button', { name: 'Clear done' }));
    expect(log.map((entry) => entry.name)).toEqual(['queue.cancel', 'queue.cancel-waiting', 'queue.clear-finished']);
  });

  it('has one tab stop, moved by arrows', () => {
    fillStores({ jobs: [sampleJob(1), sampleJob(2), sampleJob(3)], queue: { ...idle, waiting: 3 } });
    fakeApi({});
    render(<QueueScreen />);
    const stops = () => screen.getAllByRole('row').filter((row) => row.tabIndex === 0);
    expect(stops()).toHaveLength(1);
    const [first] = stops();
    if (first === undefined) throw new Error('No row can be reached');
    fireEvent.keyDown(first, { key: 'ArrowDown' });
    expect(useView.getState().activeJob).toBe(2);
    expect(document.activeElement?.getAttribute('data-job')).toBe('2');
    expect(stops()).toHaveLength(1);
  });

  it('draws a screenful of ten thousand', () => {
    fillStores({ jobs: Array.from({ length: 10_000 }, (_, index) => sampleJob(index + 1)), queue: { ...idle, waiting: 10_000 } });
    fakeApi({});
    render(<QueueScreen />);
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('10001');
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    expect(screen.getByRole('tab', { name: 'Waiting 10,000' })).toBeTruthy();
  });
});

describe('photos that a command line left over', () => {
  const held = {
    id: 'left-over',
    scope: 'left-over' as const,
    label: '',
    count: 12,
    paid: 0,
    usd: 0.96,
    problem: problem('left-over'),
    until: null,
  };
  const openBanner = () => {
    fillStores({ queue: { ...idle, waiting: 12, held: [held] } });
    const log = fakeApi({ 'queue.develop-left-over': () => undefined, 'queue.forget-left-over': () => undefined });
    render(<QueueScreen />);
    return { log, banner: screen.getByRole('group', { name: '12 photos were left over' }) };
  };

  it('are developed on a person’s word, and not before', () => {
    const { log, banner } = openBanner();
    expect(within(banner).getByText(problem('left-over').message)).toBeTruthy();
    expect(log).toEqual([]);
    fireEvent.click(within(banner).getByRole('button', { name: 'Develop (about $0.96)' }));
    expect(log).toEqual([{ name: 'queue.develop-left-over', input: undefined }]);
  });

  it('are forgotten without being sent', () => {
    const { log, banner } = openBanner();
    fireEvent.click(within(banner).getByRole('button', { name: 'Forget' }));
    expect(log).toEqual([{ name: 'queue.forget-left-over', input: undefined }]);
  });

  it('are said to be left over no longer when main says so', () => {
    openBanner();
    act(() => {
      useQueue.getState().apply({ queue: idle });
    });
    expect(screen.queryByRole('group', { name: /left over/ })).toBeNull();
  });
});

describe('the job panel', () => {
  it('decides once', async () => {
    fillStores({ jobs: [unsure()] });
    useView.getState().setActiveJob(sampleJob(1).id);
    let answer: () => void = () => undefined;
    const log = fakeApi({
      'queue.decide': async () =>
        new Promise<void>((resolve) => {
          answer = resolve;
        }),
    });
    render(<JobPanel />);
    const again = screen.getByRole('button', { name: 'Send again about $0.08' });
    act(() => {
      again.click();
      again.click();
    });
    fireEvent.click(screen.getByRole('button', { name: 'Count as charged, don’t send' }));
    expect(log).toEqual([{ name: 'queue.decide', input: { jobId: 1, decision: 'again' } }]);
    act(() => {
      answer();
    });
    await waitFor(() => {
      expect(useView.getState().announcement).toEqual({ text: 'DSC_4001.NEF is sent again', urgent: true });
    });
  });
});
