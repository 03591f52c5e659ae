/** Who may call: the main frame of our window, showing our page. Pure, so that the rule has a table of tests. */

/** What Electron says about the sender of a message. */
export interface Sender {
  /** Address of the frame that sent it; null: the frame is gone. */
  readonly address: string | null;
  readonly isMainFrame: boolean;
  /** The web contents belong to the app's own window. */
  readonly isOurWindow: boolean;
}

/** True only for our page in the main frame of our window. `pageOrigin` is "darkslide://app" or the development server's. */
export function isOurPage({ address, isMainFrame, isOurWindow }: Sender, pageOrigin: string): boolean {
  return isOurWindow && isMainFrame && address !== null && originOf(address) === pageOrigin;
}

/** Scheme and host, also for schemes of our own, where `URL.origin` is "null". Null where it is no address. */
export function originOf(address: string): string | null {
  try {
    const { protocol, host, username, password } = new URL(address);
    return host === '' || username !== '' || password !== '' ? null : `${protocol}//${host}`;
  } catch {
    return null;
  }
}
