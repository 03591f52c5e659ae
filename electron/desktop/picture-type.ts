/** Whether Chromium shows a file as it is, told from its first bytes. Pure. */

/** The media type of a JPEG, PNG, WebP, AVIF or GIF; null for everything else. Needs the first 32 bytes. */
export function shownType(head: Uint8Array): string | null {
  const text = String.fromCharCode(...head.subarray(0, 32));
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.slice(4, 8) === 'ftyp' && isAvifBrand(text)) return 'image/avif';
  return null;
}

/** The major brand, or a compatible one where the major brand is the general `mif1`. */
function isAvifBrand(text: string): boolean {
  const major = text.slice(8, 12);
  return major === 'avif' || major === 'avis' || (major === 'mif1' && text.slice(16).includes('avif'));
}
