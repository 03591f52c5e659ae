/** Paths that others wrote, and whole drives: nothing is opened before a person has said so. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isWholeDisk, type OpenQuestion } from '../../../electron/library/questions.ts';
import { makePicture, pictureBytes } from '../../fixtures/pictures.ts';
import { openWorkshop, type Workshop } from '../../helpers/workshop.ts';

let folder: string;
let workshop: Workshop | null = null;
let asked: OpenQuestion[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-questions-'));
  asked = [];
});
afterEach(async () => {
  await workshop?.close();
  workshop = null;
  await rm(folder, { recursive: true });
});

async function open(answer: boolean): Promise<Workshop> {
  workshop = await openWorkshop({
    home: join(folder, 'home'),
    fetchPicture: async () => await pictureBytes('webp'),
    mayOpen: async (question) => {
      asked.push(question);
      return Promise.resolve(answer);
    },
  });
  return workshop;
}

describe('text with paths in it', () => {
  it('shows all of them, with those hidden behind an address, and opens none where the person says no', async () => {
    const path = await makePicture('jpeg', folder);
    const { library } = await open(false);
    const outcome = await library.addText(`https://example.org/p.jpg\n${path}\nfile://${path}`);
    expect(asked).toEqual([{ kind: 'pasted', paths: [path, path], onNetwork: false }]);
    expect(outcome.refused).toMatchObject([{ problem: { code: 'not-opened' } }]);
    expect(library.photos().map(({ name }) => name)).not.toContain('jpeg.jpg');
    expect(outcome.added).toHaveLength(1); // the picture at the address
  });

  it('opens them where the person says yes', async () => {
    const path = await makePicture('jpeg', folder);
    const { library } = await open(true);
    expect((await library.addText(path)).added).toHaveLength(1);
  });

  it('a dragged address is never a path, whatever is in it', async () => {
    await makePicture('jpeg', folder);
    workshop = await openWorkshop({ home: join(folder, 'home') });
    for (const text of [join(folder, 'jpeg.jpg'), `file://${folder}/jpeg.jpg`, `https://127.0.0.1:9/\n${folder}/jpeg.jpg`]) {
      const outcome = await workshop.library.addAddress(text);
      expect(outcome.added).toEqual([]);
      expect(outcome.refused).toMatchObject([{ problem: { code: 'url-refused' } }]);
    }
  });

  it('no more addresses are fetched than a person can have meant, and each of the others is named', async () => {
    const { library } = await open(true);
    const text = Array.from({ length: 53 }, (_, number) => `https://example.org/${String(number)}.webp`).join('\n');
    const outcome = await library.addText(text);
    expect(outcome.refused.filter(({ problem }) => problem.code === 'url-refused')).toHaveLength(3);
  });
});

describe('a whole drive', () => {
  it('is not looked through before the person says so, also behind a link', async () => {
    const { library } = await open(false);
    await symlink('/', join(folder, 'holiday'));
    for (const path of ['/', join(folder, 'holiday')]) {
      expect((await library.add([path])).refused).toMatchObject([{ problem: { code: 'not-opened' } }]);
    }
    expect(asked.map(({ kind }) => kind)).toEqual(['disk', 'disk']);
  });

  it('a folder on it is no drive', async () => {
    await makePicture('jpeg', folder);
    const { library } = await open(false);
    expect((await library.add([folder])).added).toHaveLength(1);
    expect(asked).toEqual([]);
    expect(await isWholeDisk('/')).toBe(true);
  });

  it.runIf(process.platform === 'linux')(
    'a place where a drive hangs is one, and what is inside of the system is never read',
    async () => {
      expect(await isWholeDisk('/proc')).toBe(true);
      const { library } = await open(true);
      for (const path of ['/proc', '/proc/self/environ', '/sys/class', '/dev/null']) {
        expect((await library.add([path])).refused).toMatchObject([{ problem: { code: 'file-special' } }]);
      }
    },
  );
});

describe('very many files at once', () => {
  it('are taken in slices, and results that are passed over are remembered of all', async () => {
    const { library, develop, when } = await open(true);
    const photo = await makePicture('jpeg', join(folder, 'photos'));
    const { added } = await library.add([photo]);
    const recipe = { title: '', model: 'stable-diffusion-3-turbo-img2img', parameters: { prompt: 'x', strength: 0.5 } };
    const order = { ...recipe, format: 'jpeg', longSide: 512, name: '{name}-{variant}' } as const;
    for (const id of (await develop.start(added, order)).queued) await when(id, 'done');
    const [result] = library.results();
    const path = result === undefined ? '' : (library.locateResult(result.id)?.path ?? '');
    expect((await library.addInPlace([path])).results).toHaveLength(1);
    expect((await library.addInPlace([join(folder, 'none.jpg')], { continues: true })).results).toEqual([]);
    expect((await library.addPassedOver()).added).toHaveLength(1);
  });
});
