/** What happened to a watched folder, in words for a terminal. */
import type { SkipReason, StoryLine } from '../contract/rule.ts';

const reasons: Readonly<Record<SkipReason, string>> = {
  'already-there': 'there already, left alone; --existing develops such photos too',
  'own-result': 'a result of Darkslide',
  'developed-before': 'developed before, not paid again',
  'changed-known': 'another picture under a known name, left alone',
  pair: 'the other picture of the pair is taken',
  kind: 'not of a kind that is wanted',
  pattern: 'its name is left out',
  'too-small-file': 'the file is too small',
  'too-old': 'too old',
  truncated: 'not whole yet; it is looked at again',
  empty: 'the file has no content yet',
  'not-a-picture': 'no picture that Darkslide reads',
  refused: 'cannot be developed',
  unreadable: 'cannot be read; it is tried again',
};

/** One line of the story as a sentence; null: not worth one here. */
export function storyWords({ kind, count, name, reason, detail }: StoryLine): string | null {
  const who = count === 1 && name !== null ? name : `${String(count)} files`;
  switch (kind) {
    case 'skipped': {
      const why = reason === null ? 'passed over' : reasons[reason];
      return `${who}: ${detail ?? why}.`.replace(/\.\.$/, '.');
    }
    case 'suspended':
    case 'polling':
    case 'paused':
    case 'restarted':
      return detail;
    case 'returned':
      return 'The folder is back.';
    case 'failed':
    case 'unsure':
      return detail === null ? null : name === null ? detail : `${name}: ${detail}`;
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
