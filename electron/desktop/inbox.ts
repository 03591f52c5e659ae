/** Files handed to the app before it can take them: kept until somebody does, then passed on as they come. */

export interface Inbox {
  put(files: readonly string[]): void;
  /** From now on `taker` gets everything, beginning with what has gathered. */
  open(taker: (files: readonly string[]) => void): void;
}

/** An inbox that keeps what comes until it is opened. */
export function createInbox(): Inbox {
  let gathered: string[] = [];
  let taker: ((files: readonly string[]) => void) | null = null;

  const pass = (): void => {
    if (taker === null || gathered.length === 0) return;
    const files = gathered;
    gathered = [];
    taker(files);
  };

  return {
    put: (files) => {
      gathered.push(...files);
      pass();
    },
    open: (next) => {
      taker = next;
      pass();
    },
  };
}
