/** Menus: under their button or at a point. Arrows, Home and End move, Enter acts, Esc and a click outside close. */
import './menu.css';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { IconButton } from './button.tsx';
import { classes } from './classes.ts';
import { Icon, type IconName } from './icon.tsx';
import { menuPlace, type MenuAnchor } from './menu-place.ts';
import { stepIndex } from './step-index.ts';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly disabled?: boolean;
  /** Whether it holds; left out: not that kind of entry. */
  readonly checked?: boolean;
  /** Of those that hold or not, each for itself; else one of several holds. */
  readonly alone?: true;
  readonly run: () => void;
}

/** Entries in groups, divided by lines. */
export type MenuGroups = readonly (readonly MenuEntry[])[];

interface OpenerProps {
  readonly label: string;
  /** Asked for when the menu opens. */
  readonly groups: () => MenuGroups;
}

export interface MenuButtonProps extends OpenerProps {
  readonly icon: IconName;
}

/** An icon button that opens a menu below itself. */
export function MenuButton({ icon, label, groups }: MenuButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const menu = useOpener(button);
  return (
    <span className="ui-menu-anchor">
      <IconButton
        ref={button}
        icon={icon}
        label={label}
        {...menu.wiring}
        className={menu.open ? 'ui-menu-button-open' : undefined}
        onClick={menu.toggle}
      />
      {menu.anchor !== null && (
        <MenuList id={menu.id} label={label} groups={groups()} anchor={menu.anchor} opener={button} close={menu.close} />
      )}
    </span>
  );
}

export interface MenuTextProps extends OpenerProps {
  /** What is chosen now, written on the button. */
  readonly text: string;
  /** It is not what it usually is. */
  readonly on?: boolean;
}

/** A button of a toolbar that says what is chosen and opens a menu below itself. */
export function MenuText({ text, label, groups, on = false }: MenuTextProps) {
  const button = useRef<HTMLButtonElement>(null);
  const menu = useOpener(button);
  return (
    <span className="ui-menu-anchor">
      <button
        ref={button}
        type="button"
        aria-label={`${label}: ${text}`}
        {...menu.wiring}
        className={classes('ui-menu-text', on && 'ui-menu-text-on', menu.open && 'ui-menu-button-open')}
        onClick={menu.toggle}
      >
        {text}
        <Icon name="chevron-down" size={12} />
      </button>
      {menu.anchor !== null && (
        <MenuList id={menu.id} label={label} groups={groups()} anchor={menu.anchor} opener={button} close={menu.close} />
      )}
    </span>
  );
}

function useOpener(button: RefObject<HTMLButtonElement | null>) {
  const [anchor, setAnchor] = useState<MenuAnchor | null>(null);
  const id = useId();
  const open = anchor !== null;
  return {
    anchor,
    open,
    id,
    wiring: { 'aria-haspopup': 'menu' as const, 'aria-expanded': open, 'aria-controls': open ? id : undefined },
    toggle: () => {
      const box = button.current?.getBoundingClientRect();
      setAnchor(open || box === undefined ? null : { left: box.left, right: box.right, top: box.top, bottom: box.bottom });
    },
    close: (giveBack: boolean) => {
      setAnchor(null);
      if (giveBack) button.current?.focus();
    },
  };
}

export interface MenuListProps {
  readonly id?: string;
  readonly label: string;
  readonly groups: MenuGroups;
  /** What it opens beside: its button, or a point. */
  readonly anchor: MenuAnchor;
  /** A press on it is no press outside: it closes the menu by itself. */
  readonly opener?: { readonly current: HTMLElement | null };
  /** `giveBack`: the focus goes to where it was. */
  readonly close: (giveBack: boolean) => void;
}

/** The open menu, wholly within the window. */
export function MenuList({ id, label, groups, anchor, opener, close }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null);
  const entries = groups.flat();
  // The words of all entries stand below each other
  const checks = entries.some((entry) => entry.checked !== undefined);
  const firstUsable = useRef(
    Math.max(
      0,
      entries.findIndex((entry) => entry.checked === true || (entry.checked === undefined && entry.disabled !== true)),
    ),
  );
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const size = { width: element.offsetWidth, height: element.offsetHeight };
    setPlace(menuPlace(anchor, size, { width: window.innerWidth, height: window.innerHeight }));
    items(element)[firstUsable.current]?.focus({ preventScroll: true });
  }, [anchor]);
  useEffect(() => {
    const outside = (event: MouseEvent) => {
      const isInside = event.target instanceof Node && list.current?.contains(event.target) === true;
      const isOpener = event.target instanceof Node && opener?.current?.contains(event.target) === true;
      if (!isInside && !isOpener) close(false);
    };
    const leave = () => {
      close(false);
    };
    window.addEventListener('mousedown', outside);
    window.addEventListener('resize', leave);
    window.addEventListener('blur', leave);
    return () => {
      window.removeEventListener('mousedown', outside);
      window.removeEventListener('resize', leave);
      window.removeEventListener('blur', leave);
    };
  }, [close, opener]);

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
    <div
      ref={list}
      id={id}
      role="menu"
      aria-label={label}
      className="ui-menu"
      style={place ?? { left: anchor.left, top: anchor.bottom }}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        event.preventDefault();
      }}
    >
      {groups.map((group) => (
        <div key={group.map((entry) => entry.id).join(' ')} role="group" className="ui-menu-group">
          {group.map((entry) => (
            <button
              key={entry.id}
              type="button"
              role={roleOf(entry)}
              aria-checked={entry.checked}
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
              {checks && <span className="ui-menu-check">{entry.checked === true && <Icon name="check" size={12} />}</span>}
              <span>{entry.label}</span>
              {entry.shortcut !== undefined && <span className="ui-menu-key">{entry.shortcut}</span>}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

function roleOf({ checked, alone }: MenuEntry): string {
  if (checked === undefined) return 'menuitem';
  return alone === true ? 'menuitemcheckbox' : 'menuitemradio';
}

function items(list: HTMLElement | null): HTMLElement[] {
  return list === null ? [] : [...list.querySelectorAll<HTMLElement>('[role^=menuitem]')];
}
