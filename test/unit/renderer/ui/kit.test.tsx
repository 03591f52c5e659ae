// @vitest-environment jsdom
/** The kit of controls: roles, names, keys, focus. */
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button, IconButton } from '../../../../renderer/ui/button.tsx';
import { CheckBox } from '../../../../renderer/ui/check-box.tsx';
import { Dialog } from '../../../../renderer/ui/dialog.tsx';
import { MenuButton } from '../../../../renderer/ui/menu.tsx';
import { ProgressBar } from '../../../../renderer/ui/progress-bar.tsx';
import { readNumber, snap } from '../../../../renderer/ui/read-number.ts';
import { Segmented } from '../../../../renderer/ui/segmented.tsx';
import { Select } from '../../../../renderer/ui/select.tsx';
import { Slider } from '../../../../renderer/ui/slider.tsx';
import { stepIndex } from '../../../../renderer/ui/step-index.ts';
import { Switch } from '../../../../renderer/ui/switch.tsx';
import { Tabs } from '../../../../renderer/ui/tabs.tsx';
import { NumberField, TextField } from '../../../../renderer/ui/text-field.tsx';
import { placeTooltip } from '../../../../renderer/ui/tooltip-place.ts';
import { rowAt, visibleRows } from '../../../../renderer/ui/virtual.ts';

afterEach(cleanup);

describe('buttons', () => {
  it('keeps a busy button focusable but deaf', async () => {
    const press = vi.fn();
    render(
      <Button busy={0.4} onClick={press}>
        Testing the key
      </Button>,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Testing the key' }));
    expect(press).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(screen.getByRole('button'));
  });

  it('names an icon button and shows its name and key when it is looked for', async () => {
    render(<IconButton icon="gear" label="Settings" shortcut="Ctrl ," pressed />);
    expect(screen.getByRole('button', { name: 'Settings' }).getAttribute('aria-pressed')).toBe('true');
    await userEvent.tab();
    expect((await screen.findByRole('tooltip', {}, { timeout: 2000 })).textContent).toBe('SettingsCtrl ,');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('tooltip')).toBeNull();
  });
});

describe('segmented', () => {
  function Format() {
    const [value, setValue] = useState('jpeg');
    const options = [
      { value: 'jpeg', label: 'JPEG' },
      { value: 'png', label: 'PNG' },
    ];
    return <Segmented label="Format" options={options} value={value} onChange={setValue} />;
  }
  it('is one tab stop whose arrows choose and go round', async () => {
    render(<Format />);
    await userEvent.tab();
    expect(document.activeElement).toBe(screen.getByRole('radio', { name: 'JPEG' }));
    await userEvent.keyboard('{ArrowRight}');
    expect(screen.getByRole('radio', { name: 'PNG' }).getAttribute('aria-checked')).toBe('true');
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(screen.getByRole('radio', { name: 'JPEG' }));
    await userEvent.tab();
    expect(document.activeElement).toBe(document.body);
  });
});

describe('slider and numbers', () => {
  function Strength({ onCommit }: { onCommit: (value: number) => void }) {
    const [value, setValue] = useState(0.6);
    return <Slider label="Strength" min={0} max={1} step={0.05} value={value} onChange={setValue} onCommit={onCommit} />;
  }
  it('moves by keys along its steps, without binary crumbs', async () => {
    const commit = vi.fn();
    render(<Strength onCommit={commit} />);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowLeft}{PageDown}{Home}{End}');
    expect(commit.mock.calls.map(([value]) => value as number)).toEqual([0.65, 0.7, 0.75, 0.7, 0.2, 0, 1]);
    expect(screen.getByRole('slider', { name: 'Strength' }).getAttribute('aria-valuenow')).toBe('1');
  });

  it('reads numbers as people type them', () => {
    expect(readNumber('0,7', { min: 0, max: 1 }, 0.05)).toBe(0.7);
    expect(readNumber('7', { min: 0, max: 1 }, 0.05)).toBe(1);
    expect(readNumber('', { min: 0, max: 1 }, 0.05)).toBeNull();
    expect(readNumber('abc', { min: 0, max: 1 }, 0.05)).toBeNull();
    expect(snap(0.1 + 0.2, { min: 0, max: 1 }, 0.05)).toBe(0.3);
  });

  it('takes a typed number when it is left, and forgets it on Esc', async () => {
    const change = vi.fn();
    render(<NumberField label="Strength" value={0.5} min={0} max={1} step={0.05} digits={2} onChange={change} />);
    const field = screen.getByLabelText('Strength');
    expect(field).toHaveProperty('value', '0.50');
    await userEvent.clear(field);
    await userEvent.type(field, '0.8');
    expect(change).not.toHaveBeenCalled();
    await userEvent.tab();
    expect(change).toHaveBeenLastCalledWith(0.8);
    await userEvent.type(field, '9{Escape}');
    expect(field).toHaveProperty('value', '0.50');
    expect(change).toHaveBeenCalledOnce();
  });
});

describe('fields', () => {
  it('ties the reason to the field', () => {
    render(<TextField label="Name" value="gol/den" error="No / in a name" hint="Tokens work" onChange={vi.fn()} />);
    const field = screen.getByLabelText('Name');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toBe('No / in a name');
    expect(screen.queryByText('Tokens work')).toBeNull();
  });
  it('gives a menu field’s value back with its type', async () => {
    const change = vi.fn();
    const options = [
      { value: 1024, label: '1024 px' },
      { value: 1536, label: '1536 px' },
    ];
    render(<Select label="Longest side" options={options} value={1024} onChange={change} />);
    await userEvent.selectOptions(screen.getByLabelText('Longest side'), '1536 px');
    expect(change).toHaveBeenCalledWith(1536);
  });
  it('switches', async () => {
    const box = vi.fn();
    const toggle = vi.fn();
    render(
      <>
        <CheckBox label="GPS" checked={false} onChange={box} />
        <Switch label="Demo" checked onChange={toggle} />
      </>,
    );
    await userEvent.click(screen.getByLabelText('GPS'));
    await userEvent.click(screen.getByRole('switch', { name: 'Demo' }));
    expect([box.mock.calls, toggle.mock.calls]).toEqual([[[true]], [[false]]]);
  });
  it('says how far a bar is, and nothing where that is not known', () => {
    const { rerender } = render(<ProgressBar label="Queue" value={0.226} />);
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('23');
    rerender(<ProgressBar label="Queue" value={null} />);
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBeNull();
  });
});

describe('dialog', () => {
  function Page() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <button
          type="button"
          onClick={() => {
            setOpen(true);
          }}
        >
          Open
        </button>
        {open && (
          <Dialog
            title="Keys"
            footer={<button type="button">Last</button>}
            onClose={() => {
              setOpen(false);
            }}
          >
            <input aria-label="Find" data-autofocus />
          </Dialog>
        )}
      </>
    );
  }
  it('traps the focus both ways, closes on Esc and gives the focus back', async () => {
    render(<Page />);
    await userEvent.click(screen.getByRole('button', { name: 'Open' }));
    expect(screen.getByRole('dialog', { name: 'Keys' }).getAttribute('aria-modal')).toBe('true');
    expect(document.activeElement).toBe(screen.getByLabelText('Find'));
    const order: (string | null)[] = [];
    for (let step = 0; step < 4; step += 1) {
      await userEvent.tab();
      order.push(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? null);
    }
    expect(order).toEqual(['Last', 'Close', 'Find', 'Last']);
    await userEvent.tab({ shift: true });
    await userEvent.tab({ shift: true });
    await userEvent.tab({ shift: true });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Last' }));
    await userEvent.keyboard('{Escape}');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Open' }));
  });

  it('hears its keys when the control with the focus has gone', async () => {
    render(<Page />);
    await userEvent.click(screen.getByRole('button', { name: 'Open' }));
    screen.getByLabelText('Find').blur();
    expect(document.activeElement).toBe(document.body);
    await userEvent.tab();
    expect(screen.getByRole('dialog').contains(document.activeElement)).toBe(true);
    screen.getByRole('button', { name: 'Close' }).blur();
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Open' }));
  });

  it('gives the focus back also where a field inside took it by itself', async () => {
    function Key() {
      const [open, setOpen] = useState(false);
      const close = () => {
        setOpen(false);
      };
      return (
        <>
          <button
            type="button"
            onClick={() => {
              setOpen(true);
            }}
          >
            Enter
          </button>
          {open && (
            <Dialog title="Key" onClose={close}>
              <input aria-label="Key" autoFocus />
            </Dialog>
          )}
        </>
      );
    }
    render(<Key />);
    await userEvent.click(screen.getByRole('button', { name: 'Enter' }));
    expect(document.activeElement).toBe(screen.getByLabelText('Key', { selector: 'input' }));
    await userEvent.keyboard('{Escape}');
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Enter' }));
  });
});

describe('menu and tabs', () => {
  it('opens on the first entry that can be used, skips the others, and gives the focus back', async () => {
    const run = vi.fn();
    const entry = (id: string, disabled = false) => ({ id, label: id, disabled, run: () => run(id) as unknown });
    render(
      <MenuButton
        icon="menu"
        label="Menu"
        groups={() => [
          [entry('a', true), entry('b')],
          [entry('c', true), entry('d')],
        ]}
      />,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Menu' }));
    expect(document.activeElement?.textContent).toBe('b');
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toBe('d');
    await userEvent.keyboard('{Enter}');
    expect(run).toHaveBeenCalledWith('d');
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Menu' }));
  });

  it('shows a tab as soon as the arrow reaches it', async () => {
    const change = vi.fn();
    const tabs = [
      { value: 'develop', label: 'Develop' },
      { value: 'info', label: 'Info' },
    ];
    render(<Tabs label="Panel" tabs={tabs} value="develop" panelId="panel" onChange={change} />);
    await userEvent.tab();
    await userEvent.keyboard('{ArrowRight}');
    expect(change).toHaveBeenCalledWith('info');
  });
});

describe('arithmetic', () => {
  it('steps round and past what cannot be used', () => {
    expect(stepIndex('ArrowRight', 2, 3)).toBe(0);
    expect(stepIndex('ArrowLeft', 0, 3)).toBe(2);
    expect(stepIndex('Home', 2, 3, (index) => index !== 0)).toBe(1);
    expect(stepIndex('End', 0, 3)).toBe(2);
    expect(stepIndex('a', 0, 3)).toBeNull();
    expect(stepIndex('ArrowRight', 0, 2, () => false)).toBeNull();
  });

  it('finds the rows in view, capped', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => ({ top: index * 100, height: 100 }));
    expect(rowAt(rows, -5)).toBe(0);
    expect(rowAt(rows, 250)).toBe(2);
    expect(visibleRows(rows, 1000, 500, 0, 50)).toEqual({ first: 10, last: 15 });
    expect(visibleRows(rows, 1000, 50_000, 0, 50)).toEqual({ first: 10, last: 59 });
    expect(visibleRows([], 0, 500, 0, 50)).toEqual({ first: 0, last: -1 });
  });

  it('keeps tooltips inside the window, above where there is no room below', () => {
    const frame = { width: 1000, height: 600 };
    const size = { width: 100, height: 24 };
    expect(placeTooltip({ left: 0, top: 10, bottom: 30, width: 20 }, size, frame)).toEqual({ left: 6, top: 36 });
    expect(placeTooltip({ left: 980, top: 570, bottom: 595, width: 20 }, size, frame)).toEqual({ left: 894, top: 540 });
  });
});
