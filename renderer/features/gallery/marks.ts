/** Marks on a picture and what a screen reader says of a cell. Pure. */
import type { ErrorCode } from '../../../electron/contract/errors.ts';
import type { Job } from '../../../electron/contract/job.ts';
import type { Photo, Result } from '../../../electron/contract/photo.ts';
import { formatCount, plural, withoutExtension } from '../../lib/format.ts';
import type { IconName } from '../../ui/icon.tsx';

export interface Badge {
  readonly text: string;
  readonly icon: IconName | null;
  readonly tone: 'plain' | 'maybe' | 'danger' | 'sim';
}
export type StateMark = ({ readonly kind: 'badge' } & Badge) | { readonly kind: 'developing' } | null;

/** A word or two for a photo that cannot be developed; the whole sentence is in the tooltip. */
const problemWords: Partial<Record<ErrorCode, string>> = {
  'format-later': 'Not yet',
  'format-unknown': 'No picture',
  'file-missing': 'Missing',
  'file-unreadable': 'Unreadable',
  'file-empty': 'Empty',
  'picture-truncated': 'Cut off',
  'picture-corrupt': 'Damaged',
  'coding-unsupported': 'Coding',
  'picture-blank': 'Blank',
  'raw-without-preview': 'No preview',
  'picture-too-large': 'Too large',
  'picture-too-small': 'Too small',
  'picture-too-long': 'Too long',
};

/** The mark at the bottom left of an original: what its latest job does, else why it cannot be developed. */
export function photoMark(photo: Photo, job: Job | undefined): StateMark {
  switch (job?.state) {
    case 'queued':
      return { kind: 'badge', text: 'Waiting', icon: 'clock', tone: 'plain' };
    case 'preparing':
    case 'sent':
    case 'accepted':
    case 'received':
      return { kind: 'developing' };
    case 'unsure':
      return { kind: 'badge', text: 'Maybe charged', icon: 'ask', tone: 'maybe' };
    case 'failed':
      return { kind: 'badge', text: 'Failed', icon: 'warn', tone: 'danger' };
    case 'done':
    case 'cancelled':
    case undefined:
      break;
  }
  if (photo.missing) return { kind: 'badge', text: 'Missing', icon: 'warn', tone: 'plain' };
  if (photo.problem === null) return null;
  return { kind: 'badge', text: problemWords[photo.problem.code] ?? 'Not usable', icon: 'info', tone: 'plain' };
}

/** "0.50": how far a photo was changed; null for a model without a strength, and without a photo that it could change. */
function strengthOf({ photoId, parameters }: Pick<Result, 'photoId' | 'parameters'>): string | null {
  const strength = parameters['strength'];
  return photoId !== null && typeof strength === 'number' ? strength.toFixed(2) : null;
}

/** The mark of a result: that it is simulated, else its strength where the model has one. */
export function resultMark(result: Result): StateMark {
  if (result.simulated) return { kind: 'badge', text: 'Simulated', icon: 'simulated', tone: 'sim' };
  const strength = strengthOf(result);
  return strength !== null ? { kind: 'badge', text: strength, icon: null, tone: 'plain' } : null;
}

/** A result's name without what it shares with its original: "golden-1". */
export function shortResultName(result: string, original: string): string {
  const whole = withoutExtension(result);
  const prefix = withoutExtension(original);
  const rest = whole.startsWith(prefix) ? whole.slice(prefix.length).replace(/^[-_ .]+/, '') : '';
  return rest === '' ? whole : rest;
}

/** Where the bar stands while a photo is developed, 0 to 1: straight to 0.9 in the usual time, then ever slower. */
export function developingShare(job: Pick<Job, 'state' | 'sentAt' | 'expectedMs'>, now: number): number {
  if (job.state === 'received') return 0.98;
  if (job.sentAt === null) return 0.02;
  const share = Math.max(0, now - job.sentAt) / job.expectedMs;
  return share < 1 ? 0.02 + share * 0.88 : 0.98 - 0.08 * Math.exp(1 - share);
}

/** "74 photos, 9 with results, 2 pictures without a photo": what a day holds. */
export function dayWords(count: { readonly photos: number; readonly withResults: number; readonly alone: number }): string {
  return [
    ...(count.photos > 0 ? [plural(count.photos, 'photo')] : []),
    ...(count.withResults > 0 ? [`${formatCount(count.withResults)} with results`] : []),
    ...(count.alone > 0 ? [`${plural(count.alone, 'picture')} without a photo`] : []),
  ].join(', ');
}

/** "+ RAW": a photo with another file of its shot; null: it is alone. */
export function companionWords({ format, companions }: Pick<Photo, 'format' | 'companions'>): string | null {
  if (companions.length === 0) return null;
  return format === 'raw' ? '+ JPEG' : '+ RAW';
}

/** "DSC_4127, with RAW, 3 results, waiting, selected". */
export function photoWords(photo: Photo, results: number, mark: StateMark, selected: boolean): string {
  const companion = companionWords(photo);
  return [
    withoutExtension(photo.name),
    ...(companion === null ? [] : [companion.replace('+', 'with')]),
    ...(results > 0 ? [plural(results, 'result')] : []),
    ...(mark === null ? [] : [mark.kind === 'badge' ? mark.text.toLowerCase() : 'developing']),
    ...(selected ? ['selected'] : []),
  ].join(', ');
}

/** "Result golden-1 of DSC_4127, simulated, strength 0.50"; without an original "Picture harbour-dawn-1, simulated". */
export function resultWords(result: Result, original: string, active: boolean): string {
  const strength = strengthOf(result);
  return [
    original === ''
      ? `Picture ${withoutExtension(result.name)}`
      : `Result ${shortResultName(result.name, original)} of ${withoutExtension(original)}`,
    ...(result.simulated ? ['simulated'] : []),
    ...(strength !== null ? [`strength ${strength}`] : []),
    ...(result.missing ? ['missing'] : []),
    ...(active ? ['selected'] : []),
  ].join(', ');
}
