/** The account that pays: a service with the key to use there, and a mark that tells accounts apart without keeping a key. */
import { createHash } from 'node:crypto';
import { problem, type Problem } from '../../contract/errors.ts';
import type { SegmindService } from '../../segmind/service.ts';

/** A service with the key to use there; key null: there is none to use. */
export interface Account {
  readonly service: SegmindService;
  readonly key: string | null;
  /** Why there is none; left out: none is set. */
  readonly noKey?: Problem;
}

/** Why an account has no key. */
export function noKeyProblem({ noKey }: Account): Problem {
  return noKey ?? problem('key-missing');
}

/** A short mark of endpoint and key, twelve hex digits: balances of two accounts must not be compared. The key cannot be found from it. */
export function accountMark(host: string, key: string): string {
  return createHash('sha256').update(`${host}\n${key}`).digest('hex').slice(0, 12);
}
