/** The origin of an address, also for the app's own schemes, where `URL.origin` is only "null". Pure. */

/** Scheme and host, also for schemes of our own, where `URL.origin` is "null". Null where it is no address. */
export function originOf(address: string): string | null {
  try {
    const { protocol, host, username, password } = new URL(address);
    return host === '' || username !== '' || password !== '' ? null : `${protocol}//${host}`;
  } catch {
    return null;
  }
}
