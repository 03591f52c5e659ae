// @vitest-environment jsdom
/** The develop panel on screen: asks for the price, drops stale answers, starts at the price shown and says what came of it. */
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runAction } from '../../../../renderer/actions/dispatch.ts';
import { DevelopPanel } from '../../../../renderer/features/develop/develop-panel.tsx';
import { problem } from '../../../../electron/contract/errors.ts';
import type { Quote } from '../../../../electron/contract/job.ts';
import { preferencesSchema } from '../../../../electron/contract/preferences.ts';
import { useQueue } from '../../../../renderer/stores/queue-store.ts';
import { useView } from '../../../../renderer/stores/view-store.ts';
import { fakeApi, fillStores, idle, photoId, Refusal, sampleJob, sampleQuote, stubLayout } from '../queue/samples.ts';

const lastRecipe = {
  title: '',
  model: 'stable-diffusion-3-turbo-img2img',
  parameters: { prompt: 'Late evening light', strength: 0.5 },
  format: 'jpeg' as const,
  longSide: 1536,
  name: '{name}',
};
const withRecipe = { preferences: { ...preferencesSchema.parse({}), lastRecipe } };

function selectAll(count = 14): void {
  act(() => {
    useView.getState().select(Array.from({ length: count }, (_, index) => photoId(index + 1)));
  });
}

beforeEach(() => {
  stubLayout();
  fillStores(withRecipe);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the develop panel', () => {
  it('says what is missing: photos, then words', async () => {
    fakeApi({ 'develop.quote': () => sampleQuote() });
    render(<DevelopPanel />);
    expect(screen.getByRole('button', { name: 'Select photos to develop' })).toHaveProperty('disabled', true);
    selectAll();
    await screen.findByRole('button', { name: 'Develop 12 photos · about $0.96 · 2 min' });
    fireEvent.change(screen.getByRole('textbox', { name: 'Prompt' }), { target: { value: ' ' } });
    expect(screen.getByRole('button', { name: 'Say what the photo should look like' })).toHaveProperty('disabled', true);
  });

  it('makes its fields from the catalogue', () => {
    fakeApi({ 'develop.quote': () => sampleQuote() });
    render(<DevelopPanel />);
    expect(screen.getByRole('slider', { name: 'Strength' }).getAttribute('aria-valuenow')).toBe('0.5');
    fireEvent.change(screen.getByRole('combobox', { name: 'Model' }), { target: { value: 'codeformer' } });
    expect(screen.queryByRole('textbox', { name: 'Prompt' })).toBeNull();
    expect(screen.getByRole('switch', { name: 'Improve faces' }).getAttribute('aria-checked')).toBe('true');
    fireEvent.change(screen.getByRole('combobox', { name: 'Model' }), { target: { value: 'sd3-med-img2img' } });
    expect(screen.queryByRole('combobox', { name: 'Sampler' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'More' }));
    expect(screen.getByRole('combobox', { name: 'Sampler' })).toBeTruthy();
  });

  it('drops an answer that a newer question overtook', async () => {
    const answers: ((quote: Quote) => void)[] = [];
    fakeApi({
      'develop.quote': async () =>
        new Promise<Quote>((resolve) => {
          answers.push(resolve);
        }),
    });
    render(<DevelopPanel />);
    selectAll(2);
    await waitFor(() => {
      expect(answers).toHaveLength(1);
    });
    selectAll(3);
    await waitFor(() => {
      expect(answers).toHaveLength(2);
    });
    await act(async () => {
      answers[1]?.(sampleQuote({ count: 3, priceUsd: 0.24, durationMs: 30_000 }));
      answers[0]?.(sampleQuote({ count: 2, priceUsd: 0.16, durationMs: 20_000 }));
      await Promise.resolve();
    });
    expect(await screen.findByRole('button', { name: 'Develop 3 photos · about $0.24 · 30 s' })).toBeTruthy();
  });

  it('asks again when the queue moves', async () => {
    const log = fakeApi({ 'develop.quote': () => sampleQuote() });
    render(<DevelopPanel />);
    selectAll();
    await screen.findByRole('button', { name: /^Develop 12/ });
    const before = log.length;
    act(() => {
      useQueue.getState().apply({ queue: { ...idle, runDone: 1 } });
    });
    await waitFor(() => {
      expect(log.length).toBe(before + 1);
    });
  });

  it('starts once with the selection, by key too, and says the outcome', async () => {
    const outcome = { queued: [sampleJob(1).id, sampleJob(2).id], underWay: [], reused: [], refused: [] };
    const log = fakeApi({ 'develop.quote': () => sampleQuote(), 'develop.start': () => outcome });
    render(<DevelopPanel />);
    selectAll();
    const button = await screen.findByRole('button', { name: /^Develop 12/ });
    await act(async () => Promise.resolve());
    act(() => {
      button.click();
      runAction('develop');
    });
    await waitFor(() => {
      expect(useView.getState().announcement.text).toBe('2 photos queued');
    });
    const starts = log.filter((entry) => entry.name === 'develop.start');
    expect(starts).toHaveLength(1);
    expect(starts[0]?.input).toMatchObject({ recipe: { longSide: 1536, parameters: { prompt: 'Late evening light' } } });
  });

  it('does not start when the price turned out higher than the one shown', async () => {
    let price = 0.96;
    const log = fakeApi({ 'develop.quote': () => sampleQuote({ priceUsd: price }), 'develop.start': () => undefined });
    render(<DevelopPanel />);
    selectAll();
    await screen.findByRole('button', { name: /^Develop 12/ });
    price = 9.6;
    act(() => {
      fireEvent.change(screen.getByRole('textbox', { name: 'Prompt' }), { target: { value: 'Fog' } });
    });
    fireEvent.click(screen.getByRole('button', { name: /^Develop 12/ }));
    await waitFor(() => {
      expect(useView.getState().toast?.text).toBe('The price is about $9.60 now. Nothing was sent');
    });
    expect(log.some((entry) => entry.name === 'develop.start')).toBe(false);
  });

  describe('pressed before the price is known', () => {
    const outcome = { queued: [sampleJob(1).id], underWay: [], reused: [], refused: [] };

    /** The panel with prices that are handed out by the test. */
    function openPanel(count = 1) {
      const answers: ((quote: Quote) => void)[] = [];
      const log = fakeApi({
        'develop.quote': async () => new Promise<Quote>((resolve) => answers.push(resolve)),
        'develop.start': () => outcome,
      });
      render(<DevelopPanel />);
      selectAll(count);
      return {
        /** Hands the price to everybody who asked. */
        answer: async (quote: Quote) => {
          await waitFor(() => {
            expect(answers.length).toBeGreaterThan(0);
          });
          await act(async () => {
            for (const resolve of answers.splice(0)) resolve(quote);
            await Promise.resolve();
          });
        },
        starts: () => log.filter((entry) => entry.name === 'develop.start'),
      };
    }
    const type = (text: string): void => {
      fireEvent.change(screen.getByRole('textbox', { name: 'Prompt' }), { target: { value: text } });
    };
    const pressKey = (): void => {
      act(() => {
        runAction('develop');
      });
    };
    const said = async (text: string): Promise<void> => {
      await waitFor(() => {
        expect(useView.getState().toast?.text).toBe(text);
      });
    };

    it('starts once when the price is there', async () => {
      const { answer, starts } = openPanel();
      type('Fog');
      pressKey();
      pressKey();
      expect(screen.getByRole('button', { name: 'Starts when the price is known' })).toHaveProperty('disabled', true);
      expect(starts()).toHaveLength(0);
      await answer(sampleQuote({ count: 1, priceUsd: 0.08 }));
      await said('1 photo queued');
      expect(starts()).toHaveLength(1);
      expect(starts()[0]?.input).toMatchObject({ photoIds: [photoId(1)], recipe: { parameters: { prompt: 'Fog' } } });
    });

    it('asks first where the price is one to ask about', async () => {
      const { answer, starts } = openPanel(80);
      type('Fog');
      pressKey();
      await answer(sampleQuote({ count: 80, priceUsd: 6.4, asks: true }));
      expect(await screen.findByRole('button', { name: 'Yes, develop 80 photos · about $6.40' })).toBeTruthy();
      expect(starts()).toHaveLength(0);
    });

    it.each([
      [
        'the prompt changed',
        () => {
          type('Fog at sea');
        },
      ],
      [
        'the selection changed',
        () => {
          selectAll(2);
        },
      ],
      [
        'the settings changed',
        () => {
          fireEvent.click(screen.getByRole('radio', { name: 'PNG' }));
        },
      ],
      [
        'the recipe or the selection changed',
        () => {
          type('');
        },
      ],
      [
        'the recipe or the selection changed',
        () => {
          cleanup();
        },
      ],
    ])('is let go where %s before, and says so', async (words, change) => {
      const { answer, starts } = openPanel();
      type('Fog');
      pressKey();
      act(change);
      await answer(sampleQuote({ count: 1, priceUsd: 0.08 }));
      await said(`Not started: ${words}.`);
      expect(starts()).toHaveLength(0);
    });

    it('keeps the price that was shown for the recipe before as the most, and lets go where that changes again', async () => {
      const { answer, starts } = openPanel();
      await answer(sampleQuote({ count: 1, priceUsd: 0.08 }));
      await screen.findByRole('button', { name: /^Develop 1 photo/ });
      type('Fog');
      pressKey();
      type('Fog at sea');
      await answer(sampleQuote({ count: 1, priceUsd: 0.08 }));
      await said('Not started: the prompt changed.');
      pressKey();
      await answer(sampleQuote({ count: 1, priceUsd: 0.16 }));
      await said('The price is about $0.16 now. Nothing was sent');
      expect(starts()).toHaveLength(0);
    });

    it('says why not where the price says that it cannot go', async () => {
      const { answer, starts } = openPanel();
      type('Fog');
      pressKey();
      await answer(sampleQuote({ count: 0, problem: problem('bad-input', 'Strength must be between 0 and 1.') }));
      await said('Not started. Strength must be between 0 and 1.');
      pressKey();
      expect(starts()).toHaveLength(0);
    });

    it('does not offer what belongs to the recipe before', async () => {
      const { answer, starts } = openPanel();
      await answer(sampleQuote({ count: 0, doneBefore: 1, priceUsd: 0 }));
      await screen.findByRole('button', { name: 'Show 1 earlier result' });
      type('Fog');
      expect(screen.getByRole('button', { name: 'Working out the price' })).toBeTruthy();
      pressKey();
      await answer(sampleQuote({ count: 1, priceUsd: 0.08 }));
      await said('1 photo queued');
      expect(starts()).toHaveLength(1);
    });
  });

  it('shows why a start failed, at once', async () => {
    fakeApi({
      'develop.quote': () => sampleQuote(),
      'develop.start': () => {
        throw new Refusal(problem('database-broken'));
      },
    });
    render(<DevelopPanel />);
    selectAll();
    fireEvent.click(await screen.findByRole('button', { name: /^Develop 12/ }));
    await waitFor(() => {
      expect(useView.getState().announcement).toEqual({ text: problem('database-broken').message, urgent: true });
    });
    expect(await screen.findByRole('button', { name: /^Develop 12/ })).toBeTruthy();
  });

  it('leads to the key where one is missing', async () => {
    fillStores({ ...withRecipe, key: { state: 'none', keptIn: 'x', durable: true, fromEnvironment: false, savedAt: null } });
    fakeApi({ 'develop.quote': () => sampleQuote() });
    render(<DevelopPanel />);
    selectAll();
    fireEvent.click(await screen.findByRole('button', { name: 'Enter a Segmind key' }));
    expect(useView.getState().dialog).toEqual({ kind: 'settings', page: 'account' });
  });

  it('names refused photos with their reasons', async () => {
    const refused = [{ photoId: photoId(3), name: 'DSC_4003.CR3', problem: problem('raw-without-preview') }];
    fakeApi({ 'develop.quote': () => sampleQuote({ count: 13, refused }) });
    render(<DevelopPanel />);
    selectAll();
    expect(await screen.findByText(/DSC_4003\.CR3 is left out\. This RAW file holds no preview/)).toBeTruthy();
  });
});
