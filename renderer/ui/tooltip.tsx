/** A word under the pointer after half a second, with the key that does the same; also shown on keyboard focus. */
import './tooltip.css';
import { useEffect, useId, useLayoutEffect, useRef, useState, type FocusEvent, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { placeTooltip, type Place } from './tooltip-place.ts';

/** Milliseconds the pointer rests before the tooltip shows. */
const DELAY_MS = 500;

export interface TooltipProps {
  readonly text: string;
  readonly shortcut?: string | undefined;
  readonly children: ReactNode;
  /** Also tie the text to the control as its description; off where the text is its name already. */
  readonly describe?: boolean;
  readonly className?: string;
}

/** Wraps one control; the wrapper has no box of its own. */
export function Tooltip({ text, shortcut, children, describe = false, className }: TooltipProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const timer = useRef(0);
  const pressed = useRef(false);
  const id = useId();
  const [open, setOpen] = useState(false);
  const [place, setPlace] = useState<Place | null>(null);

  const hide = () => {
    window.clearTimeout(timer.current);
    setOpen(false);
    setPlace(null);
  };
  const wait = () => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      // An open menu says more than the name of its button.
      if (opensMenu(anchor.current?.firstElementChild)) return;
      setOpen(true);
    }, DELAY_MS);
  };
  const onPointerDown = () => {
    pressed.current = true;
    hide();
  };
  const onFocus = (event: FocusEvent) => {
    // Focus that comes from a press is no question for the name.
    if (!pressed.current && event.target.matches(':focus-visible')) wait();
    pressed.current = false;
  };
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
    },
    [],
  );
  useEffect(() => {
    if (!open) return;
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide();
    };
    window.addEventListener('keydown', close);
    return () => {
      window.removeEventListener('keydown', close);
    };
  }, [open]);
  useLayoutEffect(() => {
    const control = anchor.current?.firstElementChild;
    if (!open || control == null || bubble.current === null) return;
    const size = { width: bubble.current.offsetWidth, height: bubble.current.offsetHeight };
    setPlace(placeTooltip(control.getBoundingClientRect(), size, { width: window.innerWidth, height: window.innerHeight }));
  }, [open, text]);
  useEffect(() => {
    const control = anchor.current?.firstElementChild;
    if (!describe || control == null) return;
    if (open) control.setAttribute('aria-describedby', id);
    else control.removeAttribute('aria-describedby');
  }, [open, describe, id]);

  return (
    <span
      ref={anchor}
      className={className ?? 'ui-tooltip-anchor'}
      onPointerEnter={wait}
      onPointerLeave={hide}
      onPointerDown={onPointerDown}
      onFocus={onFocus}
      onBlur={hide}
    >
      {children}
      {open &&
        createPortal(
          <div
            ref={bubble}
            id={id}
            role="tooltip"
            className="ui-tooltip"
            style={place === null ? { visibility: 'hidden' } : { left: place.left, top: place.top }}
          >
            {text}
            {shortcut !== undefined && <span className="ui-tooltip-key">{shortcut}</span>}
          </div>,
          document.body,
        )}
    </span>
  );
}

/** True for a control whose menu is open. */
function opensMenu(control: Element | null | undefined): boolean {
  return control?.hasAttribute('aria-haspopup') === true && control.getAttribute('aria-expanded') === 'true';
}
