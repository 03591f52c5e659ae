/** What the chunks of a PNG say about its colours, and a PNG with a profile in their place. Without decoding. */
import { deflateSync } from 'node:zlib';
import type { Cicp } from '../formats/heif-colour.ts';
import { readPng, writePng, type PngChunk } from '../formats/png-chunks.ts';
import { cicpProfile, hdrName, pngProfile, type Chromaticities } from './colour.ts';

/** A file whose colours are not sRGB and do not stand in an embedded profile. */
export interface NamedColours {
  readonly profile: Uint8Array;
  /** "PQ", "HLG": brighter than a screen's white; it is shown and sent as SDR. Null: it is not. */
  readonly hdr: 'PQ' | 'HLG' | null;
}

/**
 * By the order of precedence that the PNG specification (third edition) gives: cICP, iCCP, sRGB, then gAMA and cHRM. Null: sRGB, or an
 * embedded profile, which the decoder reads itself.
 */
export function pngColours(bytes: Uint8Array): NamedColours | null {
  const chunks = readPng(bytes)?.chunks ?? [];
  const isGrey = [0, 4].includes(chunks.find(({ type }) => type === 'IHDR')?.data[9] ?? 2);
  const cicp = cicpOf(chunks);
  if (cicp !== null) {
    const profile = cicpProfile(cicp, isGrey);
    return profile === null ? null : { profile, hdr: hdrName(cicp) };
  }
  if (chunks.some(({ type }) => type === 'iCCP' || type === 'sRGB')) return null;
  const gamma = numbers(chunks, 'gAMA', 1)?.[0] ?? null;
  const xy = numbers(chunks, 'cHRM', 8);
  const profile = pngProfile(gamma === null || gamma === 0 ? null : gamma, xy === null ? null : inOurOrder(xy), isGrey);
  return profile === null ? null : { profile, hdr: null };
}

/** The same picture with this profile, and without what else it said about its colours. */
export function withPngProfile(bytes: Uint8Array, profile: Uint8Array): Uint8Array {
  const png = readPng(bytes);
  if (png === null) return bytes;
  const said = new Set(['cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM', 'mDCV', 'cLLI']);
  const [header, ...rest] = png.chunks.filter(({ type }) => !said.has(type));
  if (header === undefined) return bytes;
  const data = Buffer.concat([Buffer.from('named colours\0\0', 'latin1'), deflateSync(profile)]);
  return writePng([header, { type: 'iCCP', data }, ...rest]);
}

function cicpOf(chunks: readonly PngChunk[]): Cicp | null {
  const data = chunks.find(({ type }) => type === 'cICP')?.data;
  const [primaries, transfer, matrix] = data ?? [];
  // RGB is the only matrix that PNG allows; another one makes the chunk invalid
  return data?.length === 4 && primaries !== undefined && transfer !== undefined && matrix === 0 ? { primaries, transfer } : null;
}

/** Numbers of a chunk, each written as 100,000 times its value. */
function numbers(chunks: readonly PngChunk[], type: string, count: number): number[] | null {
  const data = chunks.find((chunk) => chunk.type === type)?.data;
  if (data?.length !== 4 * count) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: count }, (_, index) => view.getUint32(4 * index) / 100_000);
}

/** PNG writes white first. */
function inOurOrder([wx = 0, wy = 0, rx = 0, ry = 0, gx = 0, gy = 0, bx = 0, by = 0]: readonly number[]): Chromaticities {
  return [rx, ry, gx, gy, bx, by, wx, wy];
}
