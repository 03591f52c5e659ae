/** `node electron/launch/tray-icons.mjs`: draws the tray's icons into resources/tray, a slide in its frame. */
import { mkdirSync } from 'node:fs';
import sharp from 'sharp';
import { command, inProject } from './project.mjs';

/** On a grid of 16: the frame, and a hill and a sun inside it. `ink` draws, `halo` keeps it visible on a ground of its own colour. */
function drawing(ink, halo) {
  const frame =
    'M3.4 2.2h9.200a1.200 1.200 0 0 1 1.200 1.200v9.200a1.200 1.200 0 0 1-1.200 1.200H3.400a1.200 1.200 0 0 1-1.200-1.200V3.400a1.200 1.200 0 0 1 1.200-1.200z';
  const hill = 'M3 12.800 6.600 7.600 9 10.800l1.500-1.900 2.500 3.900z';
  const parts = (colour, extra) => `
    <path d="${frame}" fill="none" stroke="${colour}" stroke-width="${1.5 + extra}" stroke-linejoin="round"/>
    <path d="${hill}" fill="${colour}" stroke="${colour}" stroke-width="${extra}" stroke-linejoin="round"/>
    <circle cx="10.700" cy="5.500" r="${1.2 + extra / 2}" fill="${colour}"/>`;
  const back = halo === null ? '' : `<g opacity="0.85">${parts(halo, 1)}</g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${back}${parts(ink, 0)}</svg>`;
}

/** Name → how it is drawn. macOS colours a template itself, by its alpha alone. */
const icons = { tray: ['#f2f2f2', '#202020'], trayTemplate: ['#000000', null] };

await command(async () => {
  const folder = inProject('resources', 'tray');
  mkdirSync(folder, { recursive: true });
  for (const [name, [ink, halo]] of Object.entries(icons)) {
    for (const scale of [1, 2, 3]) {
      const side = 16 * scale;
      const file = inProject('resources', 'tray', `${name}${scale === 1 ? '' : `@${scale}x`}.png`);
      await sharp(Buffer.from(drawing(ink, halo)), { density: 72 * scale })
        .resize(side, side)
        .png({ compressionLevel: 9 })
        .toFile(file);
    }
  }
  return 0;
});
