/** The size of an element and the screen's pixel ratio, kept up to date. */
import { useLayoutEffect, useState, type RefObject } from 'react';
import type { Size } from '../../lib/viewport.ts';

export interface Box extends Size {
  readonly pixelRatio: number;
}

function measure(element: HTMLElement): Box {
  return { width: element.clientWidth, height: element.clientHeight, pixelRatio: window.devicePixelRatio };
}

/** Measures before the first paint and after every change of size; null until then. CSS pixels. */
export function useBox(element: RefObject<HTMLElement | null>): Box | null {
  const [box, setBox] = useState<Box | null>(null);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const look = (): void => {
      const next = measure(target);
      setBox((old) =>
        old?.width === next.width && old.height === next.height && old.pixelRatio === next.pixelRatio ? old : next,
      );
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(target);
    // A change of the pixel ratio alone (another screen, page zoom) also resizes the window.
    window.addEventListener('resize', look);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', look);
    };
  }, [element]);
  return box;
}
