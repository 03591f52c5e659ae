/** Lays a view out without holding up the page: what takes longer than a slice goes on in later tasks, and until then the layout before is shown. */
import { useEffect, useMemo, useState } from 'react';
import type { Preferences } from '../../../electron/contract/preferences.ts';
import type { GridItems } from './items.ts';
import { beginLayout, type Layout } from './layout.ts';

/** Longest stretch of work, milliseconds: half a frame. */
export const SLICE_MS = 8;

/** What is drawn: a layout and the items that it was made for. */
export interface LaidOut {
  readonly layout: Layout;
  readonly items: GridItems;
  /** False: only the first rows are worked out. */
  readonly whole: boolean;
}

export interface LayoutLook {
  readonly width: number;
  readonly size: number;
  readonly style: Preferences['gridLayout'];
}

/** Goes on for one slice from now. */
export function slice(now: () => number = () => performance.now()): () => boolean {
  const end = now() + SLICE_MS;
  return () => now() < end;
}

/** The newest layout that is whole; of the very first view, what is worked out so far. */
export function useLayout(items: GridItems, { width, size, style }: LayoutLook): LaidOut {
  const begun = useMemo(() => {
    const run = beginLayout({ items, width, size, style });
    const whole = run.advance(slice());
    return { run, whole, laidOut: { layout: run.layout(), items, whole } };
  }, [items, width, size, style]);
  const [late, setLate] = useState<{ readonly of: typeof begun; readonly laidOut: LaidOut } | null>(null);
  const [before, setBefore] = useState<LaidOut | null>(null);

  useEffect(() => {
    if (begun.whole) return;
    // A message comes after what the browser has to do, and without the wait of a timer
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      if (!begun.run.advance(slice())) {
        port2.postMessage(null);
        return;
      }
      setLate({ of: begun, laidOut: { layout: begun.run.layout(), items: begun.laidOut.items, whole: true } });
    };
    port2.postMessage(null);
    return () => {
      port1.onmessage = null;
      port1.close();
    };
  }, [begun]);

  const whole = begun.whole ? begun.laidOut : late?.of === begun ? late.laidOut : null;
  // Kept while drawing: the next view may need it before anything else is done
  if (whole !== null && whole !== before) setBefore(whole);
  return whole ?? before ?? begun.laidOut;
}
