/** One line above the queue strip, one at a time; it stays while it is looked at. */
import { useEffect, useState } from 'react';
import { useView } from '../stores/view-store.ts';
import { Button, IconButton } from '../ui/button.tsx';

/** Milliseconds a toast stays: longer where there is something to do about it. */
function stay(text: string, hasAction: boolean): number {
  return Math.max(hasAction ? 10_000 : 5000, text.length * 70);
}

/** The toast of the view's state. */
export function Toasts() {
  const toast = useView((state) => state.toast);
  const [watched, setWatched] = useState(false);
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
    setWatched(false);
    useView.getState().hideToast();
  };
  return (
    <div
      key={toast.id}
      role="group"
      aria-label="Message"
      className="app-toast"
      onPointerEnter={() => {
        setWatched(true);
      }}
      onPointerLeave={() => {
        setWatched(false);
      }}
      onFocus={() => {
        setWatched(true);
      }}
      onBlur={() => {
        setWatched(false);
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
