/** What a picture that cannot be read means for its file. */
import { describe, expect, it } from 'vitest';
import { DarkslideError, type ErrorCode } from '../../../../electron/contract/errors.ts';
import { failureOf } from '../../../../electron/watch/engine/looking/failure.ts';

describe('a picture that cannot be read', () => {
  it.each<[ErrorCode, object]>([
    ['file-missing', { type: 'gone' }],
    ['file-changed', { type: 'again' }],
    ['picture-truncated', { type: 'later', reason: 'truncated' }],
    ['file-unreadable', { type: 'later', reason: 'unreadable' }],
    ['cancelled', { type: 'later', reason: 'unreadable' }],
    ['file-empty', { type: 'never', outcome: 'skipped', reason: 'empty' }],
    ['raw-without-preview', { type: 'never', outcome: 'failed', reason: 'refused' }],
    ['picture-too-small', { type: 'never', outcome: 'failed', reason: 'refused' }],
  ])('%s', (code, expected) => {
    for (const tries of [1, 2, 50]) expect(failureOf(new DarkslideError(code), tries)).toMatchObject(expected);
  });

  it('believes nonsense only after some tries: space that was set aside is zeros until it is filled', () => {
    const corrupt = new DarkslideError('picture-corrupt');
    expect([1, 2, 3, 4].map((tries) => failureOf(corrupt, tries).type)).toEqual(['later', 'later', 'later', 'never']);
    expect(failureOf(new DarkslideError('format-unknown'), 1).type).toBe('later');
  });

  it('never gives a file up for a fault of ours', () => {
    expect(failureOf(new Error('a bug'), 100)).toMatchObject({ type: 'later', reason: 'unreadable' });
  });
});
