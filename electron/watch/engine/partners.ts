/** Which files of a shot can stand for it, and what is judged again where one turns out not to. */
import type { Rule, SkipReason } from '../../contract/rule.ts';
import { shotPrefix } from '../../library/pairs.ts';
import type { SeenRow } from '../../library/roots/seen-row.ts';
import type { Seen } from '../../library/roots/seen.ts';
import { isTaken, type Book, type Outcome, type OutcomeName } from './book/book.ts';

/** A file that is passed over for one of these is never developed as it is now, so it keeps no other file of its shot out. */
const unfit: ReadonlySet<SkipReason> = new Set([
  ...(['kind', 'pattern', 'too-small-file', 'too-old', 'own-result'] as const),
  ...(['truncated', 'empty', 'not-a-picture', 'refused', 'unreadable'] as const),
]);

/** True: the shot would be lost if the others were left to this one. Pure. */
export function cannotStand({
  outcome,
  reason,
}: {
  readonly outcome: OutcomeName | null;
  readonly reason: SkipReason | null;
}): boolean {
  if (outcome === 'skipped') return reason !== null && unfit.has(reason);
  return outcome === 'failed' || outcome === 'incomplete' || outcome === 'own';
}

export interface PartnersParts {
  readonly rule: Pick<Rule, 'id'>;
  readonly book: Pick<Book, 'outcome' | 'shot' | 'drop'>;
  readonly seen: Pick<Seen, 'byId'>;
  readonly rootId: number;
}

export interface Partners {
  /** Called with what was just written of files. True: others of their shots are to be judged again now. */
  readonly written: (outcomes: readonly Outcome[]) => boolean;
  /** These files are not there any more. True: as above. */
  readonly gone: (files: readonly SeenRow[]) => boolean;
}

/** Builds it. */
export function createPartners({ rule, book, seen, rootId }: PartnersParts): Partners {
  const release = (paths: readonly string[]): boolean => {
    const again = paths.flatMap((path) => {
      const prefix = shotPrefix(path);
      const shot = book.shot(rule.id, rootId, prefix).filter((other) => shotPrefix(other.path) === prefix);
      return shot.filter(({ outcome, reason }) => outcome === 'skipped' && reason === 'pair').map(({ id }) => id);
    });
    book.drop(rule.id, again);
    return again.length > 0;
  };
  const isDeveloped = ({ id }: SeenRow): boolean => {
    const known = book.outcome(rule.id, id);
    return known !== null && isTaken(known);
  };
  return {
    written: (outcomes) => release(seen.byId(outcomes.filter(cannotStand).map(({ seenId }) => seenId)).map(({ path }) => path)),
    gone: (files) => release(files.filter((file) => file.missing && !isDeveloped(file)).map(({ path }) => path)),
  };
}
