/**
 * A program that fills a watched folder: copies prepared pictures into it in two pieces each, at a steady pace, and tells when the last byte
 * of each was written. Words: source folder, target folder, first number, how many, files a second (0: as fast as it can).
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const [source, target, firstText, countText, paceText] = process.argv.slice(2);
const first = Number(firstText);
const count = Number(countText);
const pace = Number(paceText);
const began = performance.now();

for (let index = 0; index < count; index += 1) {
  const due = pace === 0 ? 0 : began + (index * 1000) / pace - performance.now();
  if (due > 0) await new Promise((resume) => setTimeout(resume, due));
  const name = `photo-${String(first + index).padStart(5, '0')}.jpg`;
  const bytes = readFileSync(join(source, name));
  const file = openSync(join(target, name), 'w');
  writeSync(file, bytes.subarray(0, bytes.length >> 1));
  writeSync(file, bytes.subarray(bytes.length >> 1));
  closeSync(file);
  process.send({ name, at: performance.timeOrigin + performance.now() });
}
process.disconnect();
