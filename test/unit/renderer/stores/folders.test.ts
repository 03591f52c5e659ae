/** The tree of folders, from what photos say of their places. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../../../electron/contract/errors.ts';
import type { FolderKey } from '../../../../electron/contract/ids.ts';
import type { Overview } from '../../../../electron/contract/view.ts';
import { folderKeyOf } from '../../../../electron/library/labels.ts';
import { findFolder, folderRows, folderTree, treeOf } from '../../../../renderer/stores/folders.ts';

type Folder = Overview['folders'][number];
const key = (path: string): FolderKey => folderKeyOf(path);

/** A folder that holds so many photos, by its whole path. */
function at(path: string, count = 1, more: Partial<Folder> = {}): Folder {
  const names = path.split('/');
  return {
    key: key(path),
    above: key(names.slice(0, -1).join('/') || '/'),
    label: names.slice(-2).join(' / '),
    ...{ count, countBelow: count, isRoot: false, problem: null },
    ...more,
  };
}
const drawn = (folders: Overview['folders'], open = true): string[] =>
  folderRows(folderTree(folders), () => open).map(
    ({ node, level }) => `${'  '.repeat(level - 1)}${node.name} ${String(node.count)}`,
  );

describe('the tree of folders', () => {
  it('counts what lies in a folder and in the folders in it, in the order people count', () => {
    const photos = [at('d/2026/10 Town'), at('d/2026/2 Sea', 2), at('d/2026/2 Sea/Selects'), at('d/2026')];
    expect(drawn(photos)).toEqual(['2026 5', '  2 Sea 3', '    Selects 1', '  10 Town 1']);
    expect(drawn(photos, false)).toEqual(['2026 5']);
  });

  it('shows a folder around others only where it holds more than one of them, or photos', () => {
    expect(drawn([at('home/Trip')])).toEqual(['Trip 1']);
    expect(drawn([at('home/Trip'), at('home/Party')])).toEqual(['home 2', '  Party 1', '  Trip 1']);
    expect(drawn([at('d/home', 0, { isRoot: true }), at('d/home/Trip')])).toEqual(['home 1', '  Trip 1']);
  });

  it('keeps folders apart whose last two names are the same', () => {
    const photos = [at('one/Trip/Day 1'), at('two/Trip/Day 1', 2)];
    expect(drawn(photos)).toEqual(['Trip / Day 1 1', 'Trip / Day 1 2']);
    expect(new Set(folderTree(photos).map((node) => node.key)).size).toBe(2);
  });

  it('says which folders cannot be reached, and which were added', () => {
    const away = problem('root-missing');
    const tree = folderTree([at('a/Stick', 1, { problem: away, isRoot: true }), at('b/Mixed')]);
    expect(tree.map(({ name, problem: why, isRoot }) => [name, why, isRoot])).toEqual([
      ['Mixed', null, false],
      ['Stick', away.message, true],
    ]);
  });

  it('finds a folder', () => {
    const tree = folderTree([at('d/2026/Sea'), at('d/2026/Sea/Selects'), at('d/2026/Town')]);
    expect(findFolder(tree, key('d/2026/Sea/Selects'))?.name).toBe('Selects');
    expect(findFolder(tree, key('gone'))).toBeNull();
  });

  it('stands a folder at the root of a drive', () => {
    expect(drawn([at('/', 1, { key: key('/'), above: key('/'), label: '/' })])).toEqual(['/ 1']);
  });

  it('is worked out once for each state of the library', () => {
    const folders = [at('a/B')];
    expect(treeOf(folders)).toBe(treeOf(folders));
    expect(treeOf([...folders])).not.toBe(treeOf(folders));
  });
});
