/** A modal dialog: head, body, foot. It keeps the focus inside, closes on Esc and gives the focus back. */
import './dialog.css';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { classes } from './classes.ts';
import { trapTab } from './focus-trap.ts';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at the foot; none: no foot. */
  readonly footer?: ReactNode;
  /** Right of the title. */
  readonly head?: ReactNode;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly className?: string;
}

/** Mounted is open; the owner unmounts it in `onClose`. */
export function Dialog({ title, onClose, children, footer, head, width = 760, height, className }: DialogProps) {
  const box = useRef<HTMLDivElement>(null);
  const titleId = useId();
  // Asked while drawing: a field with autofocus has taken the focus before any effect runs.
  const [before] = useState(() => document.activeElement);

  useEffect(() => {
    const inside = box.current;
    if (inside !== null && !inside.contains(document.activeElement)) {
      const first = inside.querySelector<HTMLElement>('[autofocus], [data-autofocus]');
      (first ?? inside).focus();
    }
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [before]);

  // A control that goes away while it has the focus leaves it nowhere; the keys of the dialog still count then.
  useEffect(() => {
    const onLost = (event: globalThis.KeyboardEvent) => {
      if (box.current !== null && event.target === document.body) heed(event, box.current, onClose);
    };
    document.addEventListener('keydown', onLost);
    return () => {
      document.removeEventListener('keydown', onLost);
    };
  }, [onClose]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    // Keys of the page behind stay behind.
    event.stopPropagation();
    heed(event, event.currentTarget, onClose);
  };

  return (
    <div
      className="ui-dialog-scrim"
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div
        ref={box}
        role="dialog"
        aria-modal="true"
        aria-labelledby={titleId}
        tabIndex={-1}
        className={classes('ui-dialog', className)}
        style={{ width, ...(height === undefined ? {} : { height }) }}
        onKeyDown={onKeyDown}
      >
        <header className="ui-dialog-head">
          <h2 id={titleId}>{title}</h2>
          {head}
          <IconButton icon="close" label="Close" shortcut="Esc" className="ui-dialog-close" onClick={onClose} />
        </header>
        <div className="ui-dialog-body">{children}</div>
        {footer !== undefined && <footer className="ui-dialog-foot">{footer}</footer>}
      </div>
    </div>
  );
}

interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  preventDefault: () => void;
}

function heed(event: KeyPress, box: HTMLElement, onClose: () => void): void {
  if (event.key === 'Escape') {
    event.preventDefault();
    onClose();
  }
  if (event.key === 'Tab') trapTab(event, box);
}
