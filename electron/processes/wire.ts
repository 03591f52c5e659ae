/** Inside a process of our own: the way to its owner, whichever started it. The process ends with its owner. */

/** The way to the owner. */
export interface Wire<Report> {
  readonly send: (report: Report) => void;
  readonly onMessage: (heard: (message: unknown) => void) => void;
}

/** What Electron's utility processes have in place of process.send; its own types are not known to plain Node. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', heard: (event: { data: unknown }) => void): void;
}

/** Connects. From now on the process ends when its owner does, unless it is in the middle of something: see watchdog.ts of images. */
export function connect<Report>(): Wire<Report> {
  const { parentPort } = process as { parentPort?: ParentPort }; // only in Electron's utility processes, which Chromium ends with their owner
  if (parentPort !== undefined) {
    return {
      send: (report) => {
        parentPort.postMessage(report);
      },
      onMessage: (heard) => {
        parentPort.on('message', ({ data }) => {
          heard(data);
        });
      },
    };
  }
  process.on('disconnect', () => {
    process.exit();
  });
  const send = process.send?.bind(process);
  return {
    send: (report) => {
      // The owner may go at any moment: 'disconnect' follows
      if (process.connected) send?.(report, undefined, undefined, ignoreGone);
    },
    onMessage: (heard) => {
      process.on('message', heard);
    },
  };
}

function ignoreGone(): void {
  return undefined;
}
