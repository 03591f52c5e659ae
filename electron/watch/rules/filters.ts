/** Which files a rule passes over by what its filters say. Pure. */
import type { Rule, SkipReason } from '../../contract/rule.ts';
import type { PictureFormat } from '../../contract/photo.ts';
import type { FileEntry } from '../../library/roots/entry.ts';
import { readPattern } from './patterns.ts';

export type Filters = Rule['filters'];

/** What a rule's filters say, its patterns read once. */
export interface Sieve {
  /** By path and name alone. */
  readonly byName: (path: string) => Extract<SkipReason, 'kind' | 'pattern'> | null;
  /** By size and time, once the file is still. */
  readonly byFile: (
    entry: Pick<FileEntry, 'bytes' | 'modifiedMs'>,
  ) => Extract<SkipReason, 'empty' | 'too-small-file' | 'too-old'> | null;
  /** By what the file really is. */
  readonly byKind: (format: PictureFormat) => Extract<SkipReason, 'kind'> | null;
}

/** Reasons that may be no reasons any more when filters change. */
export const filterReasons: readonly SkipReason[] = ['kind', 'pattern', 'too-small-file', 'too-old'];

/** `formatOfName`: what the extension promises; null: no picture. */
export function createSieve(filters: Filters, formatOfName: (name: string) => PictureFormat | null): Sieve {
  const patterns = filters.ignore.map((pattern) => readPattern(pattern));
  const isKind = (format: PictureFormat | null): boolean =>
    filters.kinds === null || (format !== null && filters.kinds.includes(format));
  return {
    byName: (path) => {
      if (patterns.some((matches) => matches(path))) return 'pattern';
      return isKind(formatOfName(path)) ? null : 'kind';
    },
    byFile: ({ bytes, modifiedMs }) => {
      if (bytes === 0) return 'empty';
      if (bytes < filters.minBytes) return 'too-small-file';
      return filters.newerThan !== null && modifiedMs <= filters.newerThan ? 'too-old' : null;
    },
    byKind: (format) => (isKind(format) ? null : 'kind'),
  };
}
