/**
 * What a file is by its first bytes, as the judge sees it. Written apart from the program's own table, so that a mistake there is seen
 * here.
 */

export type Kind = 'jpeg' | 'png' | 'gif' | 'webp' | 'tiff' | 'avif' | 'heic' | 'bmp' | 'jxl' | 'raw' | 'other';

const rawNames = /\.(cr2|cr3|nef|nrw|arw|dng|raf|orf|rw2|pef)$/i;

/** `head`: the first kilobytes. The name tells only a TIFF from a RAW file built on TIFF. */
export function kindOf(head: Uint8Array, name: string): Kind {
  const text = Buffer.from(head.subarray(0, 256)).toString('latin1');
  const hex = Buffer.from(head.subarray(0, 12)).toString('hex');
  if (hex.startsWith('ffd8ff')) return 'jpeg';
  if (hex.startsWith('89504e470d0a1a0a')) return 'png';
  if (/^GIF8[79]a/.test(text)) return 'gif';
  if (/^RIFF[^]{4}WEBP/.test(text)) return 'webp';
  if (text.startsWith('FUJIFILMCCD-RAW')) return 'raw';
  if (hex.startsWith('0000000c4a584c20') || hex.startsWith('ff0a')) return 'jxl';
  if (text.slice(4, 8) === 'ftyp') return boxKind(text);
  if (/^(?:II\*\0|MM\0\*|II\+\0|MM\0\+)/.test(text)) return rawNames.test(name) ? 'raw' : 'tiff';
  if (/^(?:IIU\0|IIRO|IIRS|MMOR)/.test(text)) return 'raw';
  // "BM", then a size nobody keeps to, then four zeros that are always zero
  if (text.startsWith('BM') && hex.slice(12, 20) === '00000000') return 'bmp';
  return 'other';
}

function boxKind(text: string): Kind {
  const brands = text.slice(8, 64);
  if (brands.startsWith('crx ')) return 'raw';
  if (/^avi[fs]/.test(brands)) return 'avif';
  if (/^(?:heic|heix|hevc|hevx|heim|heis)/.test(brands)) return 'heic';
  if (brands.includes('avif')) return 'avif';
  return /mif1|msf1|heic/.test(brands) ? 'heic' : 'other';
}
