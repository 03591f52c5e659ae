/** Pictures by address, `photo://thumb/photo/12?v=…`: the id is looked up here, so no path is ever in the page. */
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { DarkslideError } from '../contract/errors.ts';
import { parsePictureAddress, THUMB_SIDE, VIEW_SIDE, type PictureKind } from '../contract/pictures.ts';
import { SHOWN_DIRECTLY_BYTES, shownDirectly } from '../images/decode/shown-directly.ts';
import { openRegular } from '../images/read-file.ts';
import type { Located } from '../library/library.ts';
import type { PictureLoads } from './picture-loads.ts';
import type { Renditions } from './renditions.ts';

interface PhotoProtocolParts {
  /** Where a picture lies; null: the id is unknown. */
  readonly locate: (type: 'photo' | 'result', id: number) => Located | null;
  readonly renditions: Renditions;
  /** Where the page says what it waits for no more. */
  readonly loads: PictureLoads;
  /** A file's own bytes may be shown, where Chromium can. False: only what our own decoders made of it, because this Chromium is old. */
  readonly showsFiles: boolean;
  /** The only origin that may read pixels, as against show them. */
  readonly pageOrigin: string;
  /** Told what nobody expected; a photo that is gone or damaged is said elsewhere. */
  readonly log: (line: string, thrown: unknown) => void;
}

/** Longest side of a full-size rendition, pixels: more than any camera makes, so nothing is shrunk. */
const FULL_SIDE = 65_535;

/** Answers requests for pictures. 404 for what is unknown or cannot be shown; an abandoned request is not worked on. */
export function createPhotoProtocol(parts: PhotoProtocolParts): (request: Request) => Promise<Response> {
  return async (request) => {
    const address = parsePictureAddress(request.url);
    if (address === null || request.method !== 'GET') return missing();
    const { signal, end } = parts.loads.begin(request.url, request.signal);
    try {
      const located = parts.locate(address.type, address.id);
      if (located === null) return missing();
      return withOrigin(await answer(address.kind, located, parts, signal), parts.pageOrigin);
    } catch (error) {
      // What is wrong with a file is said by the library; only what nobody expected belongs in the log.
      const expected = signal.aborted || error instanceof DarkslideError || isGone(error);
      if (!expected) parts.log(`No ${address.kind} of ${address.type} ${String(address.id)}.`, error);
      return missing();
    } finally {
      end();
    }
  };
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

async function answer(
  kind: PictureKind,
  located: Located,
  { renditions, showsFiles }: PhotoProtocolParts,
  signal: AbortSignal,
): Promise<Response> {
  switch (kind) {
    case 'thumb':
      return picture(await renditions.get(located, THUMB_SIDE, signal), 'image/jpeg');
    case 'view':
      return picture(await renditions.get(located, VIEW_SIDE, signal), 'image/jpeg');
    case 'full':
      return (
        (showsFiles ? await original(located.path, signal) : null) ??
        picture(await renditions.get(located, FULL_SIDE, signal), 'image/jpeg')
      );
  }
}

/** The file itself where Chromium shows it as it is sent; null for the others. Opened for reading only. */
async function original(path: string, signal: AbortSignal): Promise<Response | null> {
  const handle = await openRegular(path);
  let type: string | null = null;
  try {
    type = shownDirectly(await firstBytes(handle), path);
  } finally {
    if (type === null) await handle.close();
  }
  if (type === null) return null;
  const stream = handle.createReadStream({ start: 0 }); // closes the file at its end, and when it is destroyed
  signal.addEventListener('abort', () => stream.destroy(), { once: true });
  // Node's web stream and the page's are the same thing under two type names.
  return picture(Readable.toWeb(stream) as ReadableStream<Uint8Array>, type);
}

async function firstBytes(handle: FileHandle): Promise<Uint8Array> {
  const head = new Uint8Array(SHOWN_DIRECTLY_BYTES);
  const { bytesRead } = await handle.read(head, 0, head.length, 0);
  return head.subarray(0, bytesRead);
}

function withOrigin(response: Response, origin: string): Response {
  response.headers.set('access-control-allow-origin', origin);
  return response;
}

/** The version is part of the address, so a picture under its address never changes. */
function picture(body: Uint8Array | ReadableStream<Uint8Array>, type: string): Response {
  // Every Uint8Array is a body; the two libraries only disagree on what may lie under it.
  return new Response(body as BodyInit, {
    headers: {
      'content-type': type,
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    },
  });
}

function missing(): Response {
  return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
}
