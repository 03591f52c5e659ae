/** Who may call: the main frame of our window, showing our page. Pure, so that the rule has a table of tests. */
import { originOf } from '../contract/origin.ts';

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
