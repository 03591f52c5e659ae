/**
 * How a command is ended from outside: by a signal, a closed terminal, or a reader of its lines that went away. None of these may take
 * the process down while a paid request is out, so the first asks for an end in order, and only a person's second word cuts it short.
 */

export interface Ending {
  /** Sends nothing more; what is out is still answered and stored. */
  readonly stop: AbortSignal;
  /** What is out is cut now, and may have been charged. */
  readonly cut: AbortSignal;
}

export interface EndingControl extends Ending {
  /** A person or the system wants the command to end. */
  readonly ask: () => void;
  /** Nobody reads what is printed any more. However often that shows, it cuts nothing. */
  readonly unheard: () => void;
}

/** npm passes a Ctrl-C on that the terminal sent here as well: signals that come closer together than this are one request to stop, milliseconds. */
const SAME_WISH_MS = 500;

/** Builds the control. `asked` is called at the first request to stop. */
export function createEnding(now: () => number, asked: () => void): EndingControl {
  const stop = new AbortController();
  const cut = new AbortController();
  let askedAt: number | null = null;
  return {
    stop: stop.signal,
    cut: cut.signal,
    ask: () => {
      if (askedAt === null) {
        askedAt = now();
        stop.abort();
        asked();
      } else if (now() - askedAt >= SAME_WISH_MS) cut.abort();
    },
    unheard: () => {
      stop.abort();
    },
  };
}

/** A closed terminal hangs up and may say so more than once: that is no word to cut what is out. */
export function listenForEnd(control: EndingControl): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, control.ask);
  process.on('SIGHUP', control.unheard);
}

/**
 * Writes to a stream that may be lost at any moment: its reader ended (EPIPE), its terminal was closed (EIO), its disk is full. From
 * then on everything is dropped, and `lost` is called once.
 */
export function writerTo(stream: NodeJS.WritableStream, lost: () => void): (text: string) => void {
  let open = true;
  const fail = (): void => {
    if (!open) return;
    open = false;
    lost();
  };
  stream.on('error', fail);
  return (text) => {
    if (!open) return;
    try {
      stream.write(text);
    } catch {
      fail(); // a file on a full disk says so at once
    }
  };
}
