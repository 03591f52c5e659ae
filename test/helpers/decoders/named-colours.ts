/** Finds what a file says about its colours beside an ICC profile, by the judge's own small readers. */
import { byCodePoints, byGamma } from './colour.ts';
import type { Chromaticities, NamedColours } from './colour.ts';

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** With length, type and check sum. */
  readonly whole: Buffer;
  /** The file ends before it does. */
  readonly isCut: boolean;
}

/** A PNG's chunks as far as they go. */
function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at + 12 <= png.length;) {
    const end = at + 12 + png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, Math.min(end - 4, png.length)),
      whole: png.subarray(at, Math.min(end, png.length)),
      isCut: end > png.length,
    });
    at = end;
  }
  return chunks;
}

const naming = ['gAMA', 'cHRM', 'sRGB', 'cICP'];

const END = Buffer.from('0000000049454e44ae426082', 'hex');

/**
 * The same PNG without the chunks that name its colours by numbers, so that a decoder gives out what is stored. What is cut off behind
 * the pixels is left out and the end put in its place: every viewer shows such a file, and some decoders do not.
 */
export function withoutNamedColours(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const kept = chunks.filter(({ type, isCut }) => !naming.includes(type) && (!isCut || type === 'IDAT'));
  const end = chunks.some(({ type, isCut }) => type === 'IEND' && !isCut) ? [] : [END];
  return Buffer.concat([png.subarray(0, 8), ...kept.map(({ whole }) => whole), ...end]);
}

/** What a PNG's chunks name; null: sRGB, or a profile that a decoder applies. cICP goes before a profile, a profile before gAMA. */
export function coloursOfPng(png: Buffer): NamedColours | null {
  const chunks = chunksOf(png);
  const dataOf = (type: string): Buffer | undefined => chunks.find((chunk) => chunk.type === type)?.data;
  const codes = dataOf('cICP');
  if (codes !== undefined && codes.length >= 2) return byCodePoints(codes[0] ?? 2, codes[1] ?? 2);
  if (dataOf('iCCP') !== undefined || dataOf('sRGB') !== undefined) return null;
  const [gamma, primaries] = [dataOf('gAMA'), dataOf('cHRM')];
  return byGamma(
    gamma?.length === 4 && gamma.readUInt32BE(0) > 0 ? gamma.readUInt32BE(0) / 100_000 : null,
    primaries?.length === 32 ? chromaticitiesIn(primaries) : null,
  );
}

/** cHRM has white first. */
function chromaticitiesIn(data: Buffer): Chromaticities {
  const value = (index: number): number => data.readUInt32BE(index * 4) / 100_000;
  return [value(2), value(3), value(4), value(5), value(6), value(7), value(0), value(1)];
}

/** What the first `nclx` box of an AVIF or HEIC names; null: sRGB, or a profile, which goes before it. */
export function coloursOfBoxes(head: Buffer): NamedColours | null {
  if (head.includes('colrprof') || head.includes('colrrICC')) return null;
  const at = head.indexOf('colrnclx');
  return at === -1 || at + 12 > head.length ? null : byCodePoints(head.readUInt16BE(at + 8), head.readUInt16BE(at + 10));
}
