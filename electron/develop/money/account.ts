/** The account that pays: a service with the key to use there, and a mark that tells accounts apart without keeping a key. */
import { createHash } from 'node:crypto';
import type { SegmindService } from '../../segmind/service.ts';

/** A service with the key to use there; key null: none is set. */
export interface Account {
  readonly service: SegmindService;
  readonly key: string | null;
}

/** A short mark of endpoint and key, twelve hex digits: balances of two accounts must not be compared. The key cannot be found from it. */
export function accountMark(host: string, key: string): string {
  return createHash('sha256').update(`${host}\n${key}`).digest('hex').slice(0, 12);
}
