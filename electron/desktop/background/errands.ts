/** Actions that main wants of the page while there may be no page yet: told at once where one listens, else kept until it asks. */

export interface Errands {
  readonly want: (action: string) => void;
  /** A page listens now: what it should do first; null: nothing. */
  readonly asked: () => string | null;
  /** The page is gone. */
  readonly gone: () => void;
}

/** @param send - tells the page that listens */
export function createErrands(send: (action: string) => void): Errands {
  let listens = false;
  let kept: string | null = null;
  return {
    want: (action) => {
      if (listens) send(action);
      else kept = action;
    },
    asked: () => {
      const first = kept;
      listens = true;
      kept = null;
      return first;
    },
    gone: () => {
      listens = false;
    },
  };
}
