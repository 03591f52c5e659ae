/** F6 and Shift+F6 jump between the six areas of the window. */
import { focusable } from '../ui/focus-trap.ts';

/** The areas in the order of the jump: title bar, left, toolbar, middle, right panel, queue strip. */
const selectors = [
  '[data-region="title"]',
  '[data-region="left"]',
  '[data-region="middle"] [role="toolbar"]',
  '[data-region="middle"]',
  '[data-region="right"]',
  '[data-region="strip"]',
] as const;

interface Area {
  readonly element: HTMLElement;
  readonly stops: readonly HTMLElement[];
}

/** The areas that are there and can take the focus. The toolbar's controls do not count for the middle around it. */
function areas(root: ParentNode): Area[] {
  const found: Area[] = [];
  for (const selector of selectors) {
    const element = root.querySelector<HTMLElement>(selector);
    if (element === null) continue;
    const inToolbar = (stop: HTMLElement): boolean => stop.closest('[role="toolbar"]') !== null;
    const isMiddle = selector === '[data-region="middle"]';
    // What stands at the side of the middle is found from there
    const isAside = (stop: HTMLElement): boolean => stop.closest('[data-aside]') !== null;
    const stops = focusable(element).filter((stop) => !isMiddle || !(inToolbar(stop) || isAside(stop)));
    if (stops.length > 0) found.push({ element, stops });
  }
  return found;
}

/** Puts the focus into the next area, or the one before; round at the ends. From nowhere it goes to the middle. */
export function jumpRegion(direction: 1 | -1, root: ParentNode = document): void {
  const all = areas(root);
  const focused = document.activeElement;
  const at = all.findIndex((area) => focused !== null && area.stops.some((stop) => stop === focused || stop.contains(focused)));
  const middle = all.findIndex((area) => area.element.dataset['region'] === 'middle');
  const next = at < 0 ? middle : (at + direction + all.length) % all.length;
  all[next]?.stops[0]?.focus();
}

/** Puts the focus into the middle where it is nowhere: what had it went away with the view before. */
export function focusMiddle(root: ParentNode = document): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const middle = areas(root).find((area) => area.element.dataset['region'] === 'middle');
  middle?.stops[0]?.focus({ preventScroll: true });
}
