/** What crosses of the place of a file: enough to recognise it and to tell it apart, not enough to find it. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderOf } from '../../../electron/library/labels.ts';

const place = (...names: string[]) => folderOf(join('/', ...names, 'DSC_1.jpg'));

it('tells folders of one label apart', () => {
  const one = place('drive', 'one', 'Trip', 'Day 1');
  const two = place('drive', 'two', 'Trip', 'Day 1');
  expect(one.folder).toBe('Trip / Day 1');
  expect(two.folder).toBe(one.folder);
  expect(two.folderKey).not.toBe(one.folderKey);
  expect(place('drive', 'one', 'Trip', 'Day 1')).toEqual(one);
});

it('holds no part of the path', () => {
  expect(place('home', 'ada', 'Pictures', 'Trip').folderKey).toMatch(/^[0-9a-f]{16}$/);
});
