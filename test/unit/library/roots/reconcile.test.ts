/** What became of the files of a root, case by case, and that every file is accounted for once whatever was found. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileEntry, Listing } from '../../../../electron/library/roots/entry.ts';
import { reconcile, reconcileInSlices, type LookFacts } from '../../../../electron/library/roots/reconcile.ts';
import type { SeenRow } from '../../../../electron/library/roots/seen-row.ts';

const listing: Listing = { complete: true, unreadable: [], brokenNames: [], volume: 'uuid:1', inode: 2 };
const whole: LookFacts = { listing, root: { volume: 'uuid:1', inode: 2 }, whole: true };

function entry(path: string, over: Partial<FileEntry> = {}): FileEntry {
  return { path, bytes: 10, modifiedMs: 1_000, changedMs: 1_000, inode: 5, ...over };
}

let lastId = 0;
function row(path: string, over: Partial<SeenRow> = {}): SeenRow {
  lastId += 1;
  return { ...entry(path), id: lastId, rootId: 1, version: 1, firstSeenAt: 0, missing: false, ...over };
}

/** What was found, as one line for each file. */
function story(known: readonly SeenRow[], entries: readonly FileEntry[], facts: LookFacts = whole): string[] {
  const found = reconcile(known, entries, facts);
  return [
    ...(found.suspicious === null ? [] : [`suspicious: ${found.suspicious}`]),
    ...found.fresh.map((file) => `fresh ${file.path}`),
    ...found.changed.map((match) => `changed ${match.row.path}`),
    ...found.moved.map((match) => `moved ${match.row.path} → ${match.entry.path}`),
    ...found.returned.map((match) => `returned ${match.row.path}`),
    ...found.touched.map((match) => `touched ${match.row.path}`),
    ...found.missing.map((file) => `missing ${file.path}`),
  ];
}

describe('reconcile', () => {
  it('says nothing where nothing changed', () => {
    expect(story([row('a.jpg')], [entry('a.jpg')])).toEqual([]);
  });

  it('knows a fresh file', () => {
    expect(story([], [entry('a.jpg')])).toEqual(['fresh a.jpg']);
  });

  it.each([
    ['bytes', { bytes: 11 }],
    ['time', { modifiedMs: 1_001 }],
    ['number, as one that was replaced over', { inode: 6 }],
  ])('calls it changed with other %s', (_, over) => {
    expect(story([row('a.jpg')], [entry('a.jpg', over)])).toEqual(['changed a.jpg']);
  });

  it('does not take numbers for another file on disks that have none', () => {
    expect(story([row('a.jpg', { inode: 0 })], [entry('a.jpg', { inode: 0 })])).toEqual([]);
    expect(story([row('a.jpg', { inode: 0 })], [entry('a.jpg')])).toEqual(['touched a.jpg']);
  });

  it('writes down another change time, and tells nobody', () => {
    expect(story([row('a.jpg')], [entry('a.jpg', { changedMs: 2_000 })])).toEqual(['touched a.jpg']);
  });

  it('follows a rename, into another folder too', () => {
    expect(story([row('a.jpg')], [entry('sub/b.jpg', { changedMs: 2_000 })])).toEqual(['moved a.jpg → sub/b.jpg']);
  });

  it('follows two that changed names', () => {
    const known = [row('a.jpg', { inode: 5 }), row('b.jpg', { inode: 6 })];
    expect(story(known, [entry('a.jpg', { inode: 6 }), entry('b.jpg', { inode: 5 })])).toEqual([
      'moved b.jpg → a.jpg',
      'moved a.jpg → b.jpg',
    ]);
  });

  it('follows a rename over another file: that one is gone', () => {
    const known = [row('a.jpg', { inode: 5 }), row('b.jpg', { inode: 6 })];
    expect(story(known, [entry('b.jpg', { inode: 5 })])).toEqual(['moved a.jpg → b.jpg', 'missing b.jpg']);
  });

  it('takes a second link for a fresh file, not for a move', () => {
    expect(story([row('a.jpg')], [entry('a.jpg'), entry('b.jpg')])).toEqual(['fresh b.jpg']);
  });

  it('takes a copy for a fresh file', () => {
    expect(story([row('a.jpg')], [entry('a.jpg'), entry('b.jpg', { inode: 6 })])).toEqual(['fresh b.jpg']);
  });

  it.each([0, 7])('follows a change of case only, with number %i', (inode) => {
    expect(story([row('IMG_1.jpg', { inode: 0 })], [entry('img_1.JPG', { inode })])).toEqual(['moved IMG_1.jpg → img_1.JPG']);
  });

  it('follows a name that is written otherwise, and keeps twins apart', () => {
    const [composed, decomposed] = ['é.jpg'.normalize('NFC'), 'é.jpg'.normalize('NFD')];
    expect(story([row(composed)], [entry(decomposed, { inode: 0 })])).toEqual([`moved ${composed} → ${decomposed}`]);
    const twins = [row(composed, { inode: 5 }), row(decomposed, { inode: 6 })];
    expect(story(twins, [entry(composed, { inode: 5 }), entry(decomposed, { inode: 6 })])).toEqual([]);
  });

  it('knows what is gone, and what is back', () => {
    const known = [row('a.jpg'), row('b.jpg', { inode: 6 })];
    expect(story(known, [entry('b.jpg', { inode: 6 })])).toEqual(['missing a.jpg']);
    expect(story([row('a.jpg', { missing: true })], [entry('a.jpg')])).toEqual(['returned a.jpg']);
    expect(story([row('a.jpg', { missing: true })], [entry('a.jpg', { bytes: 11 })])).toEqual(['changed a.jpg']);
    expect(story([row('a.jpg', { missing: true })], [entry('b.jpg')])).toEqual(['moved a.jpg → b.jpg']);
    expect(story([row('a.jpg', { missing: true })], [entry('c.jpg', { inode: 9 })])).toEqual(['fresh c.jpg']);
  });

  it('calls nothing missing after an incomplete look', () => {
    const facts = { ...whole, listing: { ...listing, complete: false } };
    expect(story([row('a.jpg'), row('b.jpg', { inode: 6 })], [entry('b.jpg', { inode: 6 })], facts)).toEqual([]);
    expect(story([row('a.jpg')], [], facts)).toEqual([]);
  });

  it('calls nothing missing in a folder that could not be listed, nor moved out of it', () => {
    const facts = { ...whole, listing: { ...listing, unreadable: ['shut'] } };
    const known = [row('shut/a.jpg', { inode: 5 }), row('shut/deep/b.jpg', { inode: 6 }), row('shutter.jpg', { inode: 7 })];
    expect(story(known, [], facts)).toEqual(['missing shutter.jpg']);
    expect(story(known, [entry('c.jpg', { inode: 5 })], facts)).toEqual(['fresh c.jpg', 'missing shutter.jpg']);
  });

  it('suspects a root that is empty all at once, and one on another volume', () => {
    expect(story([row('a.jpg')], [])).toEqual(['suspicious: empty']);
    expect(story([row('a.jpg', { missing: true })], [])).toEqual([]);
    expect(story([row('a.jpg')], [], { ...whole, whole: false })).toEqual(['missing a.jpg']);
    const other = { ...whole, listing: { ...listing, volume: 'uuid:2' } };
    expect(story([row('a.jpg')], [entry('z.jpg', { inode: 9 })], other)).toEqual(['suspicious: other-volume']);
  });

  it('does not suspect a volume that only got another number, nor one that cannot be told', () => {
    const facts = (volume: string | null, inode: number): LookFacts => ({
      listing: { ...listing, volume, inode },
      root: { volume: 'dev:ext4:7', inode: 2 },
      whole: true,
    });
    expect(story([row('a.jpg')], [entry('a.jpg')], facts('dev:ext4:8', 2))).toEqual([]);
    expect(story([row('a.jpg')], [entry('a.jpg')], facts('dev:ext4:8', 3))).toEqual(['suspicious: other-volume']);
    expect(story([row('a.jpg')], [entry('a.jpg')], facts(null, 3))).toEqual([]);
  });

  it('accounts for every file once, whatever is known and found, and in slices as in one go', () => {
    const path = fc.constantFrom('a.jpg', 'A.jpg', 'b.jpg', 'sub/a.jpg', 'sub/b.jpg', 'sub/deep/c.jpg', 'c.jpg');
    const file = { path, bytes: fc.integer({ min: 1, max: 2 }), modifiedMs: fc.integer({ min: 1, max: 2 }), inode: fc.nat(4) };
    const entries = fc.uniqueArray(fc.record({ ...file, changedMs: fc.nat(1) }), { selector: (one) => one.path });
    const known = fc.uniqueArray(fc.record({ ...file, changedMs: fc.nat(1), missing: fc.boolean() }), {
      selector: (one) => one.path,
    });
    const look = fc.record({
      complete: fc.boolean(),
      unreadable: fc.subarray(['sub', 'sub/deep', 'a.jpg']),
      whole: fc.boolean(),
    });
    fc.assert(
      fc.property(known, entries, look, (before, found, { complete, unreadable, whole: isWhole }) => {
        const rows = before.map((one) => row(one.path, one));
        const facts: LookFacts = { listing: { ...listing, complete, unreadable }, root: null, whole: isWhole };
        const changes = reconcile(rows, found, facts);
        const steps = reconcileInSlices(rows, found, facts);
        let step = steps.next();
        while (step.done !== true) step = steps.next();
        expect(step.value).toEqual(changes);
        if (changes.suspicious !== null) {
          expect(changes).toMatchObject({ fresh: [], changed: [], moved: [], returned: [], touched: [], missing: [] });
          return;
        }
        const matches = [...changes.changed, ...changes.moved, ...changes.returned, ...changes.touched];
        const told = [...changes.fresh, ...matches.map((match) => match.entry)].map((one) => one.path);
        expect(new Set(told).size).toBe(told.length);
        const used = [...matches.map((match) => match.row.id), ...changes.missing.map((one) => one.id)];
        expect(new Set(used).size).toBe(used.length);
        // What is not told is as it was
        for (const one of found.filter((candidate) => !told.includes(candidate.path))) {
          const was = rows.find((candidate) => candidate.path === one.path);
          expect(was).toMatchObject({ bytes: one.bytes, modifiedMs: one.modifiedMs, missing: false });
        }
        const isThere = (one: SeenRow): boolean => found.some((candidate) => candidate.path === one.path);
        const isHidden = (one: SeenRow): boolean =>
          !complete || unreadable.some((shut) => one.path === shut || one.path.startsWith(`${shut}/`));
        for (const one of rows.filter((candidate) => !used.includes(candidate.id) && !candidate.missing)) {
          expect(isThere(one) || isHidden(one)).toBe(true);
        }
        // One whose name another file has now is gone for certain
        for (const one of changes.missing) expect(isThere(one) || !isHidden(one)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
