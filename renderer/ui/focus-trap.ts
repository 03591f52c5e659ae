/** Keeps Tab inside one element. */

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';

/** What Tab can reach inside `root`, in order; a tab stop of -1 is none. */
export function focusable(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => element.tabIndex >= 0 && !element.hidden);
}

/** Handles a Tab key press: from the last to the first and back, and in from outside. */
export function trapTab(event: { readonly shiftKey: boolean; preventDefault: () => void }, root: HTMLElement): void {
  const stops = focusable(root);
  const first = stops[0];
  const last = stops.at(-1);
  const current = document.activeElement;
  if (first === undefined || last === undefined) {
    event.preventDefault();
    root.focus();
    return;
  }
  const outside = current === root || current === null || !root.contains(current);
  if (event.shiftKey && (current === first || outside)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && (current === last || (outside && current !== root))) {
    event.preventDefault();
    first.focus();
  }
}
