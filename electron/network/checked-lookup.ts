/** Names are looked up here and the socket goes to the very address that was checked: a name cannot point elsewhere a moment later. */
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';

/** The address is none that may be gone to. */
export class ClosedAddress extends Error {
  readonly code = 'CLOSED_ADDRESS';

  constructor() {
    super('The address is not on the public internet');
    this.name = 'ClosedAddress';
  }
}

/** A look-up for node:http and node:https that gives only addresses that are allowed. */
export function checkedLookup(allow: (address: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    systemLookup(host, { ...options, all: true }, (error, addresses) => {
      const open = error === null ? addresses.filter((entry) => allow(entry.address)) : [];
      const first = open[0];
      if (error !== null) callback(error, '', 0);
      else if (first === undefined) callback(new ClosedAddress(), '', 0);
      else if (options.all === true) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}

/** Is the host of this address written as an IP address that is not allowed? Such a one is never looked up. */
export function isClosedLiteral(url: URL, allow: (address: string) => boolean): boolean {
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(literal) !== 0 && !allow(literal);
}
