/** What happens to files: cards that fail, copies that stop, programs that lie, people who attack. Pure; all chance comes from outside. */
import { readPng, writePng } from '../../../electron/images/formats/png-chunks.ts';
import { pick, type Random } from '../../helpers/random.ts';
import { hugeDimensions } from './dimensions.ts';

export interface Mutant {
  readonly bytes: Buffer;
  /** What was done, with its numbers, to be read in a report. */
  readonly note: string;
}

/** Null: this cannot be done to this file. `other` is a second file, of any format. */
type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Mutant | null;

const below = (limit: number, random: Random): number => Math.floor(random() * limit);

function flipped(bytes: Buffer, count: number, from: number, to: number, random: Random): Mutant {
  const copy = Buffer.from(bytes);
  const places: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = from + below(Math.max(1, to - from), random);
    copy[at] = (copy[at] ?? 0) ^ (1 + below(255, random));
    places.push(at);
  }
  return { bytes: copy, note: `${String(count)} at ${places.slice(0, 4).join(', ')}` };
}

/** Values at which arithmetic of 16 and 32 bits goes wrong. */
const boundaries = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];
const HEADER = 1024;
const LONGEST_HOLE = 4096;

function holed(bytes: Buffer, random: Random, fill: () => number): Mutant {
  const copy = Buffer.from(bytes);
  const length = Math.min(bytes.length, 16 + below(LONGEST_HOLE, random));
  const start = below(bytes.length - length + 1, random);
  for (let at = start; at < start + length; at += 1) copy[at] = fill();
  return { bytes: copy, note: `${String(length)} bytes at ${String(start)}` };
}

export const mutations: Readonly<Record<string, Mutation>> = {
  'one bit': (bytes, random) => {
    const copy = Buffer.from(bytes);
    const at = below(bytes.length, random);
    copy[at] = (copy[at] ?? 0) ^ (1 << below(8, random));
    return { bytes: copy, note: `at ${String(at)}` };
  },
  'some bytes': (bytes, random) => flipped(bytes, 2 + below(30, random), 0, bytes.length, random),
  'header bytes': (bytes, random) => flipped(bytes, 1 + below(3, random), 4, Math.min(HEADER, bytes.length), random),
  cut: (bytes, random) => {
    const length = Math.floor(bytes.length * (0.02 + random() * 0.95));
    return { bytes: bytes.subarray(0, length), note: `to ${String(length)} of ${String(bytes.length)}` };
  },
  'last bytes cut': (bytes, random) => {
    const length = bytes.length - 1 - below(64, random);
    return length < 1 ? null : { bytes: bytes.subarray(0, length), note: `to ${String(length)} of ${String(bytes.length)}` };
  },
  'hole of zeros': (bytes, random) => holed(bytes, random, () => 0),
  'hole of noise': (bytes, random) => holed(bytes, random, () => below(256, random)),
  'lying number': (bytes, random) => {
    const copy = Buffer.from(bytes);
    const at = 4 + below(Math.max(1, Math.min(HEADER, bytes.length) - 8), random);
    const value = pick(boundaries, random);
    if (at + 4 > copy.length) return null;
    if (random() < 0.5) copy.writeUInt32BE(value, at);
    else copy.writeUInt32LE(value, at);
    return { bytes: copy, note: `${value.toString(16)} at ${String(at)}` };
  },
  'huge dimensions': (bytes, random) => {
    const side = pick([16_000, 65_535, 100_000, 0x7fffffff], random);
    const changed = hugeDimensions(bytes, side);
    return changed === null ? null : { bytes: changed, note: `${String(side)} on a side` };
  },
  'two files in one': (bytes, random, other) => {
    const [mine, theirs] = [below(bytes.length, random), below(other.length, random)];
    return { bytes: Buffer.concat([bytes.subarray(0, mine), other.subarray(theirs)]), note: `at ${String(mine)}` };
  },
  'a part twice': (bytes, random) => {
    const start = below(bytes.length, random);
    const end = Math.min(bytes.length, start + 1 + below(LONGEST_HOLE, random));
    return { bytes: Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]), note: `${String(start)} to ${String(end)}` };
  },
  'a part missing': (bytes, random) => {
    const start = below(bytes.length, random);
    const end = Math.min(bytes.length, start + 1 + below(LONGEST_HOLE, random));
    return { bytes: Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]), note: `${String(start)} to ${String(end)}` };
  },
  'something behind': (bytes, random, other) => ({
    bytes: Buffer.concat([bytes, random() < 0.5 ? other : Buffer.from('\r\n<!-- sent by a mail program -->\r\n')]),
    note: '',
  }),
  /** Sums over damaged pixels that are right: the packed pixels themselves must be looked at. */
  'right check sums': (bytes, random) => {
    const chunks = readPng(bytes)?.chunks ?? [];
    const index = chunks.findIndex(({ type }) => type === 'IDAT');
    const pixels = chunks[index];
    if (pixels === undefined) return null;
    const { bytes: data, note } = flipped(Buffer.from(pixels.data), 1 + below(4, random), 0, pixels.data.length, random);
    return { bytes: Buffer.from(writePng(chunks.with(index, { type: 'IDAT', data }))), note };
  },
  /** A directory that names itself as the next one. */
  'an endless list': (bytes) => {
    const isTiff = /^(?:II\*\0|MM\0\*)/.test(bytes.toString('latin1', 0, 4));
    if (!isTiff) return null;
    const little = bytes[0] === 0x49;
    const [read16, read32] = [
      (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
      (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)),
    ];
    const first = read32(4);
    const next = first + 2 + read16(first) * 12;
    if (next + 4 > bytes.length) return null;
    const copy = Buffer.from(bytes);
    if (little) copy.writeUInt32LE(first, next);
    else copy.writeUInt32BE(first, next);
    return { bytes: copy, note: `at ${String(next)}` };
  },
};
