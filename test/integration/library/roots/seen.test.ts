/** Roots and what was seen in them, in a real database: after any history the table is what is on disk, and files keep their rows. */
import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../../electron/library/database.ts';
import type { FileEntry, Listing } from '../../../../electron/library/roots/entry.ts';
import { reconcile } from '../../../../electron/library/roots/reconcile.ts';
import { createRoots, placeRoot } from '../../../../electron/library/roots/roots.ts';
import { createSeen, type Applied, type Seen } from '../../../../electron/library/roots/seen.ts';
import { noChanges } from '../../../../electron/library/roots/seen-row.ts';
import { libraryMigrations } from '../../../../electron/library/schema.ts';

const listing: Listing = { complete: true, unreadable: [], brokenNames: [], volume: 'uuid:1', inode: 2 };
let database: Database;
let seen: Seen;
let rootId = 0;

function open(): void {
  database = new DatabaseSync(':memory:');
  database.exec('PRAGMA foreign_keys=ON');
  for (const { sql } of libraryMigrations) database.exec(sql);
  seen = createSeen(database, () => 7);
  rootId = createRoots(database, () => 7).add('/photos', { volume: 'uuid:1', inode: 2 }).id;
}

beforeEach(open);
afterEach(() => {
  database.close();
});

function entry(path: string, inode: number, over: Partial<FileEntry> = {}): FileEntry {
  return { path, bytes: 10, modifiedMs: 1_000.5, changedMs: 1_000.5, inode, ...over };
}

/** A look at the whole root, written down. */
function look(entries: readonly FileEntry[]): Applied[] {
  const known = [...seen.rows(rootId, '')].flat();
  const changes = reconcile(known, entries, { listing, root: { volume: 'uuid:1', inode: 2 }, whole: false });
  return [...seen.applyInSlices(rootId, changes)].flat();
}

function story(applied: readonly Applied[]): string[] {
  return applied.map(({ what, row, from }) => `${what} ${from === null ? '' : `${from} → `}${row.path} v${String(row.version)}`);
}

describe('what was seen', () => {
  it('follows a file through its life, in one row', () => {
    expect(story(look([entry('a.jpg', 5)]))).toEqual(['fresh a.jpg v1']);
    const id = seen.of(rootId, 'a.jpg')?.id;
    expect(look([entry('a.jpg', 5)])).toEqual([]);
    expect(story(look([entry('a.jpg', 5, { bytes: 11 })]))).toEqual(['changed a.jpg v2']);
    expect(story(look([entry('sub/b.jpg', 5, { bytes: 11 })]))).toEqual(['moved a.jpg → sub/b.jpg v2']);
    expect(story(look([]))).toEqual(['missing sub/b.jpg v2']);
    expect(seen.count(rootId)).toEqual({ present: 0, missing: 1 });
    expect(story(look([entry('sub/b.jpg', 5, { bytes: 11 })]))).toEqual(['returned sub/b.jpg v2']);
    expect(seen.byId([id ?? 0])[0]).toMatchObject({ id, path: 'sub/b.jpg', bytes: 11, modifiedMs: 1_000.5, firstSeenAt: 7 });
    expect(seen.byInode(rootId, [5, 0]).map((row) => row.id)).toEqual([id]);
    expect(seen.count(rootId)).toEqual({ present: 1, missing: 0 });
  });

  it('lets two files change names, and one take the name of a missing one that comes back elsewhere', () => {
    look([entry('a.jpg', 5), entry('b.jpg', 6)]);
    const ids = seen.at(rootId, ['a.jpg', 'b.jpg']).map((row) => row.id);
    expect(story(look([entry('b.jpg', 5), entry('a.jpg', 6)])).sort()).toEqual([
      'moved a.jpg → b.jpg v1',
      'moved b.jpg → a.jpg v1',
    ]);
    expect(seen.at(rootId, ['b.jpg', 'a.jpg']).map((row) => row.id)).toEqual(ids);
    look([entry('a.jpg', 6)]);
    expect(story(look([entry('b.jpg', 6)]))).toEqual(['moved a.jpg → b.jpg v1']);
    expect(story(look([entry('b.jpg', 6), entry('c.jpg', 5)]))[0]).toMatch(/^moved .* → c\.jpg v1$/);
    expect(seen.at(rootId, ['c.jpg', 'b.jpg']).map((row) => row.id)).toEqual(ids);
  });

  it('gives the rows of a folder and nothing beside it, in slices', () => {
    const paths = ['sub', 'sub-2/a.jpg', 'sub.jpg', 'sub/a.jpg', 'sub/deep/b.jpg', 'sub0.jpg', 'süb/a.jpg', '日/a.jpg'];
    look(paths.map((path, index) => entry(path, index + 10)));
    const under = [...seen.rows(rootId, 'sub')].flat().map((row) => row.path);
    expect(under).toEqual(['sub', 'sub/a.jpg', 'sub/deep/b.jpg']);
    const many = Array.from({ length: 1_234 }, (_, index) => entry(`many/${String(index)}.jpg`, 1_000 + index));
    look([...paths.map((path, index) => entry(path, index + 10)), ...many]);
    const slices = [...seen.rows(rootId, 'many')];
    expect(slices.map((slice) => slice.length)).toEqual([500, 500, 234]);
    expect(new Set(slices.flat().map((row) => row.path)).size).toBe(1_234);
    expect([...seen.rows(rootId, '')].flat()).toHaveLength(paths.length + 1_234);
  });

  it('takes a fresh file once where two looks found it', () => {
    expect(seen.apply(rootId, { ...noChanges, fresh: [entry('a.jpg', 5)] })).toHaveLength(1);
    expect(seen.apply(rootId, { ...noChanges, fresh: [entry('a.jpg', 5)] })).toEqual([]);
  });

  it('is what is on disk after any history, and a file keeps its row as long as it can be told', () => {
    const names = ['a.jpg', 'A.jpg', 'b.jpg', 'sub/a.jpg', 'sub/c.jpg', 'd.jpg'];
    const name = fc.constantFrom(...names);
    const operation = fc.oneof(
      fc.record({ what: fc.constant('make' as const), from: name, to: name }),
      fc.record({ what: fc.constant('write' as const), from: name, to: name }),
      fc.record({ what: fc.constant('rename' as const), from: name, to: name }),
      fc.record({ what: fc.constant('swap' as const), from: name, to: name }),
      fc.record({ what: fc.constant('copy' as const), from: name, to: name }),
      fc.record({ what: fc.constant('remove' as const), from: name, to: name }),
      fc.record({ what: fc.constant('park' as const), from: name, to: name }),
      fc.record({ what: fc.constant('unpark' as const), from: name, to: name }),
      // Often: what happened between two looks is only seen in its end
      { weight: 6, arbitrary: fc.record({ what: fc.constant('look' as const), from: name, to: name }) },
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40, size: 'max' }), (operations) => {
        database.close();
        open();
        const disk = new Map<string, FileEntry>();
        /** Moved out of the root. */
        const parked: FileEntry[] = [];
        /** Number of a file → its row at the last look, while its content is the same. */
        let rowOf = new Map<string, number>();
        let clock = 1;
        const put = (path: string, file: FileEntry): void => {
          disk.set(path, { ...file, path });
        };
        const fresh = (path: string): FileEntry => entry(path, (clock += 1), { modifiedMs: clock });
        const check = (): void => {
          const applied = look([...disk.values()]);
          const present = [...seen.rows(rootId, '')].flat().filter((row) => !row.missing);
          const plain = ({ path, bytes, modifiedMs, changedMs, inode }: FileEntry): FileEntry => ({
            path,
            bytes,
            modifiedMs,
            changedMs,
            inode,
          });
          const byPath = (one: FileEntry, other: FileEntry): number => (one.path < other.path ? -1 : 1);
          expect(present.map(plain).sort(byPath)).toEqual([...disk.values()].map(plain).sort(byPath));
          const key = (file: FileEntry): string => `${String(file.inode)} ${String(file.modifiedMs)}`;
          for (const row of present) {
            const was = rowOf.get(key(row));
            if (was !== undefined) expect(row.id).toBe(was);
          }
          // A file that was moved away is remembered, and known again when it comes back; not where another one has its name and row by then
          const ids = new Set(present.map((row) => row.id));
          rowOf = new Map([...[...rowOf].filter(([, id]) => !ids.has(id)), ...present.map((row) => [key(row), row.id] as const)]);
          const told = applied.map(({ row }) => row.id);
          expect(new Set(told).size).toBe(told.length);
        };
        for (const { what, from, to } of operations) {
          const file = disk.get(from);
          if (what === 'make') put(to, fresh(to));
          else if (what === 'look') check();
          else if (what === 'unpark') {
            const back = parked.pop();
            if (back !== undefined) put(to, back);
          } else if (file === undefined) continue;
          else if (what === 'write') put(from, { ...file, bytes: file.bytes + 1, modifiedMs: (clock += 1) });
          else if (what === 'remove') disk.delete(from);
          else if (what === 'copy') put(to, { ...fresh(to), bytes: file.bytes });
          else if (what === 'park') {
            parked.push(file);
            disk.delete(from);
          } else if (what === 'swap') {
            const other = disk.get(to);
            if (other === undefined) continue;
            put(from, other);
            put(to, file);
          } else {
            disk.delete(from);
            put(to, file);
          }
        }
        check();
        expect(look([...disk.values()])).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('roots', () => {
  it('keep their row when they are moved on their volume, and get another one otherwise', async () => {
    const roots = createRoots(database, () => 7);
    const facts = { volume: 'uuid:1', inode: 2 };
    const gone = async (): Promise<boolean> => Promise.resolve(true);
    const there = async (): Promise<boolean> => Promise.resolve(false);
    look([entry('a.jpg', 5)]);
    expect((await placeRoot(roots, '/photos', facts, gone)).id).toBe(rootId);
    // Mounted at two places: both are there
    const twin = await placeRoot(roots, '/twin', facts, there);
    expect(twin.id).not.toBe(rootId);
    roots.remove(twin.id);
    const moved = await placeRoot(roots, '/pictures', facts, gone);
    expect(moved).toMatchObject({ id: rootId, path: '/pictures' });
    expect(seen.of(rootId, 'a.jpg')).not.toBeNull();
    const other = await placeRoot(roots, '/photos', { volume: 'uuid:9', inode: 2 }, gone);
    expect(other.id).not.toBe(rootId);
    const unreached = await placeRoot(roots, '/away', null, gone);
    expect(roots.identify(unreached.id, { volume: 'uuid:3', inode: 9 })).toMatchObject({ volume: 'uuid:3', inode: 9 });
    roots.remove(rootId);
    expect(seen.count(rootId)).toEqual({ present: 0, missing: 0 });
    expect(roots.all().map((root) => root.path)).toEqual(['/photos', '/away']);
  });
});
