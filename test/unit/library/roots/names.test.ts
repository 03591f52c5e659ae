/** Which names are looked at in a watched folder, one row each. */
import { describe, expect, it } from 'vitest';
import { isIgnoredName, isIgnoredPath, mayBePicture, PROBE_PREFIX } from '../../../../electron/library/roots/names.ts';
import { temporaryName } from '../../../../electron/images/write-once.ts';

const taken = [
  'a.jpg',
  'A.JPG',
  'a.jpeg',
  'DSC_0001.NEF',
  'IMG_1.CR3',
  '_MG_1.CR2',
  'x.ARW',
  'x.dng',
  'x.RAF',
  'x.orf',
  'x.rw2',
  'x.pef',
  'x.heic',
  'x.hif',
  'x.tif',
  'x.png',
  'x.webp',
  'x.avif',
  '#1 50%[a].jpg',
  'line\nbreak.jpg',
  '🐈.jpg',
  'a.part.jpg',
  'a ~ b.jpg',
  'download.jpg',
  'tmp.jpg',
  'part',
];

const ignored = [
  'a.jpg.part',
  'a.jpg.PART',
  'a.jpg.crdownload',
  'Unconfirmed 12345.crdownload',
  'a.jpg.tmp',
  'a.jpg.partial',
  'a.jpg.download',
  'a.jpg.opdownload',
  'a.jpg.filepart',
  'a.jpg.!sync',
  '~a.jpg',
  '~$a.jpg',
  '~syncthing~a.jpg.tmp',
  '.syncthing.a.jpg.tmp',
  '.syncthing.a.jpg',
  '._a.jpg',
  '.a.jpg',
  '.jpg',
  '.DS_Store',
  '.nfs000000000012',
  '.goutputstream-ABCDEF',
  '@eaDir',
  '@eadir',
  '#recycle',
  '$RECYCLE.BIN',
  'System Volume Information',
  '.stfolder',
  '.stversions',
  'Thumbs.db',
  'thumbs.DB',
  'desktop.ini',
  'lost+found',
  '__MACOSX',
  '.Trash-1000',
  '.Spotlight-V100',
  `${PROBE_PREFIX}0123456789ab`,
  temporaryName(undefined),
  temporaryName('job 7'),
];

const others = ['a.xmp', 'a.txt', 'a.mp4', 'a', 'a.', 'a.jpg.xmp', 'a.lrcat'];

describe('names in a watched folder', () => {
  it.each(ignored)('passes over %s', (name) => {
    expect(isIgnoredName(name)).toBe(true);
    expect(mayBePicture(name)).toBe(false);
  });

  it.each(taken.filter((name) => name !== 'part'))('takes %s', (name) => {
    expect(mayBePicture(name)).toBe(true);
  });

  it.each([...others, 'part'])('neither ignores %s nor takes it for a picture', (name) => {
    expect(isIgnoredName(name)).toBe(false);
    expect(mayBePicture(name)).toBe(false);
  });

  it('passes over what lies in an ignored folder', () => {
    expect(isIgnoredPath('2024/@eaDir/a.jpg')).toBe(true);
    expect(isIgnoredPath('.stversions/a.jpg')).toBe(true);
    expect(isIgnoredPath('2024/day 1/a.jpg')).toBe(false);
  });
});
