/** What happened to the files of a watched folder, in words for a terminal. */
import type { SkipReason } from '../contract/rule.ts';
import type { Happening } from '../watch/engine/book/story.ts';

const reasons: Readonly<Record<SkipReason, string>> = {
  'already-there': 'there already, left alone; --existing develops such photos too',
  'own-result': 'a result of Darkslide',
  'developed-before': 'developed before, not paid again',
  'changed-known': 'the file is not as it was seen under this name, left alone; --changed develops such photos too',
  pair: 'the other picture of its shot stands for it',
  kind: 'not of a kind that is wanted',
  pattern: 'its name is left out',
  'too-small-file': 'the file is too small',
  'too-old': 'too old',
  truncated: 'not whole yet; it is looked at again',
  empty: 'the file has no content yet; it is taken once it has',
  'not-a-picture': 'no picture that Darkslide reads',
  refused: 'cannot be developed',
  unreadable: 'cannot be read; it is tried again',
};

/** Why files were passed over, without their names. */
export function skipWords({ count = 1, reason, detail }: Pick<Happening, 'count' | 'reason' | 'detail'>): string {
  const why = detail ?? (reason == null ? 'passed over' : reasons[reason]);
  const words = count === 1 ? why : `${String(count)} files: ${why}`;
  return words.endsWith('.') ? words : `${words}.`;
}

/** What is told of the folder as a whole; null: nothing, or each job tells it of itself. */
export function folderWords({ kind, name, detail }: Pick<Happening, 'kind' | 'name' | 'detail'>): string | null {
  switch (kind) {
    case 'suspended':
    case 'polling':
    case 'paused':
    case 'restarted':
      return detail ?? null;
    case 'returned':
      return 'The folder is back.';
    case 'failed':
    case 'unsure':
      return name == null ? (detail ?? null) : null;
    case 'skipped':
    case 'started':
    case 'stopped':
    case 'scanned':
    case 'watching':
    case 'resumed':
    case 'queued':
    case 'moved':
      return null;
  }
}
