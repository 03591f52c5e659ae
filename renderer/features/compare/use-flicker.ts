/** Alternates two pictures: at most twice a second for anyone, and with reduced motion only while a key is held. */
import { useEffect, useState, useSyncExternalStore } from 'react';

/** Milliseconds that each picture is shown: two changes a second. */
const FLICKER_MS = 500;

const query = '(prefers-reduced-motion: reduce)';

/** True where the user asked for reduced motion; follows the setting. */
function useReducedMotion(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => {
        media.removeEventListener('change', changed);
      };
    },
    () => window.matchMedia(query).matches,
  );
}

/** Which of the two is shown now. `still`: nothing alternates until the key is held. */
export function useFlicker(holding: boolean): { readonly showsOriginal: boolean; readonly still: boolean } {
  const reduced = useReducedMotion();
  const runs = reduced ? holding : !holding;
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!runs) return;
    const timer = window.setInterval(() => {
      setTurn((before) => before + 1);
    }, FLICKER_MS);
    return () => {
      window.clearInterval(timer);
      setTurn(0);
    };
  }, [runs]);
  const even = turn % 2 === 0;
  // Holding begins with the original, with and without reduced motion; running freely begins with the result.
  return { showsOriginal: holding ? (reduced ? even : true) : !reduced && !even, still: reduced && !holding };
}
