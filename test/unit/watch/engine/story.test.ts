/** How bursts become lines. */
import { describe, expect, it } from 'vitest';
import { gather } from '../../../../electron/watch/engine/book/story.ts';

describe('a burst', () => {
  it('is one line with a count, and with a name only where it is about one', () => {
    const many = Array.from(
      { length: 500 },
      (_, index) => ({ kind: 'skipped', reason: 'already-there', name: `${String(index)}.jpg` }) as const,
    );
    expect(gather(many)).toEqual([{ kind: 'skipped', reason: 'already-there', name: null, count: 500 }]);
    expect(gather([{ kind: 'queued', name: 'a.jpg' }])).toEqual([{ kind: 'queued', name: 'a.jpg', count: 1 }]);
  });

  it('keeps apart what differs in more than the name', () => {
    expect(
      gather([
        { kind: 'skipped', reason: 'pair' },
        { kind: 'skipped', reason: 'empty' },
        { kind: 'skipped', reason: 'pair' },
      ]),
    ).toMatchObject([
      { reason: 'pair', count: 2 },
      { reason: 'empty', count: 1 },
    ]);
  });

  it('never puts together what happened to the rule itself', () => {
    const lines = gather([
      { kind: 'suspended', count: 0, detail: 'gone' },
      { kind: 'returned', count: 0 },
      { kind: 'suspended', count: 0, detail: 'gone' },
    ]);
    expect(lines.map(({ kind }) => kind)).toEqual(['suspended', 'returned', 'suspended']);
  });
});
