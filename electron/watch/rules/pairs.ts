/** RAW and JPEG of one shot are one photo and one charge: which of the two a rule takes. Pure. */
import type { PictureFormat } from '../../contract/photo.ts';
import type { Rule } from '../../contract/rule.ts';

export type Pairs = Rule['pairs'];

/** The beginning that all files of one shot share: folder and name up to the last dot, with the dot. */
export function shotPrefix(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') + 1 ? path.slice(0, dot + 1) : `${path}.`;
}

/** Another file of the same shot. */
export interface Sibling {
  readonly format: PictureFormat | null;
  /** It was queued, or had been developed before. */
  readonly isTaken: boolean;
}

/**
 * take: develop it. pair: the other one stands for the shot. wait: the other one may still come. `isLate`: it was waited for long enough.
 * A partner that was taken already keeps the later one out whatever is preferred: the shot is paid.
 */
export function choosePair(
  format: PictureFormat | null,
  pairs: Pairs,
  siblings: readonly Sibling[],
  isLate: boolean,
): 'take' | 'pair' | 'wait' {
  if (pairs === 'both' || (format !== 'raw' && format !== 'jpeg')) return 'take';
  const partners = siblings.filter((sibling) => sibling.format === (format === 'raw' ? 'jpeg' : 'raw'));
  if (partners.some((partner) => partner.isTaken)) return 'pair';
  const isPreferred = (format === 'raw') === (pairs === 'raw');
  if (isPreferred) return 'take';
  if (partners.length > 0) return 'pair';
  // A JPEG is mostly alone, and nobody waits for a RAW file that never comes unless the rule wants RAW
  return isLate ? 'take' : 'wait';
}
