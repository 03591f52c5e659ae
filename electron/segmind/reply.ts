/**
 * Finds the picture in whatever shape an answer has: raw bytes, base64 in one of several fields, or an address. Pure.
 * The first bytes decide what is a picture; a content type alone proves nothing.
 */
import { errorInside, isRecord, parseJson } from './error-text.ts';
import { isLoopback, readUrl } from './endpoint.ts';

export type Reading =
  | { readonly type: 'picture'; readonly bytes: Buffer }
  /** The picture waits elsewhere; fetched without the key. */
  | { readonly type: 'address'; readonly url: URL }
  /** 200, but the JSON says it went wrong; `body` is that JSON, for error-text.ts. */
  | { readonly type: 'error'; readonly body: string }
  /** v2: the work was taken, or is still under way. `requestId` is null where the answer names none. */
  | { readonly type: 'accepted'; readonly requestId: string | null; readonly state: JobWord }
  | { readonly type: 'unusable'; readonly why: string };

export type JobWord = 'pending' | 'completed' | 'failed';

/** Anything smaller is a placeholder, not a photo. Bytes. */
const SMALLEST_PICTURE = 500;

const waiting = new Set(['queued', 'pending', 'processing', 'starting', 'started', 'running', 'in_progress', 'in_queue']);
const finished = new Set(['completed', 'success', 'succeeded', 'done']);
const broken = new Set(['failed', 'failure', 'error', 'cancelled', 'canceled']);

/**
 * @param contentType - the header as it came
 * @param endpoint - the service's own address: a plain http address of a picture counts only beside a loopback service
 */
export function readReply(contentType: string | undefined, body: Buffer, endpoint: URL): Reading {
  if (body.byteLength === 0) return { type: 'unusable', why: 'The answer was empty.' };
  if (pictureType(body) !== null) return asPicture(body);
  const kind = (contentType ?? '').toLowerCase();
  if (kind.startsWith('image/')) return { type: 'unusable', why: 'What came back is called a picture but is none.' };
  const text = body.toString('utf8').trim();
  if (text.startsWith('<')) return { type: 'unusable', why: 'A web page came back in place of the picture.' };
  const value = parseJson(text);
  if (value === undefined) return findPicture(text, endpoint, 0) ?? notAPicture;
  return readJson(value, endpoint);
}

/** What the first bytes say; null: no picture that the service makes. */
export function pictureType(bytes: Uint8Array): 'jpeg' | 'png' | 'webp' | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 12));
  if (head.length >= 3 && head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg';
  if (head.subarray(0, 8).equals(pngSignature)) return 'png';
  if (head.length === 12 && head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8) === 'WEBP') return 'webp';
  return null;
}

/** The `status` of a v2 answer as one of three; null: it has none that is known. */
export function jobWord(value: unknown): JobWord | null {
  const word = isRecord(value) && typeof value['status'] === 'string' ? value['status'].trim().toLowerCase() : '';
  if (waiting.has(word)) return 'pending';
  if (finished.has(word)) return 'completed';
  return broken.has(word) ? 'failed' : null;
}

/** A request id that can stand in a path; null: there is none. */
function requestIdOf(value: unknown): string | null {
  if (!isRecord(value)) return null;
  const id = value['request_id'] ?? value['requestId'];
  return typeof id === 'string' && isRequestId(id) ? id : null;
}

/** Whether a text is an id as the service makes them. "." and ".." would climb in a path. */
export function isRequestId(text: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/.test(text);
}

/** An address that a result may be fetched from: https, or http between a loopback service and itself; null otherwise. */
export function resultAddress(text: string, endpoint: URL): URL | null {
  const url = readUrl(text.trim());
  if (url === null || url.username !== '' || url.password !== '') return null;
  if (url.protocol === 'https:') return url;
  const local = url.protocol === 'http:' && isLoopback(url.hostname) && isLoopback(endpoint.hostname);
  return local ? url : null;
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const notAPicture: Reading = { type: 'unusable', why: 'What came back is not a picture.' };

/** Fields that hold the picture, the likeliest first. */
const pictureFields = ['image', 'images', 'output', 'outputs', 'image_url', 'output_url', 'url', 'data', 'b64_json', 'result'];

function readJson(value: unknown, endpoint: URL): Reading {
  const word = jobWord(value);
  const error = errorInside(value) ?? (word === 'failed' ? JSON.stringify(value) : null);
  const found = findPicture(value, endpoint, 0);
  if (found !== null && (error === null || found.type === 'picture')) return found;
  if (error !== null) return { type: 'error', body: error };
  const requestId = requestIdOf(value);
  if (word === 'pending' || requestId !== null) return { type: 'accepted', requestId, state: word ?? 'pending' };
  return notAPicture;
}

/** A picture or its address anywhere in the known fields; null: nothing there looks like one. */
function findPicture(value: unknown, endpoint: URL, depth: number): Reading | null {
  if (typeof value === 'string') return readText(value, endpoint);
  if (depth > 4) return null;
  const candidates = Array.isArray(value)
    ? value.slice(0, 16)
    : isRecord(value)
      ? pictureFields.filter((field) => Object.hasOwn(value, field)).map((field) => value[field])
      : [];
  let fallback: Reading | null = null;
  for (const candidate of candidates) {
    const found = findPicture(candidate, endpoint, depth + 1);
    if (found?.type === 'picture' || found?.type === 'address') return found;
    fallback ??= found;
  }
  return fallback;
}

function readText(text: string, endpoint: URL): Reading | null {
  if (/^\s*https?:/i.test(text)) {
    const url = resultAddress(text, endpoint);
    return url === null
      ? { type: 'unusable', why: 'The picture lies at an address that is not safe to fetch.' }
      : { type: 'address', url };
  }
  const comma = /^\s*data:[^,]{0,200},/i.exec(text);
  const bytes = Buffer.from(comma === null ? text : text.slice(comma[0].length), 'base64');
  return pictureType(bytes) === null ? null : asPicture(bytes);
}

function asPicture(bytes: Buffer): Reading {
  if (bytes.byteLength < SMALLEST_PICTURE) return { type: 'unusable', why: 'What came back is too small to be a picture.' };
  return { type: 'picture', bytes };
}
