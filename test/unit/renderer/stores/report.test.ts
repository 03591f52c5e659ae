// @vitest-environment jsdom
/** A failure comes before the user in one way: a sentence at the bottom, its next step, and at once for a screen reader. */
import { afterEach, expect, it, vi } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import { CallError } from '../../../../renderer/lib/bridge.ts';
import { failureWords, reportFailure, settle } from '../../../../renderer/stores/report.ts';
import { useView } from '../../../../renderer/stores/view-store.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([
  [
    'reportFailure',
    async (error: unknown) => {
      reportFailure(error);
      await Promise.resolve();
    },
  ],
  ['settle', async (error: unknown) => settle(Promise.reject(error as Error))],
])('%s says the sentence with its next step', async (_name, report) => {
  await report(new CallError(problem('limits-unknown')));
  const { toast, announcement } = useView.getState();
  expect(toast).toMatchObject({ text: problem('limits-unknown').message, action: { label: 'Confirm the limits' } });
  expect(announcement).toEqual({ text: problem('limits-unknown').message, urgent: true });
});

it('offers to try again only where somebody can', () => {
  reportFailure(new CallError(problem('offline')));
  expect(useView.getState().toast?.action).toBeNull();
  const again = vi.fn();
  reportFailure(new CallError(problem('offline')), again);
  useView.getState().toast?.action?.run();
  expect(again).toHaveBeenCalledOnce();
});

it('has a sentence for what should not happen, and does not hide it', () => {
  const seen = vi.fn();
  vi.stubGlobal('reportError', seen);
  const surprise = new Error('x is undefined');
  expect(failureWords(surprise)).toBe(problem('internal').message);
  expect(seen).toHaveBeenCalledWith(surprise);
});
