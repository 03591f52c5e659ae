/** Judges files that are still, by what the rule says and what is known of them. Whatever is decided here needs no look into the picture. */
import { basename } from 'node:path';
import type { PictureFormat } from '../../contract/photo.ts';
import type { Rule, SkipReason } from '../../contract/rule.ts';
import { filterReasons, type Sieve } from '../rules/filters.ts';
import { choosePair, shotPrefix, type Sibling } from '../../library/pairs.ts';
import { isTaken, type Book, type Outcome } from './book/book.ts';
import type { Candidate, Candidates } from './looking/candidates.ts';
import type { SeenRow } from '../../library/roots/seen-row.ts';
import type { Seen } from '../../library/roots/seen.ts';
import type { Happening } from './book/story.ts';
import { cannotStand } from './partners.ts';

export interface JudgeParts {
  readonly rule: Rule;
  readonly sieve: Sieve;
  readonly book: Book;
  readonly rootId: number;
  readonly absolute: (path: string) => string;
  readonly formatOfName: (name: string) => PictureFormat | null;
  /** Is a result of this data folder known at this absolute path? */
  readonly isResult: (path: string) => boolean;
  /** Is this file being handed over? */
  readonly isOnItsWay: (seenId: number) => boolean;
  readonly write: (outcomes: readonly Outcome[], happenings: readonly Happening[]) => void;
}

/** Builds it. */
export function createJudge({ rule, sieve, book, rootId, absolute, formatOfName, ...parts }: JudgeParts) {
  const siblingsOf = (path: string): Sibling[] =>
    book
      .shot(rule.id, rootId, shotPrefix(path))
      .filter((other) => other.path !== path && shotPrefix(other.path) === shotPrefix(path))
      .filter((other) => !(other.isCurrent && cannotStand(other)))
      .map((other) => ({
        format: formatOfName(other.path),
        isTaken:
          other.outcome === 'queued' || other.outcome === 'known' || other.outcome === 'moved' || parts.isOnItsWay(other.id),
      }));

  /** Null: it takes a look into the picture. */
  const reasonOf = (file: SeenRow, known: Outcome | null): SkipReason | null => {
    if (known !== null && known.version !== file.version && isTaken(known) && rule.changed === 'ignore') return 'changed-known';
    return sieve.byName(file.path) ?? sieve.byFile(file);
  };

  return (
    still: readonly { readonly candidate: Candidate; readonly file: SeenRow }[],
    candidates: Pick<Candidates, 'judged' | 'isPairLate'>,
  ): void => {
    const outcomes: Outcome[] = [];
    const happenings: Happening[] = [];
    for (const { candidate, file } of still) {
      const known = book.outcome(rule.id, file.id);
      const isOver = known !== null && known.version === file.version && known.outcome !== 'incomplete';
      if (isOver || parts.isOnItsWay(file.id)) {
        candidates.judged(candidate, file, { type: 'over' });
        continue;
      }
      const facts = { seenId: file.id, version: file.version, photoId: known?.photoId ?? null };
      const pass = (reason: SkipReason): void => {
        outcomes.push({ ...facts, outcome: 'skipped', reason });
        happenings.push({ kind: 'skipped', name: basename(file.path), path: file.path, reason });
        candidates.judged(candidate, file, { type: 'over' });
      };
      const reason = reasonOf(file, known);
      if (reason !== null) {
        pass(reason);
        continue;
      }
      if (parts.isResult(absolute(file.path))) {
        outcomes.push({ ...facts, outcome: 'own', reason: 'own-result' });
        candidates.judged(candidate, file, { type: 'over' });
        continue;
      }
      const pair = choosePair(formatOfName(file.path), rule.pairs, siblingsOf(file.path), candidates.isPairLate(candidate));
      if (pair === 'pair') pass('pair');
      else candidates.judged(candidate, file, { type: pair === 'wait' ? 'wait' : 'verify' });
    }
    parts.write(outcomes, happenings);
  };
}

/** Filters may have changed: what was passed over for a reason that is none any more is to be judged again. */
export function reconsider(parts: Pick<JudgeParts, 'rule' | 'sieve' | 'book' | 'formatOfName'> & { readonly seen: Seen }): void {
  const { rule, sieve, book, seen, formatOfName } = parts;
  const isPassedStill = (id: number): boolean => {
    const [file] = seen.byId([id]);
    return file === undefined || (sieve.byName(file.path) ?? sieve.byFile(file)) !== null;
  };
  const again = book.skippedFor(rule.id, filterReasons).filter((id) => !isPassedStill(id));
  // The preferred one of a pair is passed over only for one that was taken; that is found out again
  const isPaired = (id: number): boolean => seen.byId([id]).every(({ path }) => formatOfName(path) !== rule.pairs);
  again.push(...book.skippedFor(rule.id, ['pair']).filter((id) => rule.pairs === 'both' || !isPaired(id)));
  if (rule.changed === 'develop') again.push(...book.skippedFor(rule.id, ['changed-known']));
  book.drop(rule.id, again);
}
