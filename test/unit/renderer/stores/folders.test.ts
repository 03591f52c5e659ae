/** The tree of folders, from what photos say of their places. */
import { describe, expect, it } from 'vitest';
import { folderIdSchema, type FolderId, type Photo } from '../../../../electron/contract/photo.ts';
import { findFolder, folderRows, folderTree, foldersUnder, treeOf } from '../../../../renderer/stores/folders.ts';
import { photo } from '../gallery/samples.ts';

const id = (name: string): FolderId => folderIdSchema.parse(name);
let next = 1;

/** A photo in a folder, by the folder's whole path. */
function at(path: string, more: Partial<Photo> = {}): Photo {
  const names = path.split('/');
  next += 1;
  return photo(next, {
    folder: names.slice(-2).join(' / '),
    folderId: id(path),
    folderAboveId: id(names.slice(0, -1).join('/') || '/'),
    ...more,
  });
}
const drawn = (photos: readonly Photo[], open = true): string[] =>
  folderRows(folderTree(photos), () => open).map(
    ({ node, level }) => `${'  '.repeat(level - 1)}${node.name} ${String(node.count)}`,
  );

describe('the tree of folders', () => {
  it('counts what lies in a folder and in the folders in it, in the order people count', () => {
    const photos = [at('d/2026/10 Town'), at('d/2026/2 Sea'), at('d/2026/2 Sea'), at('d/2026/2 Sea/Selects'), at('d/2026')];
    expect(drawn(photos)).toEqual(['2026 5', '  2 Sea 3', '    Selects 1', '  10 Town 1']);
    expect(drawn(photos, false)).toEqual(['2026 5']);
  });

  it('shows a folder around others only where it holds more than one of them, or photos', () => {
    expect(drawn([at('home/Trip')])).toEqual(['Trip 1']);
    expect(drawn([at('home/Trip'), at('home/Party')])).toEqual(['home 2', '  Party 1', '  Trip 1']);
  });

  it('keeps folders apart whose last two names are the same', () => {
    const photos = [at('one/Trip/Day 1'), at('two/Trip/Day 1'), at('two/Trip/Day 1')];
    expect(drawn(photos)).toEqual(['Trip / Day 1 1', 'Trip / Day 1 2']);
    const tree = folderTree(photos);
    expect(new Set(tree.map((node) => node.id)).size).toBe(2);
    expect([...foldersUnder(tree, id('two/Trip/Day 1'))]).toEqual(['two/Trip/Day 1']);
  });

  it('says which folders cannot be reached: where all is missing', () => {
    const [stick, mixed] = folderTree([at('a/Stick', { missing: true }), at('b/Mixed', { missing: true }), at('b/Mixed')]).map(
      ({ name, unreachable }) => [name, unreachable],
    );
    expect([stick, mixed]).toEqual([
      ['Mixed', false],
      ['Stick', true],
    ]);
  });

  it('finds a folder and all that lies in it', () => {
    const photos = [at('d/2026/Sea'), at('d/2026/Sea/Selects'), at('d/2026/Town')];
    const tree = folderTree(photos);
    expect([...foldersUnder(tree, id('d/2026/Sea'))]).toEqual(['d/2026/Sea', 'd/2026/Sea/Selects']);
    expect(findFolder(tree, id('d/2026/Sea/Selects'))?.name).toBe('Selects');
    expect(findFolder(tree, id('gone'))).toBeNull();
    expect([...foldersUnder(tree, id('gone'))]).toEqual(['gone']);
  });

  it('stands a folder at the root of a drive', () => {
    expect(drawn([at('/', { folder: '/', folderAboveId: id('/') })])).toEqual(['/ 1']);
  });

  it('is worked out once for each state of the library', () => {
    const photos = new Map([at('a/B')].map((one) => [one.id, one]));
    expect(treeOf(photos)).toBe(treeOf(photos));
    expect(treeOf(new Map(photos))).not.toBe(treeOf(photos));
  });
});
