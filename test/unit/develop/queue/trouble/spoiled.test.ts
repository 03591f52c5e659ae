/** Paid in vain: who asked before that was known is told, and nothing is sent for them. */
import { describe, expect, it } from 'vitest';
import { jobIdSchema, type JobId } from '../../../../../electron/contract/ids.ts';
import { createSpoiled } from '../../../../../electron/develop/queue/trouble/spoiled.ts';

const job = (id: number): { id: JobId; identity: string } => ({ id: jobIdSchema.parse(id), identity: 'work' });

/** Job 1 was paid for in vain; jobs up to `newest` had been asked for by then. */
function spoiledWhen(newest: number, ownJobsOnly: boolean): ReturnType<typeof createSpoiled> {
  const spoiled = createSpoiled({ ownJobsOnly, newestJob: () => newest });
  spoiled.note(job(1));
  return spoiled;
}

describe('work that was paid for in vain', () => {
  it('is not sent for a copy that was asked for before', () => {
    expect(spoiledWhen(2, false).before('work', job(2))).toMatchObject({ code: 'reply-unusable' });
  });

  it('is sent for a person who asks once more, and for its own job that is tried again', () => {
    expect(spoiledWhen(2, false).before('work', job(3))).toBeNull();
    expect(spoiledWhen(2, true).before('work', job(1))).toBeNull();
  });

  it('is not sent by the same run of the command line, whose questions were all asked at once', () => {
    expect(spoiledWhen(2, true).before('work', job(3))).toMatchObject({ code: 'reply-unusable' });
  });

  it('says nothing about other work', () => {
    expect(spoiledWhen(2, true).before('other work', job(2))).toBeNull();
  });
});
