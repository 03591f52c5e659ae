/** The same picture is paid once, whatever was written into its file and whenever; work of an older ledger is found again. */
import { copyFile, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileIdentityOf } from '../../../../electron/develop/results/identity.ts';
import { completeRecipe } from '../../../../electron/develop/queue/orders/planning.ts';
import { jpegEdits, pngEdits } from '../../../fixtures/edits.ts';
import { patch } from '../../../fixtures/pictures.ts';
import { charges, openWorkshop, recipe, temporaryFolder, turbo, writePhotos, type Workshop } from '../../../helpers/workshop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let workshop: Workshop;

beforeEach(async () => {
  folder = await temporaryFolder();
  workshop = await openWorkshop({ home: join(folder.path, 'home') });
});
afterEach(async () => {
  await workshop.close();
  await folder.remove();
});

/** Adds the file and develops it; how it ended. */
async function developed(path: string): Promise<{ reused: boolean; state: string }> {
  const { added, known } = await workshop.library.add([path]);
  const { queued, reused } = await workshop.develop.start([...added, ...known], recipe);
  const [id] = queued;
  if (id === undefined) return { reused: reused.length === 1, state: 'done' };
  const job = await workshop.when(id, 'done', 'failed', 'unsure');
  return { reused: job.reused, state: job.state };
}

async function edited(path: string, change: (bytes: Uint8Array) => Uint8Array): Promise<void> {
  await writeFile(path, change(await readFile(path)));
  const later = new Date(Date.now() + 5000);
  await utimes(path, later, later);
}

describe('the same pixels', () => {
  it.each(Object.entries(jpegEdits))('JPEG, %s: not paid again', async (_name, edit) => {
    const [path = ''] = await writePhotos(folder.path, 1);
    expect(await developed(path)).toEqual({ reused: false, state: 'done' });
    const before = await readFile(path);
    await edited(path, (bytes) => edit(edit(bytes, 3), 4));
    if (_name !== 'stripped') expect(await readFile(path)).not.toEqual(before);
    expect(await developed(path)).toEqual({ reused: true, state: 'done' });
    expect(charges(workshop.simulator)).toBe(1);
  });

  it.each(Object.entries(pngEdits))('PNG, %s: not paid again', async (_name, edit) => {
    const path = join(folder.path, 'a.png');
    await writeFile(path, await patch([10, 200, 90], 192, 128).png().toBuffer());
    await developed(path);
    await edited(path, (bytes) => edit(bytes, 1));
    expect(await developed(path)).toEqual({ reused: true, state: 'done' });
    expect(charges(workshop.simulator)).toBe(1);
  });

  it('a copy with another rating beside it, in one run: one is paid', async () => {
    const [path = ''] = await writePhotos(folder.path, 1);
    const copy = join(folder.path, 'copy.jpg');
    await copyFile(path, copy);
    await edited(copy, (bytes) => jpegEdits['rating']?.(bytes, 5) ?? bytes);
    const { added } = await workshop.library.add([path, copy]);
    const { queued } = await workshop.develop.start(added, recipe);
    for (const id of queued) await workshop.when(id, 'done');
    expect(charges(workshop.simulator)).toBe(1);
  });

  it('a longer side than the photo has asks for the same upload', async () => {
    const [path = ''] = await writePhotos(folder.path, 1);
    await developed(path);
    const { known } = await workshop.library.add([path]);
    const { queued } = await workshop.develop.start(known, { ...recipe, longSide: 1024 });
    for (const id of queued) expect(await workshop.when(id, 'done')).toMatchObject({ reused: true });
    expect(charges(workshop.simulator)).toBe(1);
  });

  it('other pixels are other work', async () => {
    const [path = ''] = await writePhotos(folder.path, 1);
    await developed(path);
    await writeFile(path, await patch([1, 2, 200], 192, 128).jpeg().toBuffer());
    expect(await developed(path)).toEqual({ reused: false, state: 'done' });
    expect(charges(workshop.simulator)).toBe(2);
  });
});

describe('a ledger from before pixels counted', () => {
  /** Writes the job back as an older Darkslide wrote it. */
  async function makeOld(): Promise<string> {
    const [path = ''] = await writePhotos(folder.path, 1);
    await developed(path);
    const row = workshop.ledger.recent(1)[0];
    if (row?.content_hash == null) throw new Error('no job');
    const old = fileIdentityOf([row.content_hash], completeRecipe(recipe, turbo), row.simulated);
    workshop.database.prepare('UPDATE jobs SET identity = ?, preparation = 1, pixel_hashes = NULL').run(old);
    workshop.database.exec('DELETE FROM prepared');
    return path;
  }

  it('finds the work while the file is the same, in the quote already', async () => {
    const path = await makeOld();
    const { known } = await workshop.library.add([path]);
    await workshop.until(() => known.every((id) => workshop.catalogue.photo(id)?.content_hash != null));
    expect(await workshop.develop.quote(known, recipe)).toMatchObject({ count: 0, doneBefore: 1 });
    expect(await developed(path)).toMatchObject({ reused: true });
    expect(charges(workshop.simulator)).toBe(1);
  });

  it('carries it over, so that a rating given later does not pay again', async () => {
    const path = await makeOld();
    await workshop.develop.carryOver();
    expect(workshop.ledger.recent(1)[0]).toMatchObject({ preparation: 2 });
    await edited(path, (bytes) => jpegEdits['rating']?.(bytes, 5) ?? bytes);
    expect(await developed(path)).toMatchObject({ reused: true });
    expect(charges(workshop.simulator)).toBe(1);
  });
});
