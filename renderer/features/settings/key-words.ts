/** What the account page says about the key: where it is, how long, and what is wrong with it. */
import type { ErrorCode, Problem } from '../../../electron/contract/errors.ts';
import type { Balance } from '../../../electron/contract/job.ts';
import type { KeyState } from '../../../electron/contract/preferences.ts';
import { formatTime } from '../../lib/format.ts';
import { dollars } from '../../../electron/contract/dollars.ts';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "12 November". ms since 1970. */
function dayWords(time: number): string {
  const date = new Date(time);
  return `${String(date.getDate())} ${months[date.getMonth()] ?? ''}`;
}

/** Where the key is kept, in one line. */
export function keptWords(key: KeyState): string {
  if (key.fromEnvironment) return 'SEGMIND_API_KEY, set outside Darkslide';
  if (key.state === 'none')
    return key.durable ? `Nowhere yet. It would go to ${key.keptIn}` : 'Nowhere yet. It would be kept for this session only';
  const since = key.savedAt === null ? '' : `, since ${dayWords(key.savedAt)}`;
  if (key.state === 'unreadable') return `${key.keptIn}${since}, but it cannot be read`;
  return key.durable ? `${key.keptIn}, item “Darkslide”${since}` : 'This session only';
}

/** What that means, in a sentence under it. */
export function keptHint(key: KeyState): string {
  if (key.fromEnvironment) return 'To change or remove it, change the variable and start Darkslide again.';
  if (key.state === 'unreadable') {
    return 'The keychain does not decrypt the stored key; it was reset, or another one is unlocked. Unlock it and start Darkslide again, or enter the key again here.';
  }
  if (key.keptFor !== undefined) {
    return `A key is kept for ${key.keptFor.replace(/^https:\/\//, '')}. It goes to no other endpoint: enter the key for this one.`;
  }
  if (!key.durable) {
    return 'No keychain was found on this computer, so the key is forgotten when Darkslide quits. It is never written to a file.';
  }
  return 'Never in a file, a log or this window. Without a keychain it is kept for this session only.';
}

export type KeyTest = { readonly works: true; readonly balance: Balance } | { readonly works: false; readonly problem: Problem };

const advice: Partial<Record<ErrorCode, string>> = {
  'key-rejected': 'Copy it again from Segmind’s key page, whole and without spaces.',
  'key-missing': 'Enter a key first.',
  offline: 'Nothing is wrong with the key as far as is known; test it again when the network is back.',
  'rate-limited': 'Wait a minute and test it again.',
  'server-error': 'That is Segmind’s own trouble; test it again later.',
};

/** The outcome of a test, in one or two sentences; `now` in ms since 1970. */
export function testWords(test: KeyTest, now: number): string {
  if (!test.works) return [test.problem.message, advice[test.problem.code]].filter((part) => part !== undefined).join(' ');
  const { balance } = test;
  const amount = balance === null ? '' : ` Balance ${dollars(balance.usd)}, checked ${formatTime(now)}.`;
  return `Works.${amount} The test runs nothing and costs nothing.`;
}
