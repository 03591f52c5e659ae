/** What was there when a rule began is left alone: the first listing of the folder, without what came while it was listed. */
import type { Rule } from '../../contract/rule.ts';
import type { FileEntry } from '../../library/roots/entry.ts';
import type { Book, Outcome } from './book/book.ts';
import { noChanges } from '../../library/roots/seen-row.ts';
import type { Seen } from '../../library/roots/seen.ts';
import type { Happening } from './book/story.ts';

/** Files that are written down in one transaction. */
const SLICE = 500;

export interface BaselineParts {
  readonly rule: Pick<Rule, 'id'>;
  readonly book: Book;
  readonly seen: Seen;
  readonly rootId: number;
  readonly isDone: boolean;
  /** Null: it is being made now. Else it was made then, ms since 1970, and ended before its baseline was written. */
  readonly madeAt: number | null;
  readonly tell: (line: Happening) => void;
}

/**
 * Builds it; called with each full listing, it does something with the first only. An end in the middle leaves the baseline to be made again:
 * then a file whose arrival the system noted after the rule was made is none of it, because it came while nobody looked.
 */
export function createBaseline({ rule, book, seen, rootId, isDone, madeAt, tell }: BaselineParts) {
  let done = isDone;
  return async (entries: readonly FileEntry[], hinted: ReadonlySet<string>): Promise<void> => {
    if (done) return;
    const isNew = ({ path, changedMs }: FileEntry): boolean => hinted.has(path) || (madeAt !== null && changedMs > madeAt);
    const old = entries.filter((entry) => !isNew(entry));
    for (let first = 0; first < old.length; first += SLICE) {
      const slice = old.slice(first, first + SLICE);
      seen.apply(rootId, { ...noChanges, fresh: slice });
      const rows = seen.at(
        rootId,
        slice.map(({ path }) => path),
      );
      // What has an outcome was judged before the baseline was cut off
      const unjudged = rows.filter(({ id }) => book.outcome(rule.id, id) === null);
      book.write(
        rule.id,
        unjudged.map(({ id, version }): Outcome => ({ seenId: id, version, outcome: 'baseline', reason: null, photoId: null })),
      );
      await new Promise((resume) => setImmediate(resume));
    }
    book.baselineDone(rule.id);
    done = true;
    if (old.length > 0) tell({ kind: 'skipped', count: old.length, reason: 'already-there' });
  };
}
