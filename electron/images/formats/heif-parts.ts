/**
 * Are the packed parts of a HEIC or AVIF picture all there? Decoders put a flat colour in the place of a tile that is missing and say nothing,
 * so a file that is still being copied looks whole to them. Follows ISO/IEC 14496-12 (iloc, iinf). Pure.
 */
import { boxesIn, text } from './heif-boxes.ts';

interface Extent {
  readonly item: number;
  readonly offset: number;
  readonly length: number;
}

/** More parts than this are not looked at: a picture of 16,383 squared in the smallest tiles of phones has fewer. */
const MOST_EXTENTS = 65_536;

/** missing: a part lies beyond the end of the file. damaged: a part is no chain of units of HEVC, as where a file was set up and not filled. */
export function heifPartsAre(bytes: Uint8Array): 'there' | 'missing' | 'damaged' {
  const meta = boxesIn(bytes).find(({ type }) => type === 'meta');
  if (meta === undefined) return 'missing';
  const inside = boxesIn(meta.data.subarray(4)); // a version and flags stand first
  const extents = extentsOf(inside.find(({ type }) => type === 'iloc')?.data ?? new Uint8Array());
  if (extents.some(({ offset, length }) => offset + length > bytes.length)) return 'missing';
  const hevc = hevcItems(inside.find(({ type }) => type === 'iinf')?.data ?? new Uint8Array());
  const inParts = new Map<number, number>();
  for (const { item } of extents) inParts.set(item, (inParts.get(item) ?? 0) + 1);
  // An item in several parts may be cut anywhere: only whole ones can be followed
  const whole = extents.filter(({ item, length }) => hevc.has(item) && length > 0 && inParts.get(item) === 1);
  return whole.every(({ offset, length }) => isChain(bytes.subarray(offset, offset + length))) ? 'there' : 'damaged';
}

/** Units with their length in front, four bytes as every writer of pictures has it; they fill the part exactly. */
function isChain(part: Uint8Array): boolean {
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
  let at = 0;
  while (at + 4 <= part.length) {
    const length = view.getUint32(at);
    if (length === 0) return false;
    at += 4 + length;
  }
  return at === part.length;
}

/** Numbers of the items that are packed as HEVC. */
function hevcItems(iinf: Uint8Array): ReadonlySet<number> {
  const entries = boxesIn(iinf.subarray(iinf[0] === 0 ? 6 : 8));
  return new Set(
    entries.flatMap(({ type, data }) => {
      if (type !== 'infe' || data.length < 12 || (data[0] ?? 0) < 2) return [];
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      const isShort = data[0] === 2;
      const id = isShort ? view.getUint16(4) : view.getUint32(4);
      const kindAt = isShort ? 8 : 10;
      return kindAt + 4 <= data.length && text(data, kindAt) === 'hvc1' ? [id] : [];
    }),
  );
}

/** Where the items lie in the file; those that lie inside of the boxes themselves are left out. */
export function extentsOf(iloc: Uint8Array): Extent[] {
  const version = iloc[0] ?? 0;
  const reader = readerOf(iloc, 4);
  const sizes = reader.number(2);
  const [offsetSize, lengthSize, baseSize] = [(sizes >> 12) & 15, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version > 0 ? sizes & 15 : 0;
  const count = reader.number(version < 2 ? 2 : 4);
  const extents: Extent[] = [];
  for (let index = 0; index < count && reader.hasMore() && extents.length < MOST_EXTENTS; index += 1) {
    const item = reader.number(version < 2 ? 2 : 4);
    const method = version > 0 ? reader.number(2) & 15 : 0;
    const source = reader.number(2);
    const base = reader.number(baseSize);
    const parts = reader.number(2);
    for (let part = 0; part < parts && reader.hasMore() && extents.length < MOST_EXTENTS; part += 1) {
      reader.number(indexSize);
      const offset = base + reader.number(offsetSize);
      const length = reader.number(lengthSize);
      if (method === 0 && source === 0) extents.push({ item, offset, length });
    }
  }
  return extents;
}

/** Reads big-endian numbers one after the other; behind the end they are 0. */
function readerOf(bytes: Uint8Array, start: number) {
  let at = start;
  return {
    hasMore: (): boolean => at < bytes.length,
    number: (size: number): number => {
      let value = 0;
      for (let index = 0; index < size; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
      at += size;
      return value;
    },
  };
}
