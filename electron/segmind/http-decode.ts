/** Unpacks an answer's body within a bound, so that a few kilobytes cannot unfold to gigabytes in memory. */
import { promisify } from 'node:util';
import zlib from 'node:zlib';

type Unpack = (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const gunzip: Unpack = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const inflate: Unpack = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate);
const brotli: Unpack = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress);

const unpackers: Readonly<Record<string, Unpack>> = { gzip: gunzip, 'x-gzip': gunzip, deflate: inflate, br: brotli };

/**
 * @param encoding - the content-encoding header; one encoding only, a second layer is refused
 * @param limit - most bytes of the result
 */
export async function decodeBody(
  encoding: string | undefined,
  packed: Buffer,
  limit: number,
): Promise<Buffer | 'too-large' | 'undecodable'> {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity' || packed.byteLength === 0) return packed;
  const unpack = Object.hasOwn(unpackers, name) ? unpackers[name] : undefined;
  if (unpack === undefined) return 'undecodable';
  try {
    return await unpack(packed, { maxOutputLength: limit });
  } catch (error) {
    // Node's zlib marks an overrun with this code and everything else with codes of its own.
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'undecodable';
  }
}
