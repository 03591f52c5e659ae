/**
 * XMP of an original, property by property, as it may stand in a result's packet. Prefixes are ours: a packet from anywhere cannot put words into the
 * mark by which results are known. Pure.
 */
import { DOMParser, type Attr, type Element, type Node } from '@xmldom/xmldom';
import type { Carried } from '../../../contract/carried.ts';
import { escapeXml, NAMESPACE } from '../xmp-text.ts';
import { textOf } from '../xmp-properties.ts';
import { wants } from './carry-exif.ts';
import { usualPrefix, xmpBelonging } from './xmp-groups.ts';

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';
/** Packets are a few kilobytes; an editor's history makes them long. Characters. */
const MOST_TEXT = 1024 * 1024;
const MOST_PROPERTIES = 2_000;
/** Structures in lists in structures; more is no metadata. */
const MOST_DEPTH = 24;
const [ELEMENT, ATTRIBUTE, TEXT, CDATA] = [1, 2, 3, 4];

export interface XmpProperty {
  readonly uri: string;
  readonly name: string;
  /** One element, with our own prefixes. */
  readonly xml: string;
}

export interface CarriedXmp {
  readonly properties: readonly XmpProperty[];
  /** Prefix → namespace of everything in `properties`. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly leftOut: readonly string[];
}

export const noXmp: CarriedXmp = { properties: [], namespaces: new Map(), leftOut: [] };

/** Never throws. */
export function carryXmp(packet: Uint8Array, carried: Carried): CarriedXmp {
  const root = parse(textOf(packet));
  if (root === null) return { ...noXmp, leftOut: ['XMP, which is damaged'] };
  const prefixes = createPrefixes();
  const properties: XmpProperty[] = [];
  const seen = new Set<string>();
  try {
    for (const node of propertiesIn(root)) {
      const { uri, name } = nameOf(node);
      const key = `${uri} ${name}`;
      if (seen.has(key) || !wants(carried, xmpBelonging(uri, name))) continue;
      seen.add(key);
      const xml = written(node, prefixes, 0);
      if (xml !== null) properties.push({ uri, name, xml });
    }
  } catch {
    return { ...noXmp, leftOut: ['XMP, which is damaged'] };
  }
  return { properties, namespaces: prefixes.all, leftOut: [] };
}

/** Null: no well-formed packet, or one that defines words of its own, which may grow without end. */
function parse(text: string): Element | null {
  const start = text.indexOf('<');
  if (start < 0 || text.length > MOST_TEXT || /<!(?:DOCTYPE|ENTITY)/i.test(text)) return null;
  try {
    const parser = new DOMParser({
      onError: (level, message) => {
        if (level !== 'warning') throw new Error(message);
      },
    });
    return parser.parseFromString(text.slice(start).replace(/\0+$/, '').trim(), 'text/xml').documentElement;
  } catch {
    return null;
  }
}

/** Properties of every description, those in attributes among them. */
function propertiesIn(root: Element): (Element | Attr)[] {
  const found: (Element | Attr)[] = [];
  const descriptions = root.getElementsByTagNameNS(RDF, 'Description');
  for (let index = 0; index < descriptions.length; index += 1) {
    const description = descriptions[index];
    if (description === undefined || description.parentNode?.localName !== 'RDF') continue; // a structure's own
    for (const attribute of attributesOf(description)) if (isProperty(attribute)) found.push(attribute);
    for (let child = description.firstChild; child !== null; child = child.nextSibling)
      if (isElement(child) && isProperty(child)) found.push(child);
    if (found.length > MOST_PROPERTIES) break;
  }
  return found.slice(0, MOST_PROPERTIES);
}

function isElement(node: Node): node is Element {
  return node.nodeType === ELEMENT;
}

function attributesOf(element: Element): Attr[] {
  return Array.from({ length: element.attributes.length }, (_, index) => element.attributes.item(index)).filter(
    (attribute): attribute is Attr => attribute !== null,
  );
}

function isProperty(node: Element | Attr): boolean {
  const { uri } = nameOf(node);
  return uri !== '' && uri !== RDF && uri !== XML && uri !== XMLNS;
}

function nameOf(node: Element | Attr): { readonly uri: string; readonly name: string } {
  return { uri: node.namespaceURI ?? '', name: node.localName ?? '' };
}

interface Prefixes {
  readonly of: (uri: string, theirs: string | null) => string;
  readonly all: ReadonlyMap<string, string>;
}

function createPrefixes(): Prefixes {
  const all = new Map<string, string>();
  const known = new Map<string, string>([
    [RDF, 'rdf'],
    [XML, 'xml'],
  ]);
  return {
    all,
    of: (uri, theirs) => {
      const before = known.get(uri);
      if (before !== undefined) return before;
      const prefix = usualPrefix(uri) ?? freePrefix(theirs, all, known.size);
      known.set(uri, prefix);
      all.set(prefix, uri);
      return prefix;
    },
  };
}

/** Prefixes that mean something else in our packets, whatever a file declares them for. */
const reserved = new Set(['darkslide', 'x', 'rdf', 'xml', 'xmlns', 'dc', 'xmp', 'Iptc4xmpExt']);

/** Programs look for a maker's own properties by their usual prefix. */
function freePrefix(theirs: string | null, taken: ReadonlyMap<string, string>, number: number): string {
  const isFree = theirs !== null && /^[A-Za-z][\w-]{0,30}$/.test(theirs) && !reserved.has(theirs) && !taken.has(theirs);
  return isFree ? theirs : `other${String(number)}`;
}

/** Null: it holds something of ours, or is deeper than anything honest. */
function written(node: Element | Attr, prefixes: Prefixes, depth: number): string | null {
  const { uri, name } = nameOf(node);
  if (depth > MOST_DEPTH || uri === NAMESPACE || uri === '') return null;
  const tag = `${prefixes.of(uri, node.prefix)}:${name}`;
  if (node.nodeType === ATTRIBUTE) return `<${tag}>${escapeXml(node.nodeValue ?? '')}</${tag}>`;
  let open = tag;
  for (const attribute of attributesOf(node as Element)) {
    const own = nameOf(attribute);
    if (own.uri === XMLNS || own.uri === '') continue;
    if (own.uri === NAMESPACE) return null;
    open += ` ${prefixes.of(own.uri, attribute.prefix)}:${own.name}="${escapeXml(attribute.value)}"`;
  }
  let inside = '';
  // Line breaks between elements are only how somebody wrote the packet
  const isText = !Array.from(node.childNodes).some(isElement);
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.nodeType === TEXT || child.nodeType === CDATA) inside += isText ? escapeXml(child.nodeValue ?? '') : '';
    else if (isElement(child)) {
      const below = written(child, prefixes, depth + 1);
      if (below === null) return null;
      inside += below;
    }
  }
  return inside === '' ? `<${open}/>` : `<${open}>${inside}</${tag}>`;
}
