/** Names that other programs and languages give, and those that are never photos. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from '../world.ts';

function named(what: string, name: string, times = 1): Scenario {
  return {
    name: what,
    write: async (world) => {
      await world.put(world.at(name), await world.photo('a'));
      await world.put(world.at('plain.jpg'), await world.photo('b'));
    },
    expect: { a: times, b: 1 },
  };
}

export const names: readonly Scenario[] = [
  named('signs of addresses and patterns in the name', 'a#1?50%[x]{y}.jpg'),
  named('percent signs that look like an encoding', 'a%2e%2e%2fb%00.jpg'),
  { ...named('a line break in the name', 'a\nb.jpg'), needs: ['linux'] },
  named('emoji in the name', 'Ferien 🏖️👨‍👩‍👧.jpg'),
  named('255 bytes of name', `${'ä'.repeat(125)}a.jpg`),
  named('a dash in front', '-rf.jpg'),
  { ...named('quotes, backslash and dollar', `a "b' \\ $HOME \`c\`.jpg`), needs: ['linux'] },
  named('an invisible character that turns the direction', 'a\u202egpj.jpg'),
  named('spaces around', '  a  .jpg'),
  named('an upper-case ending', 'IMG_0001.JPG'),
  named('.jpeg', 'a.jpeg'),
  named('no ending', 'a', 0),
  named('an ending that is not a picture', 'a.txt', 0),
  named('a deep path', `${Array.from({ length: 12 }, (_, level) => `level ${String(level)}`).join('/')}/a.jpg`),
  named('a hidden file', '.a.jpg', 0),
  named('a hidden folder', '.cache/a.jpg', 0),
  named('what macOS leaves on other disks', '._a.jpg', 0),
  named('an unfinished copy of an office program', '~$a.jpg', 0),
  named('a thumbnail folder of a NAS', '@eaDir/a.jpg', 0),
  named('the recycle bin of a NAS', '#recycle/a.jpg', 0),
  named('the recycle bin of Windows', '$RECYCLE.BIN/a.jpg', 0),
  named('the marker folder of Syncthing', '.stfolder/a.jpg', 0),
  named('old versions of Syncthing', '.stversions/a.jpg', 0),
  {
    name: 'twins that differ in how an accent is written',
    needs: ['linux'],
    write: async (world) => {
      await world.put(world.at('Caf\u00e9.jpg'), await world.photo('a'));
      await world.put(world.at('Cafe\u0301.jpg'), await world.photo('b'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'twins that differ in upper and lower case',
    needs: ['case'],
    write: async (world) => {
      await world.put(world.at('photo.jpg'), await world.photo('a'));
      await world.put(world.at('PHOTO.jpg'), await world.photo('b'));
    },
    expect: { a: 1, b: 1 },
  },
  {
    name: 'a name that is no valid UTF-8',
    needs: ['linux'],
    write: async (world) => {
      const path = Buffer.concat([Buffer.from(join(world.folder, 'a')), Buffer.from([0xff, 0xfe]), Buffer.from('.jpg')]);
      await writeFile(path, await world.photo('a'));
      await world.put(world.at('plain.jpg'), await world.photo('b'));
    },
    expect: { a: 0, b: 1 },
  },
  {
    name: 'a PNG that is called .jpg',
    write: async (world) => {
      await world.put(world.at('a.jpg'), await world.photo('a', { format: 'png' }));
    },
    expect: { a: 1 },
  },
  {
    name: 'a text that is called .jpg',
    write: async (world) => {
      await world.put(world.at('notes.jpg'), Buffer.from('not a picture at all\n'.repeat(50)));
      await world.put(world.at('a.jpg'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
  {
    name: 'a folder that is called .jpg',
    write: async (world) => {
      await mkdir(world.at('folder.jpg'), { recursive: true });
      await world.put(world.at('folder.jpg/a.jpg'), await world.photo('a'));
    },
    expect: { a: 1 },
  },
];
