/** IPTC's older form, as Photoshop's parts of a JPEG hold it: datasets of a record, a number and a value. Pure. */
import { createHash } from 'node:crypto';
import type { Carried } from '../../../contract/carried.ts';
import { wants } from './carry-exif.ts';
import { iptcBelonging } from './groups.ts';

const MARK = 0x1c;
/** Photoshop's numbers of its parts: IPTC's datasets, their check sum, the mark of copyright, and its address. */
const part = { iptc: 0x0404, digest: 0x0425, copyright: 0x040a, address: 0x040b } as const;
const HEAD = Buffer.from('Photoshop 3.0\0', 'latin1');
const MOST_PARTS = 512;

/** What Photoshop's parts say in words. */
export interface PhotoshopWords {
  readonly iptc: Uint8Array | null;
  /** The picture is marked as under copyright, or not. */
  readonly copyright: Uint8Array | null;
  readonly address: Uint8Array | null;
}

export const noWords: PhotoshopWords = { iptc: null, copyright: null, address: null };

/** The parts that speak of the photo; those that speak of the old file (its thumbnail, paths, printing) are left. Never throws. */
export function readPhotoshopParts(bytes: Uint8Array): PhotoshopWords {
  const found = new Map<number, Uint8Array>();
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let parts = 0; parts < MOST_PARTS && at + 12 <= buffer.length; parts += 1) {
    if (buffer.toString('latin1', at, at + 4) !== '8BIM') break;
    const number = buffer.readUInt16BE(at + 4);
    const name = (buffer[at + 6] ?? 0) + 1;
    const sizeAt = at + 6 + name + (name & 1);
    if (sizeAt + 4 > buffer.length) break;
    const size = buffer.readUInt32BE(sizeAt);
    const start = sizeAt + 4;
    if (start + size > buffer.length) break;
    if (!found.has(number)) found.set(number, bytes.subarray(start, start + size));
    at = start + size + (size & 1);
  }
  const of = (number: number): Uint8Array | null => found.get(number) ?? null;
  return { iptc: of(part.iptc), copyright: of(part.copyright), address: of(part.address) };
}

/** The datasets that may be carried, in their order; null: none. What follows damage is left out. Never throws. */
export function carryIptc(bytes: Uint8Array, carried: Carried): Uint8Array | null {
  const kept: Uint8Array[] = [];
  let says = false;
  for (const { record, number, whole } of datasets(bytes)) {
    const belonging = iptcBelonging(record, number);
    if (belonging !== null && !wants(carried, belonging)) continue;
    kept.push(whole);
    says ||= belonging !== null;
  }
  return says ? Uint8Array.from(Buffer.concat(kept)) : null;
}

interface Dataset {
  readonly record: number;
  readonly number: number;
  readonly whole: Uint8Array;
  readonly value: Uint8Array;
}

/** The datasets of a block, up to the first that is damaged. */
export function datasets(bytes: Uint8Array): Dataset[] {
  const found: Dataset[] = [];
  let at = 0;
  while (at + 5 <= bytes.length && bytes[at] === MARK) {
    const length = (bytes[at + 3] ?? 0) * 256 + (bytes[at + 4] ?? 0);
    const end = at + 5 + length;
    if (length >= 0x8000 || end > bytes.length) break; // longer ones are sounds and pictures
    const value = bytes.subarray(at + 5, end);
    found.push({ record: bytes[at + 1] ?? 0, number: bytes[at + 2] ?? 0, whole: bytes.subarray(at, end), value });
    at = end;
  }
  return found;
}

/** Photoshop's parts for a JPEG, with the check sum by which others see that IPTC was not changed since; null: nothing to say. */
export function photoshopParts(words: PhotoshopWords, carried: Carried): Uint8Array | null {
  const iptc = words.iptc === null ? null : carryIptc(words.iptc, carried);
  const parts: Buffer[] = [];
  if (iptc !== null) parts.push(partOf(part.iptc, iptc));
  if (carried.author && words.copyright !== null) parts.push(partOf(part.copyright, words.copyright));
  if (carried.author && words.address !== null) parts.push(partOf(part.address, words.address));
  if (iptc !== null) parts.push(partOf(part.digest, createHash('md5').update(iptc).digest()));
  return parts.length === 0 ? null : Uint8Array.from(Buffer.concat([HEAD, ...parts]));
}

function partOf(number: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head.write('8BIM', 0, 'latin1');
  head.writeUInt16BE(number, 4);
  head.writeUInt32BE(data.length, 8); // between the two: an empty name
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
}
