/** What it means for a file that it could not be read as a picture. Pure. */
import { DarkslideError, type ErrorCode } from '../../../contract/errors.ts';
import type { SkipReason } from '../../../contract/rule.ts';
import type { OutcomeName } from '../book/book.ts';

export type Failure =
  | { readonly type: 'gone' }
  /** It changed while it was read. */
  | { readonly type: 'again' }
  /** It may become whole, or readable, without its size or time changing. */
  | { readonly type: 'later'; readonly reason: SkipReason; readonly detail: string | null }
  | { readonly type: 'never'; readonly outcome: OutcomeName; readonly reason: SkipReason; readonly detail: string | null };

/**
 * A picture with nothing or nonsense inside is tried so often before it is believed: space that a program has set aside is zeros until it is
 * filled, and a file that is filled through memory keeps its time until much later.
 */
const NONSENSE_TRIES = 4;

/** `tries`: how often it failed, this time among them. */
export function failureOf(error: unknown, tries: number): Failure {
  if (!(error instanceof DarkslideError)) return { type: 'later', reason: 'unreadable', detail: null };
  const detail = error.message;
  const code: ErrorCode = error.code;
  switch (code) {
    case 'file-missing':
      return { type: 'gone' };
    case 'file-changed':
      return { type: 'again' };
    case 'picture-truncated':
      return { type: 'later', reason: 'truncated', detail: null };
    case 'file-empty':
      return { type: 'never', outcome: 'skipped', reason: 'empty', detail: null };
    case 'format-unknown':
    case 'picture-corrupt':
      return tries < NONSENSE_TRIES
        ? { type: 'later', reason: 'not-a-picture', detail: null }
        : { type: 'never', outcome: 'failed', reason: 'not-a-picture', detail: null };
    case 'format-later':
    case 'coding-unsupported':
    case 'picture-blank':
    case 'raw-without-preview':
    case 'picture-too-large':
    case 'picture-too-small':
    case 'picture-too-long':
    case 'name-broken':
      return { type: 'never', outcome: 'failed', reason: 'refused', detail };
    default:
      // The drive, the permissions, a decoder that fell over: none of it is the picture's own fault
      return { type: 'later', reason: 'unreadable', detail };
  }
}
