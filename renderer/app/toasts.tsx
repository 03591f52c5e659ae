/** One line above the queue strip, one at a time; it stays while it is looked at. */
import { useEffect, useState } from 'react';
import { useView, type View } from '../stores/view-store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';

/** Milliseconds a toast stays: longer where there is something to do about it. */
function stay(text: string, hasAction: boolean): number {
  return Math.max(hasAction ? 10_000 : 5000, text.length * 70);
}

/** Views with a film strip at their foot, which a message must not cover. */
const withStrip: readonly View[] = ['loupe', 'compare'];

/** The toast of the view's state. */
export function Toasts() {
  const toast = useView((state) => state.toast);
  // One that took the place of another is not the one that was looked at
  const [watchedId, setWatchedId] = useState<number | null>(null);
  const watched = toast !== null && watchedId === toast.id;
  const view = useView((state) => state.view);
  useEffect(() => {
    if (toast === null || watched) return;
    const timer = window.setTimeout(
      () => {
        useView.getState().hideToast();
      },
      stay(toast.text, toast.action !== null),
    );
    return () => {
      window.clearTimeout(timer);
    };
  }, [toast, watched]);
  if (toast === null) return null;
  const { text } = toast;
  const action = toast.action?.leadsTo === view ? null : toast.action;
  const hide = () => {
    setWatchedId(null);
    useView.getState().hideToast();
  };
  return (
    <div
      key={toast.id}
      role="group"
      aria-label="Message"
      className={classes('app-toast', withStrip.includes(view) && 'app-toast-above-film')}
      onPointerEnter={() => {
        setWatchedId(toast.id);
      }}
      onPointerLeave={() => {
        setWatchedId(null);
      }}
      onFocus={() => {
        setWatchedId(toast.id);
      }}
      onBlur={() => {
        setWatchedId(null);
      }}
    >
      <span>{text}</span>
      {action !== null && (
        <Button
          size="sm"
          variant="ghost"
          className="app-toast-action"
          onClick={() => {
            hide();
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton size="sm" icon="close" label="Close the message" onClick={hide} />
    </div>
  );
}
