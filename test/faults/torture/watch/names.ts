/** Names as people, cameras and programs give them. */
import { pick, type Random } from '../../../helpers/random.ts';

const usual = ['IMG_#.JPG', 'DSC#.jpg', 'photo-#.jpg', 'scan #.jpeg', 'P# (1).jpg', 'Bild # – Kopie.jpg'];
const odd = [
  'a#b?c[#]%20.jpg',
  'it\'s # & "quotes".jpg',
  'line\nbreak #.jpg',
  '📷 #.jpg',
  'é-nfc-#.jpg'.normalize('NFC'),
  'é-nfd-#.jpg'.normalize('NFD'),
  '-rf #.jpg',
  ' leading #.jpg',
  'two..dots.#.jpg',
  'semi;colon$#`.jpg',
  `${'long'.repeat(50)}-#.jpg`,
  '写真-#.jpg',
  'Darkslide-#.jpg',
];

/** A name that nobody had before: the number is in it. */
export function nameOf(number: number, format: 'jpeg' | 'png', random: Random): string {
  // Windows knows fewer names
  const strange = process.platform === 'win32' ? usual : odd;
  const pattern = random() < 0.25 ? pick(strange, random) : pick(usual, random);
  const name = pattern.replaceAll('#', String(number).padStart(4, '0'));
  return format === 'png' ? name.replace(/\.jpe?g$/i, '.png') : name;
}

/** How programs call a file until it is whole. `path`: the name that it will have. */
export function temporaryOf(folder: string, name: string, random: Random): string {
  const kinds = [
    `${name}.part`,
    `${name}.crdownload`,
    `.syncthing.${name}.tmp`,
    `~${name}`,
    `.${name}.Xa81k`,
    `copy-${name}`,
    'tmp7f3a',
  ];
  const kind = pick(kinds, random);
  return `${folder}/${kind}${kind === 'tmp7f3a' ? name.replace(/\D/g, '') : ''}`;
}
