/** What jsdom lacks of a browser window, for tests that draw the whole page. */
import { vi } from 'vitest';

/** Gives every element the size of a middle of 902 × 700 and the page a media query that says no. */
export function furnishWindow(width = 1440): void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = vi.fn();
      unobserve = vi.fn();
      disconnect = vi.fn();
    },
  );
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(function (this: HTMLElement) {
    return this.dataset['region'] === 'right' ? new DOMRect(1144, 40, 296, 820) : new DOMRect(232, 40, 912, 820);
  });
  Object.defineProperty(HTMLImageElement.prototype, 'decode', { value: async () => Promise.resolve(), configurable: true });
  Object.defineProperty(window, 'innerWidth', { value: width, configurable: true });
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { value: 902, configurable: true });
  Object.defineProperty(HTMLElement.prototype, 'offsetWidth', { value: 912, configurable: true });
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { value: 700, configurable: true });
}
