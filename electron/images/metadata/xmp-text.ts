/** What everything that writes XMP shares. Pure. */

/** Our own properties; a result is known by them. */
export const NAMESPACE = 'http://darkslide.invalid/ns/1.0/';

/** Text between tags or quotation marks of either kind. XML allows no control characters, not even escaped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
