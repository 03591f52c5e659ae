/** Words that a HEIC or AVIF file carries as items beside its picture: EXIF and XMP. Follows ISO/IEC 14496-12 (iinf, iloc). Pure. */
import { boxesIn, text } from './heif-boxes.ts';
import { extentsOf } from './heif-parts.ts';

export interface HeifWords {
  /** A TIFF block. */
  readonly exif: Uint8Array | null;
  readonly xmp: Uint8Array | null;
}

const XMP_KIND = 'application/rdf+xml';

/** Never throws; what lies beyond the end of the file is not there. */
export function heifWords(bytes: Uint8Array): HeifWords {
  const meta = boxesIn(bytes).find(({ type }) => type === 'meta');
  const inside = boxesIn(meta?.data.subarray(4) ?? new Uint8Array()); // a version and flags stand first
  const boxOf = (type: string): Uint8Array => inside.find((box) => box.type === type)?.data ?? new Uint8Array();
  const extents = extentsOf(boxOf('iloc'));
  const contentOf = (item: number | undefined): Uint8Array | null => {
    const parts = extents.filter((extent) => extent.item === item);
    if (parts.length === 0 || parts.some(({ offset, length }) => offset + length > bytes.length)) return null;
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return bytes.subarray(only.offset, only.offset + only.length);
    return Uint8Array.from(Buffer.concat(parts.map(({ offset, length }) => bytes.subarray(offset, offset + length))));
  };
  const items = itemsOf(boxOf('iinf'));
  const exif = contentOf(items.find(({ kind }) => kind === 'Exif')?.item);
  return {
    exif: exif === null ? null : blockIn(exif),
    xmp: contentOf(items.find(({ kind, content }) => kind === 'mime' && content === XMP_KIND)?.item),
  };
}

/** Four bytes say how far behind them the block begins. */
function blockIn(item: Uint8Array): Uint8Array | null {
  if (item.length < 12) return null;
  const skipped = 4 + new DataView(item.buffer, item.byteOffset, item.byteLength).getUint32(0);
  return skipped + 8 > item.length ? null : item.subarray(skipped);
}

interface Item {
  readonly item: number;
  readonly kind: string;
  /** Of an item of the kind "mime": what its content is. */
  readonly content: string;
}

function itemsOf(iinf: Uint8Array): Item[] {
  return boxesIn(iinf.subarray(iinf[0] === 0 ? 6 : 8)).flatMap(({ type, data }) => {
    if (type !== 'infe' || data.length < 12 || (data[0] ?? 0) < 2) return [];
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const isShort = data[0] === 2;
    const kindAt = isShort ? 8 : 10;
    if (kindAt + 4 > data.length) return [];
    // The name, ended by a zero, and for "mime" the kind of content behind it
    const [, content = ''] = Buffer.from(data.subarray(kindAt + 4))
      .toString('latin1')
      .split('\0');
    return [{ item: isShort ? view.getUint16(4) : view.getUint32(4), kind: text(data, kindAt), content }];
  });
}
