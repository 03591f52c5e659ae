/** Views that say when the first of them was answered: what a window asks for at its start has the disk and the processor for itself. */
import type { Views } from './views.ts';

/** Nobody has asked for so long: it was begun without a window, milliseconds. */
const UNSEEN_MS = 3_000;

/** The same views; `first` settles when one was answered or could not be, when nobody asks for a while, and when they are closed. */
export function withFirst(views: Views): Views & { readonly first: Promise<void> } {
  let note: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (note = resolve));
  const timer = setTimeout(() => {
    note();
  }, UNSEEN_MS);
  timer.unref();
  const end = (): void => {
    clearTimeout(timer);
    note();
  };
  return {
    ...views,
    first,
    view: async (query, since) => {
      try {
        return await views.view(query, since);
      } finally {
        end();
      }
    },
    close: async () => {
      end();
      await views.close();
    },
  };
}
