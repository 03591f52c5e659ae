/** The time, for words like "Last event 14:28": anew each minute. */
import { useEffect, useState } from 'react';

/** ms since 1970. */
export function useMinute(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => {
      setNow(Date.now());
    }, 60_000);
    return () => {
      window.clearInterval(timer);
    };
  }, []);
  return now;
}
