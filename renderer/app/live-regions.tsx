/** What a screen reader hears: one polite line, one that interrupts where money or the queue is concerned. */
import { useEffect, useState } from 'react';
import { useView } from '../stores/view-store.ts';

/** Two regions that are always there; the same words said twice are heard twice. */
export function LiveRegions() {
  const [spoken, setSpoken] = useState({ text: '', urgent: false, count: 0 });
  useEffect(
    () =>
      useView.subscribe(({ announcement }, before) => {
        if (announcement !== before.announcement) setSpoken(({ count }) => ({ ...announcement, count: count + 1 }));
      }),
    [],
  );
  // A new element each time: a region whose text does not change stays silent.
  const words = <span key={spoken.count}>{spoken.text}</span>;
  return (
    <>
      <div className="ui-screen-reader" role="status" aria-live="polite">
        {!spoken.urgent && words}
      </div>
      <div className="ui-screen-reader" role="alert" aria-live="assertive">
        {spoken.urgent && words}
      </div>
    </>
  );
}
