/** How bursts become lines. */
import { describe, expect, it } from 'vitest';
import { ruleIdSchema } from '../../../../electron/contract/rule.ts';
import { createStory, gather, type Happening } from '../../../../electron/watch/engine/book/story.ts';
import { openLedger } from '../../../../electron/develop/ledger/open.ts';
import { closeDatabase } from '../../../../electron/library/database.ts';
import { temporaryFolder } from '../../../helpers/workshop.ts';

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

describe('the lines of a night', () => {
  const at = (hour: number, minute: number): number => new Date(2026, 10, 14, hour, minute).getTime();

  /** What is told at these times, as it is read in the morning. */
  async function read(told: readonly (readonly [number, Happening])[]): Promise<string[]> {
    const folder = await temporaryFolder();
    let now = 0;
    const { database } = openLedger(folder.path, () => now);
    try {
      const id = ruleIdSchema.parse('night');
      const story = createStory(
        database,
        () => now,
        () => undefined,
      );
      for (const [time, happening] of told) {
        now = time;
        story.tell(id, [happening]);
      }
      const clock = (ms: number): string => new Date(ms).toTimeString().slice(0, 5);
      return story
        .lines(id, 100)
        .reverse()
        .map(({ at: from, until, kind, count }) => `${clock(from)}–${clock(until ?? from)} ${kind} ${String(count)}`);
    } finally {
      closeDatabase(database);
      await folder.remove();
    }
  }
  const queued = { kind: 'queued', name: 'a.jpg' } as const;

  it('are one for a burst however long it goes on, and two where the camera rested', async () => {
    const burst = Array.from({ length: 40 }, (_, index) => [at(14, index), queued] as const);
    expect(await read([...burst, [at(15, 0), queued]])).toEqual(['14:00–14:39 queued 40', '15:00–15:00 queued 1']);
  });

  it('are cut where work stood still, at midnight, and where the clock was set back', async () => {
    expect(
      await read([
        [at(14, 0), queued],
        [at(14, 1), { kind: 'paused', count: 1 }],
        [at(14, 2), queued],
      ]),
    ).toHaveLength(3);
    expect(
      await read([
        [at(23, 59), queued],
        [at(24, 1), queued],
      ]),
    ).toHaveLength(2);
    expect(
      await read([
        [at(14, 0), queued],
        [at(13, 0), queued],
      ]),
    ).toHaveLength(2);
  });

  it('gather photos that got no answer, whatever they are called', async () => {
    const lost = { kind: 'unsure', name: 'a.jpg', detail: 'Sent, but no answer came.' } as const;
    expect(
      await read([
        [at(18, 0), lost],
        [at(18, 4), { ...lost, name: 'b.jpg' }],
      ]),
    ).toEqual(['18:00–18:04 unsure 2']);
  });
});
