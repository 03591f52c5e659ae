/**
 * HEIC and HEIF through libheif (WebAssembly), which is loaded with the first such file. The picture is the primary one of a burst or a
 * collection, turned, mirrored and cropped as its file says; EXIF's orientation says the same once more and is left alone.
 */
import { DarkslideError } from '../../contract/errors.ts';
import { loadLibheif, type HeifContext, type HeifFailure, type HeifHandle, type Libheif } from './libheif.ts';
import type { Samples } from './rewrap.ts';
import type { Size } from '../upload-size.ts';

/** Upright pixels of the primary picture; nothing is decoded. Throws coding-unsupported, and an Error of the library where it is damaged. */
export async function heicSize(bytes: Uint8Array): Promise<Size> {
  const size = await withPrimary(bytes, (libheif, handle) => ({
    width: libheif.heif_image_handle_get_width(handle),
    height: libheif.heif_image_handle_get_height(handle),
  }));
  if (size.width < 1 || size.height < 1) throw new DarkslideError('picture-corrupt');
  return size;
}

/**
 * RGBA of the primary picture, upright. `deep`: 16 bits each, for HDR, of which eight are too few. Throws like heicSize.
 */
export async function decodeHeic(bytes: Uint8Array, deep: boolean): Promise<Samples> {
  return await withPrimary(bytes, async (libheif, handle) => {
    const chroma = deep
      ? libheif.heif_chroma.heif_chroma_interleaved_RRGGBBAA_LE
      : libheif.heif_chroma.heif_chroma_interleaved_RGBA;
    const decoded = await libheif.heif_js_decode_image2(handle, libheif.heif_colorspace.heif_colorspace_RGB, chroma);
    if (decoded?.code !== undefined || decoded === null) throw failureOf(libheif, decoded);
    try {
      const channel = decoded.channels.find(({ id }) => id === libheif.heif_channel.heif_channel_interleaved);
      if (channel === undefined) throw new DarkslideError('picture-corrupt');
      const { width, height } = channel;
      return { width, height, channels: 4, data: deep ? deepRows(channel) : plainRows(channel) };
    } finally {
      libheif.heif_image_release(decoded.image);
    }
  });
}

interface Rows extends Size {
  readonly stride: number;
  readonly bits_per_pixel: number;
  readonly data: Uint8Array;
}

/** A copy without the padding at the end of each row. */
function plainRows({ width, height, stride, data }: Rows): Uint8Array {
  const rows = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) rows.set(data.subarray(y * stride, y * stride + 4 * width), 4 * width * y);
  return rows;
}

/** The same of samples with more than 8 bits, stretched to 16. */
function deepRows({ width, height, stride, bits_per_pixel: bits, data }: Rows): Uint16Array {
  const rows = new Uint16Array(width * height * 4);
  const most = 2 ** bits - 1;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < 4 * width; x += 1) {
      const at = y * stride + 2 * x;
      rows[4 * width * y + x] = Math.round(((((data[at + 1] ?? 0) << 8) | (data[at] ?? 0)) * 65_535) / most);
    }
  return rows;
}

async function withPrimary<Value>(
  bytes: Uint8Array,
  use: (libheif: Libheif, handle: HeifHandle) => Value | Promise<Value>,
): Promise<Value> {
  const libheif = await loadLibheif();
  const context = libheif.heif_context_alloc();
  if (context === null) throw new DarkslideError('internal');
  try {
    const read = libheif.heif_context_read_from_memory(context, bytes);
    if (read.code !== libheif.heif_error_code.heif_error_Ok) throw failureOf(libheif, read);
    const handle = primaryOf(libheif, context);
    try {
      return await use(libheif, handle);
    } finally {
      libheif.heif_image_handle_release(handle);
    }
  } finally {
    libheif.heif_context_free(context);
  }
}

function primaryOf(libheif: Libheif, context: HeifContext): HeifHandle {
  const ids = libheif.heif_js_context_get_list_of_top_level_image_IDs(context);
  if (!Array.isArray(ids)) throw failureOf(libheif, ids);
  for (const id of ids) {
    const handle = libheif.heif_js_context_get_image_handle(context, id);
    if (isFailure(handle)) continue;
    if (libheif.heif_image_handle_is_primary_image(handle)) return handle;
    libheif.heif_image_handle_release(handle);
  }
  throw new DarkslideError('picture-corrupt');
}

function isFailure(value: HeifHandle | HeifFailure): value is HeifFailure {
  return 'code' in value;
}

/** Tells what cannot be read from what is damaged or cut off; which of these two, the caller sees by the file's boxes. */
function failureOf(libheif: Libheif, failure: HeifFailure | null): Error {
  const { heif_error_Unsupported_feature: feature, heif_error_Unsupported_filetype: type } = libheif.heif_error_code;
  if (failure === null || (failure.code !== feature && failure.code !== type)) return new Error(failure?.message ?? 'libheif');
  const words = 'This HEIC file is packed in a way that cannot be read. Export it as JPEG.';
  return new DarkslideError('coding-unsupported', words, { cause: failure.message });
}
