/** What is said of files that come in. Pure. */
import type { Intake } from '../../electron/contract/photo.ts';
import { formatCount, plural } from '../lib/format.ts';

/** "Listing: 12,400 photos found", "Looking into files: 3,100 of 12,400". */
export function intakeWords({ state, found, looked, toLook, unusable }: Intake): string {
  const useless = unusable === 0 ? '' : `, ${formatCount(unusable)} cannot be used`;
  const progress = `${formatCount(looked)} of ${formatCount(looked + toLook)}${useless}`;
  switch (state) {
    case 'idle':
      return '';
    case 'listing':
      return found === 0 ? 'Looking for photos' : `Looking for photos: ${plural(found, 'photo')} found`;
    case 'looking':
      return `Looking into files: ${progress}`;
    case 'paused':
      return `Paused. Looked into ${progress}`;
  }
}
