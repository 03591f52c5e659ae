/** What the grid shows, how it is chosen, and what is said about it. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import { photoIdSchema, resultIdSchema, type PhotoId, type ResultId } from '../../../../electron/contract/ids.ts';
import { draggedAddress, loadWords, readDrag } from '../../../../renderer/features/gallery/drag-data.ts';
import { byReason, outcomeWords, refusedWords } from '../../../../renderer/features/gallery/intake-words.ts';
import { countGroup, cursorIndex, keyWords, listItems, type GridItems } from '../../../../renderer/features/gallery/items.ts';
import {
  dayWords,
  developingShare,
  photoMark,
  companionWords,
  photoWords,
  resultMark,
  resultWords,
  shortResultName,
} from '../../../../renderer/features/gallery/marks.ts';
import { choose } from '../../../../renderer/features/gallery/select.ts';
import { wholeLibrary } from '../../../../renderer/stores/library-store.ts';
import type { Result } from '../../../../electron/contract/photo.ts';
import type { ViewQuery } from '../../../../electron/contract/view.ts';
import { arrange } from '../../../../renderer/stores/arrange.ts';
import { NO_FILTER } from '../../../../renderer/stores/look-store.ts';
import { viewAnswer } from '../../../helpers/held-library.ts';
import type { Source } from '../../../../renderer/stores/view-store.ts';
import { DAY, folderKey, items, job, photo, result } from './samples.ts';

const id = (value: number): PhotoId => photoIdSchema.parse(value);
const photos = [photo(1), photo(2, { folder: 'B / C' }), photo(3)];
const own = [result(7, 1), result(8, 1)];
const results = new Map(own.map((entry) => [entry.id, entry]));
const resultsByPhoto = new Map([[id(1), [...results.keys()]]]);
/** As the page holds the view that main answers with. */
const listed = (source: Source, open: readonly number[] = [], all: ReadonlyMap<ResultId, Result> = results): GridItems => {
  const asked: ViewQuery['source'] = source.kind === 'folder' ? { ...source, subfolders: true } : source;
  const query = { ...wholeLibrary, source: asked };
  const view = viewAnswer(query, photos, own);
  const arranged = arrange({
    order: [...view.ids].map(id),
    view: { ...view, query },
    results: all,
    source,
    look: { query: '', filter: NO_FILTER },
  });
  return listItems({ ...arranged, results: all, resultsByPhoto, source, openStacks: new Set(open.map(id)) });
};
const list = (source: Source, open: readonly number[] = []): GridItems => listed(source, open);
const words = (shown: GridItems): string[] => Array.from(shown.keys).map(keyWords);
const keys = (source: Source, open: readonly number[] = []): string[] => words(list(source, open));

describe('items', () => {
  it('shows what belongs to the source', () => {
    expect(keys({ kind: 'all' })).toEqual(['p1', 'p2', 'p3']);
    expect(keys({ kind: 'folder', folder: folderKey('B / C'), label: 'B / C' })).toEqual(['p2']);
  });
  it('lays results after the original of an open stack', () => {
    expect(keys({ kind: 'all' }, [1, 2])).toEqual(['p1', 'r7', 'r8', 'p2', 'p3']);
    expect(Array.from(list({ kind: 'all' }, [1, 2]).stacked)).toEqual([1, 1, 1, 0, 0]);
  });
  it('opens stacks among results by itself', () => {
    expect(keys({ kind: 'results' })).toEqual(['p1', 'r7', 'r8']);
    expect(keys({ kind: 'results' }, [1])).toEqual(['p1']);
  });
  it('counts photos, not results', () => {
    const counts = { photos: 3, withResults: 1, alone: 0 };
    expect(countGroup(list({ kind: 'all' }, [1]), 0, resultsByPhoto)).toEqual(counts);
    // With more results than photos it is counted the other way round
    const many = new Map([...resultsByPhoto, ...[7, 8, 9, 10].map((one) => [id(one), [...results.keys()]] as const)]);
    expect(countGroup(list({ kind: 'all' }, [1]), 0, many)).toEqual(counts);
  });
  it('shows results without a photo among the results, at the end of their day, and nowhere else', () => {
    const made = { photoId: null, createdAt: DAY + 60_000 };
    const orphans = new Map(
      [result(7, 1), result(9, 1, made), result(10, 1, { ...made, createdAt: made.createdAt - 86_400_000 })].map((entry) => [
        entry.id,
        entry,
      ]),
    );
    const items = listed({ kind: 'results' }, [], orphans);
    expect(words(items)).toEqual(['p1', 'r7', 'r9', 'r10']);
    expect(words(listed({ kind: 'all' }, [], orphans))).toEqual(['p1', 'p2', 'p3']);
    expect(countGroup(items, 0, resultsByPhoto)).toEqual({ photos: 1, withResults: 1, alone: 1 });
    expect(countGroup(items, 1, resultsByPhoto)).toEqual({ photos: 0, withResults: 0, alone: 1 });
    expect(dayWords({ photos: 0, withResults: 0, alone: 2 })).toBe('2 pictures without a photo');
    expect(cursorIndex(items, null, resultIdSchema.parse(9))).toBe(2);
    expect(choose(items, 2, 'only', { selection: new Set([id(1)]), rangeStart: 0 }).selection.size).toBe(0);
    expect(choose(items, 2, 'toggle', { selection: new Set([id(1)]), rangeStart: 0 }).selection.size).toBe(1);
    expect(resultWords(result(9, 1, { ...made, name: 'picture-harbour-1.jpg' }), '', false)).toMatch(
      /^Picture picture-harbour-1/,
    );
    expect(resultMark(result(9, 1, { ...made, simulated: false, parameters: { strength: 0.2 } }))).toBeNull();
  });
  it('puts the cursor on the result, or on its original while the stack is closed', () => {
    expect(cursorIndex(list({ kind: 'all' }, [1]), id(1), resultIdSchema.parse(8))).toBe(2);
    expect(cursorIndex(list({ kind: 'all' }), id(1), resultIdSchema.parse(8))).toBe(0);
    expect(cursorIndex(list({ kind: 'all' }), null, null)).toBe(-1);
  });
});

describe('choosing', () => {
  const all = items([10]);
  const nothing = { selection: new Set<PhotoId>(), rangeStart: -1 };

  it('selects one, adds, takes away', () => {
    const one = choose(all, 2, 'only', nothing);
    expect([...one.selection]).toEqual([3]);
    const two = choose(all, 5, 'toggle', one);
    expect([...two.selection]).toEqual([3, 6]);
    expect([...choose(all, 2, 'toggle', two).selection]).toEqual([6]);
  });
  it('keeps the start of a range while its end moves', () => {
    const start = choose(all, 4, 'only', nothing);
    const down = choose(all, 7, 'range', start);
    expect([...down.selection]).toEqual([5, 6, 7, 8]);
    expect([...choose(all, 2, 'range', down).selection]).toEqual([3, 4, 5]);
  });
  it('takes a range without a start as one', () => {
    expect([...choose(all, 2, 'range', nothing).selection]).toEqual([3]);
  });
});

describe('marks', () => {
  it.each([
    ['queued', 'Waiting'],
    ['unsure', 'Maybe charged'],
    ['failed', 'Failed'],
  ] as const)('%s shows %s', (state, text) => {
    expect(photoMark(photo(1), job(1, 1, state))).toMatchObject({ kind: 'badge', text });
  });
  it('shows a bar while a photo is developed, and nothing once it is done', () => {
    for (const state of ['preparing', 'sent', 'accepted', 'received'] as const) {
      expect(photoMark(photo(1), job(1, 1, state))).toEqual({ kind: 'developing' });
    }
    expect(photoMark(photo(1), job(1, 1, 'done'))).toBeNull();
  });
  it('says in a word why a photo cannot be developed', () => {
    expect(photoMark(photo(1, { problem: problem('raw-without-preview') }), undefined)).toMatchObject({ text: 'No preview' });
    expect(photoMark(photo(1, { missing: true }), undefined)).toMatchObject({ text: 'Missing' });
    expect(photoMark(photo(1, { problem: problem('internal') }), undefined)).toMatchObject({ text: 'Not usable' });
  });
  it('marks results by strength, simulated ones as such', () => {
    expect(resultMark(result(1, 1))).toMatchObject({ text: '0.50' });
    expect(resultMark(result(1, 1, { simulated: true }))).toMatchObject({ text: 'Simulated', tone: 'sim' });
    expect(resultMark(result(1, 1, { parameters: {} }))).toBeNull();
  });
  it('shortens results to what their original does not say', () => {
    expect(shortResultName('DSC_4127-golden-1.jpg', 'DSC_4127.NEF')).toBe('golden-1');
    expect(shortResultName('other.jpg', 'DSC_4127.NEF')).toBe('other');
    expect(shortResultName('DSC_4127.jpg', 'DSC_4127.NEF')).toBe('DSC_4127');
  });
  it('moves the bar forward only, and never to the end', () => {
    const running = job(1, 1, 'sent', { sentAt: 0 });
    const shares = [0, 5000, 9999, 10_000, 20_000, 900_000].map((now) => developingShare(running, now));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThan(1);
  });
  it('tells a screen reader everything that is seen', () => {
    expect(photoWords(photo(1), 3, photoMark(photo(1), job(1, 1, 'queued')), true)).toBe(
      'DSC_4001, 3 results, waiting, selected',
    );
    const withRaw = photo(1, { companions: ['DSC_4001.NEF'] });
    expect([companionWords(withRaw), companionWords(photo(1))]).toEqual(['+ RAW', null]);
    expect(companionWords(photo(1, { format: 'raw', companions: ['DSC_4001.JPG'] }))).toBe('+ JPEG');
    expect(photoWords(withRaw, 0, null, false)).toBe('DSC_4001, with RAW');
    expect(photoWords(photo(1), 1, { kind: 'developing' }, false)).toBe('DSC_4001, 1 result, developing');
    expect(resultWords(result(2, 1, { simulated: true }), 'DSC_4001.jpg', false)).toBe(
      'Result golden-2 of DSC_4001, simulated, strength 0.50',
    );
  });
});

describe('ways in', () => {
  it('sums up what came in', () => {
    const refused = [
      { name: 'notes.txt', problem: problem('format-unknown') },
      { name: 'b.cr2', problem: problem('raw-without-preview') },
      { name: 'c.cr2', problem: problem('raw-without-preview') },
    ];
    expect(refusedWords(refused)).toBe('3 refused: notes.txt. This is not a picture in a format that Darkslide reads.');
    expect(outcomeWords({ added: [id(1), id(2)], known: [id(3)], refused: [], results: [], paired: [] })).toBe(
      '2 photos added. 1 was here already.',
    );
    const paired = [{ name: 'b.cr2', problem: problem('pair') }];
    expect(outcomeWords({ added: [id(1)], known: [], refused: [], results: [], paired })).toBe(
      '1 photo added. 1 file belongs to a photo of the same shot.',
    );
    expect(outcomeWords({ added: [], known: [], refused: [], results: [], paired: [] })).toBe('No pictures in there.');
    expect(byReason(refused).map((group) => group.names)).toEqual([['b.cr2', 'c.cr2'], ['notes.txt']]);
  });

  it('reads what is dragged as far as a page may', () => {
    const picture = { kind: 'file', type: 'image/jpeg' };
    expect(readDrag(['Files'], [picture, picture])).toEqual({ kind: 'files', count: 2, allPictures: true });
    expect(loadWords({ kind: 'files', count: 2, allPictures: true })).toBe('2 photos');
    // Folders have no type.
    expect(
      loadWords(readDrag(['Files'], [picture, { kind: 'file', type: '' }]) ?? { kind: 'files', count: 0, allPictures: true }),
    ).toBe('2 files and folders');
    expect(readDrag(['text/uri-list', 'text/html'], [])?.kind).toBe('picture');
    expect(readDrag(['text/plain'], [])).toBeNull();
  });

  it.each([
    ['<img src="https://a.example/p.jpg?a=1&amp;b=2">', '', 'https://a.example/p.jpg?a=1&b=2'],
    ["<a href=x><img class=big src='https://a.example/p.jpg'></a>", 'https://a.example/page', 'https://a.example/p.jpg'],
    ['', '# comment\r\nhttps://a.example/p.jpg', 'https://a.example/p.jpg'],
    ['<img src="data:image/png;base64,AA">', 'https://a.example/p.jpg', 'https://a.example/p.jpg'],
    ['<img src="http://a.example/p.jpg">', '', null],
    ['', 'javascript:alert(1)', null],
    // What a hostile page writes into a drag, hoping that it is read as a path
    ['', 'file:///etc/passwd', null],
    ['', 'https://a.example/p.jpg\r\n/etc/passwd', null],
    ['', 'https://a.example/p.jpg\r\nhttps://a.example/q.jpg', null],
    ['<img src="https://a.example/p.jpg\n/home/ada/secret.jpg">', '', null],
    ['<img src="https://a.example/p.jpg&#10;/x">', '', 'https://a.example/p.jpg&#10;/x'], // all of it is the address
    ['<img src="https://a.example/p.jpg\t/x">', '', null],
    ['<img src="https:\\\\nas\\share\\p.jpg">', '', null],
    ['<img src="https://a.example\\..\\p.jpg">', '', null],
    ['', '\\\\nas\\share\\p.jpg', null],
    ['', '\\\\.\\PhysicalDrive0', null],
    ['<img src="https://user:word@a.example/p.jpg">', '', null],
    ['<img src="https://">', '', null],
  ])('finds the address in %s %s', (html, list, address) => {
    expect(draggedAddress(html, list)).toBe(address);
  });
});
