/** A library that an older version wrote, opened by this one: photos, results and the ledger stand, and nothing is paid twice. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { loadLibraryDump } from '../../fixtures/library-dump.ts';
import { charges, recipe, writePhotos } from '../../helpers/workshop.ts';
import { workshopGround } from '../../helpers/workshop-ground.ts';

const ground = workshopGround();

describe.each(['library-5.sql'])('%s', (dump) => {
  it('has its photos, results and charges, and pays for nothing that was paid', async () => {
    await mkdir(join(ground.path, 'home'));
    const paths = await writePhotos(join(ground.path, 'photos'), 3);
    await loadLibraryDump(dump, ground.path);
    const workshop = await ground.open();
    expect(workshop.library.photos().map(({ id, name, width, missing }) => [id, name, width, missing])).toEqual([
      [1, 'photo-000.jpg', 192, false],
      [2, 'photo-001.jpg', 192, false],
      [3, 'photo-002.jpg', 192, false],
    ]);
    expect(
      workshop.library
        .results()
        .map(({ photoId, jobId, costUsd }) => [photoId, jobId, costUsd])
        .sort(),
    ).toEqual([
      [1, 1, 0.08],
      [2, 2, 0.08],
    ]);
    expect(workshop.database.prepare('SELECT count(*) AS n, sum(usd) AS usd FROM charges').get()).toEqual({ n: 2, usd: 0.16 });
    // The files were written again since: their content is what it was, and so is the work
    await workshop.library.addInPlace([join(ground.path, 'photos')]);
    await vi.waitFor(() => {
      expect(paths.map((path) => workshop.catalogue.photoAt(path)?.content_hash)).not.toContain(null);
    });
    const outcome = await workshop.develop.start(
      workshop.library.photos().map(({ id }) => id),
      recipe,
    );
    for (const id of outcome.queued) await workshop.when(id, 'done');
    expect(workshop.library.photos()).toHaveLength(3);
    expect(charges(workshop.simulator)).toBe(1);
  });
});
