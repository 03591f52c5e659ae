/** A menu under its button: arrows, Home and End move, Enter acts, Esc and a click outside close. */
import './menu.css';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { IconButton } from './button.tsx';
import type { IconName } from './icon.tsx';
import { stepIndex } from './step-index.ts';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly disabled?: boolean;
  readonly run: () => void;
}

export interface MenuButtonProps {
  readonly icon: IconName;
  readonly label: string;
  /** Entries in groups, divided by lines; asked for when the menu opens. */
  readonly groups: () => readonly (readonly MenuEntry[])[];
}

/** An icon button that opens a menu below itself. */
export function MenuButton({ icon, label, groups }: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menuId = useId();
  const close = (giveBack: boolean) => {
    setOpen(false);
    if (giveBack) button.current?.focus();
  };
  return (
    <span className="ui-menu-anchor">
      <IconButton
        ref={button}
        icon={icon}
        label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? menuId : undefined}
        className={open ? 'ui-menu-button-open' : undefined}
        onClick={() => {
          setOpen(!open);
        }}
      />
      {open && <MenuList id={menuId} label={label} groups={groups()} close={close} />}
    </span>
  );
}

interface MenuListProps {
  readonly id: string;
  readonly label: string;
  readonly groups: readonly (readonly MenuEntry[])[];
  readonly close: (giveBack: boolean) => void;
}

function MenuList({ id, label, groups, close }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  const entries = groups.flat();
  const firstUsable = useRef(
    Math.max(
      0,
      entries.findIndex((entry) => entry.disabled !== true),
    ),
  );
  useLayoutEffect(() => {
    items(list.current)[firstUsable.current]?.focus();
  }, []);
  useEffect(() => {
    const outside = (event: MouseEvent) => {
      const anchor = list.current?.parentElement;
      if (event.target instanceof Node && anchor?.contains(event.target) !== true) close(false);
    };
    window.addEventListener('mousedown', outside);
    return () => {
      window.removeEventListener('mousedown', outside);
    };
  }, [close]);

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const buttons = items(list.current);
    const current = buttons.findIndex((button) => button === document.activeElement);
    const next = ['ArrowLeft', 'ArrowRight'].includes(event.key)
      ? null
      : stepIndex(event.key, current, buttons.length, (index) => entries[index]?.disabled !== true);
    if (next !== null) {
      event.preventDefault();
      buttons[next]?.focus();
    }
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      close(true);
    }
  };

  return (
    <div ref={list} id={id} role="menu" aria-label={label} className="ui-menu" onKeyDown={onKeyDown}>
      {groups.map((group) => (
        <div key={group.map((entry) => entry.id).join(' ')} role="group" className="ui-menu-group">
          {group.map((entry) => (
            <button
              key={entry.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              aria-disabled={entry.disabled === true || undefined}
              onClick={() => {
                if (entry.disabled === true) return;
                close(true);
                entry.run();
              }}
              onPointerEnter={(event) => {
                event.currentTarget.focus();
              }}
            >
              <span>{entry.label}</span>
              {entry.shortcut !== undefined && <span className="ui-menu-key">{entry.shortcut}</span>}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

function items(list: HTMLElement | null): HTMLElement[] {
  return list === null ? [] : [...list.querySelectorAll<HTMLElement>('[role=menuitem]')];
}
