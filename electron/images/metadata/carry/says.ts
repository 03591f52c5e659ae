/** What a finished file says beside its mark. */
import { CARRY_ALL, type Carried } from '../../../contract/carried.ts';
import type { OriginalWords } from './original-words.ts';

export interface Says {
  /** Null: nothing is known of the original. */
  readonly original: OriginalWords | null;
  readonly carried: Carried;
}

/** Only how it was made. */
export const SAYS_NOTHING: Says = { original: null, carried: CARRY_ALL };
