/** What a screen reader hears: one polite line, one that interrupts where money or the queue is concerned. */
import { useEffect, useState } from 'react';
import { useView } from '../stores/view-store.ts';

/** Two regions that are always there; the same words said twice are heard twice. */
export function LiveRegions() {
  const announcement = useView((state) => state.announcement);
  const [spoken, setSpoken] = useState(announcement);
  useEffect(() => {
    // Empty first: a region whose text does not change stays silent.
    setSpoken({ text: '', urgent: announcement.urgent });
    const timer = window.setTimeout(() => {
      setSpoken(announcement);
    }, 60);
    return () => {
      window.clearTimeout(timer);
    };
  }, [announcement]);
  return (
    <>
      <div className="ui-screen-reader" role="status" aria-live="polite">
        {spoken.urgent ? '' : spoken.text}
      </div>
      <div className="ui-screen-reader" role="alert" aria-live="assertive">
        {spoken.urgent ? spoken.text : ''}
      </div>
    </>
  );
}
