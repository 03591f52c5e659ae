/**
 * Reads simple properties out of an XMP packet without an XML parser, whoever wrote it: editors put properties into attributes, choose
 * their own prefix for a namespace and escape text in their own way. Pure.
 */

/** A packet is read this far: ours has at most 65 KB, and an editor adds its history to it. Bytes. */
const MOST_TEXT = 1024 * 1024;
/** Prefixes that are looked at: one is usual. */
const MOST_PREFIXES = 4;

/** The properties of one namespace that hold plain text, by their names. Never throws. */
export function readXmpProperties(packet: Uint8Array, namespace: string): ReadonlyMap<string, string> {
  const text = textOf(packet);
  const properties = new Map<string, string>();
  for (const prefix of prefixesOf(text, namespace)) readProperties(text, prefix, properties);
  return properties;
}

/** Entries of lists, in every language that the packet has them in: of titles, descriptions, keywords. Never throws. */
export function readXmpTexts(packet: Uint8Array, namespace: string, properties: readonly string[]): string[] {
  const text = textOf(packet);
  const texts: string[] = [];
  for (const prefix of prefixesOf(text, namespace).map((name) => name.replaceAll('.', '\\.'))) {
    for (const property of properties) {
      // A list ends where its property does: nothing is looked for beyond
      const lists = new RegExp(`<${prefix}:${property}(?:\\s[^<>]*)?>([\\s\\S]*?)</${prefix}:${property}\\s*>`, 'g');
      for (const [, list = ''] of text.matchAll(lists))
        for (const [, entry = ''] of list.matchAll(/<[\w.-]{1,40}:li(?:\s[^<>]*)?>([^<]*)</g)) texts.push(unescapeXml(entry));
    }
  }
  return texts;
}

/** XMP is UTF-8 nearly everywhere; the specification also allows UTF-16. */
export function textOf(packet: Uint8Array): string {
  const bytes = Buffer.from(packet.buffer, packet.byteOffset, Math.min(packet.byteLength, MOST_TEXT));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  return bytes.toString('utf8');
}

function prefixesOf(text: string, namespace: string): string[] {
  const prefixes = new Set<string>();
  for (const [, prefix, , uri] of text.matchAll(/xmlns:([\w.-]{1,40})\s*=\s*(["'])([^"'<]{1,200})\2/g)) {
    if (uri === namespace && prefix !== undefined && prefixes.size < MOST_PREFIXES) prefixes.add(prefix);
  }
  return [...prefixes];
}

/** Elements with text and attributes alike; what is in the packet twice counts as it stands there first. */
function readProperties(text: string, prefix: string, into: Map<string, string>): void {
  const name = prefix.replaceAll('.', '\\.');
  const elements = new RegExp(`<${name}:(\\w{1,40})(?:\\s[^<>]*)?>([^<]*)</${name}:\\1\\s*>`, 'g');
  const attributes = new RegExp(`\\s${name}:(\\w{1,40})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'g');
  const note = (key: string | undefined, value: string): void => {
    if (key !== undefined && !into.has(key)) into.set(key, unescapeXml(value));
  };
  for (const [, key, value = ''] of text.matchAll(elements)) note(key, value);
  for (const [, key, double, single] of text.matchAll(attributes)) note(key, double ?? single ?? '');
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0x10ffff ? whole : String.fromCodePoint(code);
    },
  );
}
