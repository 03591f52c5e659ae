/** Where the page comes from: our own scheme, or the development server while developing. Pure. */
import { APP_ORIGIN } from './app-protocol.ts';

/** The development server's address; null unless it is named, the app is not packaged and the server is on this computer. */
export function devServerOf(named: string | undefined, packaged: boolean): string | null {
  if (named === undefined || named === '' || packaged) return null;
  try {
    const { protocol, hostname, origin } = new URL(named);
    return protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1') ? `${origin}/` : null;
  } catch {
    return null;
  }
}

/** The address that the window opens. */
export function pageAddressOf(devServer: string | null): string {
  return devServer ?? `${APP_ORIGIN}/`;
}
