/** Capture times in the library: kept as wall clocks, in whatever zone it is opened, and carried over from one that kept instants. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../electron/library/database.ts';
import { libraryMigrations } from '../../../electron/library/schema.ts';
import { ledgerMigrations } from '../../../electron/develop/ledger/schema.ts';
import { scene } from '../../fixtures/pictures.ts';
import { workshopGround } from '../../helpers/workshop-ground.ts';
import { inZone, zones } from '../../helpers/zone.ts';

const ground = workshopGround();

async function takenPhoto(name: string, written: string, more: Record<string, string> = {}): Promise<string> {
  const folder = join(ground.path, 'photos');
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(
    path,
    await scene(96, 64)
      .jpeg()
      .withExif({ IFD2: { DateTimeOriginal: written, ...more } })
      .toBuffer(),
  );
  return path;
}

/** A library as it was made before capture times were wall clocks. */
function writeOldLibrary(photos: readonly { readonly path: string; readonly takenAt: number | null }[]): void {
  const before = [...libraryMigrations, ...ledgerMigrations].filter(({ name }) => !/^library [4-9]/.test(name));
  const { database } = openDatabase({
    file: join(ground.path, 'home', 'library.db'),
    migrations: before,
    backups: join(ground.path, 'home', 'backups'),
    wasThere: () => false,
    noteLoss: () => undefined,
    now: Date.now,
  });
  const insert = database.prepare(
    `INSERT INTO photos (path, bytes, modified_ms, format, width, height, taken_at, added_at) VALUES (?, 1, 1, 'jpeg', 96, 64, ?, 1)`,
  );
  for (const { path, takenAt } of photos) insert.run(path, takenAt);
  database.close();
}

describe('a library that kept instants', () => {
  it('is carried over: by what the files say, and by the zone of this computer where they cannot be asked', async () => {
    await mkdir(join(ground.path, 'home'));
    const there = await takenPhoto('there.jpg', '2024:01:01 00:30:00', { OffsetTimeOriginal: '+09:00' });
    const never = await takenPhoto('never.jpg', '0000:00:00 00:00:00');
    const gone = join(ground.path, 'drive', 'gone.jpg');
    // Read on a journey: as an instant it is another day at home
    const abroad = inZone('Asia/Tokyo', () => new Date(2024, 0, 1, 0, 30).getTime());
    const home = new Date(2026, 5, 30, 23, 59, 58).getTime();
    writeOldLibrary([
      { path: there, takenAt: abroad },
      { path: gone, takenAt: home },
      { path: never, takenAt: null },
    ]);

    const workshop = await ground.open();
    const times = (): (string | null)[] => workshop.library.photos().map(({ takenAt }) => takenAt);
    expect(times()[1]).toBe('2026-06-30T23:59:58');
    await workshop.until(() => times()[0] === '2024-01-01T00:30:00+09:00');
    await vi.waitFor(() => {
      expect(workshop.catalogue.takenUnread(0, 10).map(({ path }) => path)).toEqual([]);
    });
    expect(times()).toEqual(['2024-01-01T00:30:00+09:00', '2026-06-30T23:59:58', null]);

    // The drive is back: the file is asked at last
    await mkdir(join(ground.path, 'drive'));
    await rename(await takenPhoto('other.jpg', '2026:07:01 08:00:00'), gone);
    await workshop.library.add([gone]);
    expect(times()[1]).toBe('2026-07-01T08:00:00');
  });

  it('is asked again by the command line for what it is given, and only for that', async () => {
    await mkdir(join(ground.path, 'home'));
    const [given, other] = [await takenPhoto('a.jpg', '2024:01:01 00:30:00'), await takenPhoto('b.jpg', '2024:01:01 00:30:00')];
    writeOldLibrary([
      { path: given, takenAt: 1000 },
      { path: other, takenAt: 1000 },
    ]);
    const workshop = await ground.open({ ownJobsOnly: true });
    await workshop.library.add([given]);
    expect(workshop.catalogue.photoAt(given)?.taken_at).toBe('2024-01-01T00:30:00');
    expect(workshop.catalogue.photoAt(other)?.taken_read).toBe(false);
  });
});

describe('a photo', () => {
  it('has the same time in every zone, on the night the clocks change too', async () => {
    const path = await takenPhoto('night.jpg', '2026:03:29 02:30:00', { SubSecTimeOriginal: '5' });
    const workshop = await ground.open();
    const { added } = await workshop.library.add([path]);
    const times = zones.map((zone) => inZone(zone, () => workshop.library.photos()[0]?.takenAt));
    expect(new Set(times)).toEqual(new Set(['2026-03-29T02:30:00.500']));
    expect(added).toHaveLength(1);
  });
});
