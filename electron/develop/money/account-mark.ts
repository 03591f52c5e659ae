/** Tells accounts apart in the ledger without keeping a key: balances of two accounts must not be compared. */
import { createHash } from 'node:crypto';

/** A short mark of endpoint and key, twelve hex digits. The key cannot be found from it. */
export function accountMark(host: string, key: string): string {
  return createHash('sha256').update(`${host}\n${key}`).digest('hex').slice(0, 12);
}
