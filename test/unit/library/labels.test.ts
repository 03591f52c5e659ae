/** What crosses of the place of a file: enough to recognise it and to tell it apart, not enough to find it. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderOf } from '../../../electron/library/labels.ts';

const place = (...names: string[]) => folderOf(join('/', ...names, 'DSC_1.jpg'));

it('tells folders of one label apart, and says which lies in which', () => {
  const one = place('drive', 'one', 'Trip', 'Day 1');
  const two = place('drive', 'two', 'Trip', 'Day 1');
  expect(one.folder).toBe('Trip / Day 1');
  expect(two.folder).toBe(one.folder);
  expect(two.folderId).not.toBe(one.folderId);
  expect(place('drive', 'one', 'Trip').folderId).toBe(one.folderAboveId);
  expect(place('drive', 'one', 'Trip', 'Day 1')).toEqual(one);
});

it('holds no part of the path', () => {
  const { folderId, folderAboveId } = place('home', 'ada', 'Pictures', 'Trip');
  for (const id of [folderId, folderAboveId]) expect(id).toMatch(/^[\w-]{16}$/);
  expect(place().folderAboveId).toBe(place().folderId);
});
