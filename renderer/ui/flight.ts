/** Tells a scroll that flies past, where nobody can look at a row, from one that a person reads by. */
import { useEffect, useState, type RefObject } from 'react';

/** Pixels a millisecond from which a scroll flies: a view of rows is gone in a quarter of a second. */
export const FLIGHT_SPEED = 3;
/** A flight is over when nothing flew for this long, milliseconds. */
export const FLIGHT_REST_MS = 120;

/** True where the way from one scroll event to the next was too fast to read by. Pixels and milliseconds. */
export function isFlight(distance: number, time: number): boolean {
  return Math.abs(distance) > FLIGHT_SPEED * Math.max(time, 1);
}

/** True while `scroller` flies. A single jump, as by a click beside the scroll bar's thumb, is no flight: it has arrived. */
export function useFlight(scroller: RefObject<HTMLElement | null>): boolean {
  const [flying, setFlying] = useState(false);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let last = { top: element.scrollTop, time: performance.now() };
    let rest: number | undefined;
    const look = () => {
      const now = { top: element.scrollTop, time: performance.now() };
      const flies = isFlight(now.top - last.top, now.time - last.time);
      last = now;
      if (!flies) return;
      window.clearTimeout(rest);
      rest = window.setTimeout(() => {
        setFlying(false);
      }, FLIGHT_REST_MS);
      setFlying(true);
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      element.removeEventListener('scroll', look);
      window.clearTimeout(rest);
    };
  }, [scroller]);
  return flying;
}
