/**
 * Pictures that the page waits for, so that those it waits for no more need not be made. Electron does not tell when an image was taken out of
 * the page (its request's signal stays silent), so the page says it.
 */
import { parsePictureAddress } from '../contract/pictures.ts';

export interface PictureLoads {
  /** A request begins; call `end` when it is answered. `signal` is aborted when it is left, or when the request itself is. */
  readonly begin: (address: string, request: AbortSignal) => { readonly signal: AbortSignal; readonly end: () => void };
  /** The page shows these no more, and none of them had come. Unknown addresses are passed over. */
  readonly leave: (addresses: readonly string[]) => void;
}

/** Nothing is waited for at first. */
export function createPictureLoads(): PictureLoads {
  const open = new Map<string, Set<AbortController>>();
  return {
    begin: (address, request) => {
      const key = keyOf(address);
      const controller = new AbortController();
      const abort = (): void => {
        controller.abort();
      };
      if (request.aborted) abort();
      else request.addEventListener('abort', abort, { once: true });
      const same = open.get(key) ?? new Set();
      open.set(key, same.add(controller));
      return {
        signal: controller.signal,
        end: () => {
          request.removeEventListener('abort', abort);
          same.delete(controller);
          if (same.size === 0 && open.get(key) === same) open.delete(key);
        },
      };
    },
    leave: (addresses) => {
      for (const address of addresses) {
        const key = keyOf(address);
        const same = open.get(key);
        open.delete(key); // who asks from now on waits by itself
        for (const controller of same ?? []) controller.abort();
      }
    },
  };
}

/** What it is of: the two sides may write the same address differently. */
function keyOf(address: string): string {
  const parsed = parsePictureAddress(address);
  return parsed === null ? address : `${parsed.kind}/${parsed.type}/${String(parsed.id)}`;
}
