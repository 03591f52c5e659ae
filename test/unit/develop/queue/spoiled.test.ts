/** Paid in vain: who asked before that was known is told, and nothing is sent for them. */
import { describe, expect, it } from 'vitest';
import { createSpoiled } from '../../../../electron/develop/queue/spoiled.ts';
import type { JobRow } from '../../../../electron/develop/ledger/job-row.ts';

const job = (id: number, created: number): JobRow =>
  // Only these columns are looked at
  ({ id, identity: 'work', created_at: created }) as unknown as JobRow;

function spoiledAt(at: number, ownJobsOnly: boolean): ReturnType<typeof createSpoiled> {
  const spoiled = createSpoiled({ ownJobsOnly, now: () => at });
  spoiled.note(job(1, 10));
  return spoiled;
}

describe('work that was paid for in vain', () => {
  it('is not sent for a copy that was asked for before', () => {
    expect(spoiledAt(100, false).before('work', job(2, 50))).toMatchObject({ code: 'reply-unusable' });
  });

  it('is sent for a person who asks once more, and for its own job that is tried again', () => {
    expect(spoiledAt(100, false).before('work', job(2, 150))).toBeNull();
    expect(spoiledAt(100, true).before('work', job(1, 10))).toBeNull();
  });

  it('is not sent by the same run of the command line, whose questions were all asked at once', () => {
    expect(spoiledAt(100, true).before('work', job(2, 150))).toMatchObject({ code: 'reply-unusable' });
  });

  it('says nothing about other work', () => {
    expect(spoiledAt(100, true).before('other work', job(2, 50))).toBeNull();
  });
});
