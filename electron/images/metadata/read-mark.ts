/**
 * Reads the mark of a result back from XMP, whoever wrote the packet last: editors put properties into attributes, choose another
 * prefix for our namespace and escape text in their own way. Pure.
 */
import { z } from 'zod';
import { parameterValueSchema } from '../../contract/recipe.ts';
import type { ResultMark, WorkMark } from '../tasks.ts';
import { NAMESPACE } from './xmp.ts';

/** A packet is read this far: ours has at most 65 KB, and an editor adds its history to it. Characters. */
const MOST_TEXT = 1024 * 1024;
/** Prefixes that are looked at: one is usual. */
const MOST_PREFIXES = 4;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const parametersSchema = z.record(z.string().max(80), parameterValueSchema);
const sentAtSchema = z.iso.datetime().transform((text) => Date.parse(text));

/** The mark in an XMP packet; null: it is not one of ours. Never throws. */
export function readMark(packet: Uint8Array | undefined): ResultMark | null {
  if (packet === undefined) return null;
  const text = textOf(packet);
  const properties = new Map<string, string>();
  for (const prefix of prefixesOf(text)) readProperties(text, prefix, properties);
  const model = properties.get('Model');
  const recipe = properties.get('Recipe');
  if (model === undefined || recipe === undefined) return null;
  const strength = Number(properties.get('Strength') ?? NaN);
  return {
    recipe,
    model,
    prompt: properties.get('Prompt') ?? '',
    strength: Number.isFinite(strength) ? strength : null,
    originalHash: sha256
      .nullable()
      .catch(null)
      .parse(properties.get('OriginalSHA256') ?? null),
    simulated: properties.get('Simulated')?.toLowerCase() === 'true',
    work: readWork(properties),
  };
}

/** XMP is UTF-8 nearly everywhere; the specification also allows UTF-16. */
function textOf(packet: Uint8Array): string {
  const bytes = Buffer.from(packet.buffer, packet.byteOffset, Math.min(packet.byteLength, MOST_TEXT));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  return bytes.toString('utf8');
}

function prefixesOf(text: string): string[] {
  const prefixes = new Set<string>();
  for (const [, prefix, , uri] of text.matchAll(/xmlns:([\w.-]{1,40})\s*=\s*(["'])([^"'<]{1,200})\2/g)) {
    if (uri === NAMESPACE && prefix !== undefined && prefixes.size < MOST_PREFIXES) prefixes.add(prefix);
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

function readWork(properties: ReadonlyMap<string, string>): WorkMark | null {
  const identity = sha256.safeParse(properties.get('Identity'));
  if (!identity.success) return null;
  const cost = Number(properties.get('CostUSD') ?? NaN);
  return {
    identity: identity.data,
    pixelHashes: (properties.get('PixelSHA256') ?? '').split(/\s+/).filter((hash) => sha256.safeParse(hash).success),
    backend: properties.get('Backend') ?? 'segmind',
    parameters: parametersSchema.catch({}).parse(parseJson(properties.get('Parameters'))),
    longSide: whole(properties.get('LongSide')) ?? 0,
    variant: whole(properties.get('Variant')) ?? 1,
    costUsd: Number.isFinite(cost) && cost >= 0 ? cost : null,
    sentAt: sentAtSchema
      .nullable()
      .catch(null)
      .parse(properties.get('SentAt') ?? null),
    requestId: properties.get('RequestId')?.slice(0, 200) ?? null,
    job: whole(properties.get('Job')) ?? 0,
  };
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '{}');
  } catch {
    return {}; // somebody edited it: the identity beside it still says which work it was
  }
}
