/** Says what becomes of the queue to screen readers; lives with the strip, which is always there. */
import { useEffect } from 'react';
import { useQueue } from '../../stores/queue-store.ts';
import { useView } from '../../stores/view-store.ts';
import { queueAnnouncement } from './announcements.ts';

/** Hears the queue's summary change and says what matters. The first fill is no news. */
export function useQueueAnnouncements(): void {
  useEffect(
    () =>
      useQueue.subscribe((queue, before) => {
        if (queue.summary === before.summary || before.summary === useQueue.getInitialState().summary) return;
        const news = queueAnnouncement(before.summary, queue.summary);
        if (news !== null) useView.getState().say(news.text, news.urgent);
      }),
    [],
  );
}
