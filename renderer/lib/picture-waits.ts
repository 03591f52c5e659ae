/** Images that wait for a picture of main's: those that leave the page before it came are told to main, which need not make them any more. */
import { useCallback, useEffect, useRef } from 'react';
import { MOST_LEFT } from '../../electron/contract/pictures.ts';
import { signal } from './bridge.ts';

/** A cell that is drawn anew leaves and comes back within a frame or two; milliseconds. */
const SETTLE_MS = 120;

/** How many images wait for each address. */
const waiting = new Map<string, number>();
const left = new Set<string>();
let timer: number | undefined;

/** An image of this address is in the page, and has nothing to show yet. Call what it returns when its picture came, failed, or is needed no more. */
export function waitForPicture(address: string): (how: 'settled' | 'left') => void {
  waiting.set(address, (waiting.get(address) ?? 0) + 1);
  let isOver = false;
  return (how) => {
    if (isOver) return;
    isOver = true;
    const others = (waiting.get(address) ?? 1) - 1;
    if (others > 0) waiting.set(address, others);
    else waiting.delete(address);
    if (how === 'settled') return;
    left.add(address);
    timer ??= window.setTimeout(tell, SETTLE_MS);
  };
}

function tell(): void {
  timer = undefined;
  const addresses = [...left].filter((address) => !waiting.has(address));
  left.clear();
  for (let at = 0; at < addresses.length; at += MOST_LEFT)
    signal('pictures.left', { addresses: addresses.slice(at, at + MOST_LEFT) });
}

/** For an image that shows this address; null: none. Call what it returns when the image has loaded or failed. */
export function usePictureWait(address: string | null): () => void {
  const end = useRef<((how: 'settled' | 'left') => void) | null>(null);
  useEffect(() => {
    if (address === null) return;
    const own = waitForPicture(address);
    end.current = own;
    return () => {
      own('left');
    };
  }, [address]);
  return useCallback(() => end.current?.('settled'), []);
}
