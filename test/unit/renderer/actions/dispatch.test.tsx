// @vitest-environment jsdom
/** Claims on actions, and the window's one key listener. */
import { cleanup, fireEvent, render } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { canRun, claimAction, runAction, useAction, type ActionHandler } from '../../../../renderer/actions/dispatch.ts';
import { useKeys } from '../../../../renderer/actions/use-keys.ts';
import { useView } from '../../../../renderer/stores/view-store.ts';

afterEach(() => {
  cleanup();
  useView.setState(useView.getInitialState(), true);
});

function Claim({ handler, id = 'show-grid' }: { handler: ActionHandler | null; id?: Parameters<typeof useAction>[0] }) {
  useAction(id, handler);
  return null;
}

function Keys() {
  useKeys('linux');
  return (
    <>
      <input aria-label="Field" />
      <main data-region="middle">
        <div role="toolbar">
          <button type="button">In the toolbar</button>
        </div>
        <div data-testid="grid" tabIndex={0} />
      </main>
    </>
  );
}

describe('claims', () => {
  it('runs the last claim and falls back when it is given back', () => {
    const first = vi.fn();
    const second = vi.fn();
    const giveFirst = claimAction('develop', first);
    const giveSecond = claimAction('develop', second);
    expect(runAction('develop')).toBe(true);
    giveSecond();
    runAction('develop');
    giveFirst();
    expect(runAction('develop')).toBe(false);
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
  });

  it('is off with null and always calls the newest handler', () => {
    const old = vi.fn();
    const latest = vi.fn();
    const view = render(<Claim handler={null} />);
    expect(canRun('show-grid')).toBe(false);
    view.rerender(<Claim handler={old} />);
    view.rerender(<Claim handler={latest} />);
    runAction('show-grid');
    expect(old).not.toHaveBeenCalled();
    expect(latest).toHaveBeenCalledOnce();
    view.unmount();
    expect(canRun('show-grid')).toBe(false);
  });
});

describe('keys', () => {
  it('runs an action and keeps the key from the browser', () => {
    const handler = vi.fn();
    render(
      <>
        <Keys />
        <Claim handler={handler} />
      </>,
    );
    expect(fireEvent.keyDown(document.body, { key: 'g' })).toBe(false);
    expect(handler).toHaveBeenCalledOnce();
  });

  it('leaves fields, dialogs and unclaimed keys alone', () => {
    const handler = vi.fn();
    const { getByLabelText } = render(
      <>
        <Keys />
        <Claim handler={handler} />
      </>,
    );
    expect(fireEvent.keyDown(getByLabelText('Field'), { key: 'g' })).toBe(true);
    expect(fireEvent.keyDown(document.body, { key: 'c' })).toBe(true);
    useView.getState().set({ dialog: { kind: 'help' } });
    expect(fireEvent.keyDown(document.body, { key: 'g' })).toBe(true);
    expect(handler).not.toHaveBeenCalled();
  });

  it('hides panels with Tab only from the middle, not from a button or the toolbar', () => {
    const handler = vi.fn();
    const { getByText, getByTestId, getByLabelText } = render(
      <>
        <Keys />
        <Claim id="toggle-panels" handler={handler} />
      </>,
    );
    for (const element of [getByText('In the toolbar'), getByLabelText('Field')]) {
      element.focus();
      fireEvent.keyDown(element, { key: 'Tab' });
    }
    expect(handler).not.toHaveBeenCalled();
    getByTestId('grid').focus();
    fireEvent.keyDown(getByTestId('grid'), { key: 'Tab' });
    expect(handler).toHaveBeenCalledOnce();
  });

  it('tells a held action that the key went up, also when the window loses the focus', () => {
    const phases: string[] = [];
    useView.getState().show('compare');
    render(
      <>
        <Keys />
        <Claim
          id="hold-original"
          handler={({ phase }) => {
            phases.push(phase);
          }}
        />
      </>,
    );
    fireEvent.keyDown(document.body, { key: '\\' });
    fireEvent.keyDown(document.body, { key: '\\', repeat: true });
    fireEvent.keyUp(document.body, { key: '\\' });
    fireEvent.keyDown(document.body, { key: '\\' });
    fireEvent.blur(window);
    expect(phases).toEqual(['down', 'up', 'down', 'up']);
  });
});
