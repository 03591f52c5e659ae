/** As much of libheif's JavaScript interface as is used here; its own declarations leave the functions made for JavaScript untyped. */

/** An enumerated value; compared by identity. */
export interface HeifConstant {
  readonly value: number;
}
export interface HeifFailure {
  readonly code: HeifConstant;
  readonly message: string;
}
/** Memory of the library: each is released by its own function, once. */
export type HeifContext = object & { readonly heifContext: never };
export type HeifHandle = object & { readonly heifHandle: never };
export type HeifImage = object & { readonly heifImage: never };
export interface HeifChannel {
  readonly id: HeifConstant;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly width: number;
  readonly height: number;
  readonly bits_per_pixel: number;
  /** Lies in the library's memory: gone with the image. */
  readonly data: Uint8Array;
}
export interface HeifDecoded {
  readonly code?: undefined;
  readonly image: HeifImage;
  readonly channels: readonly HeifChannel[];
}
export interface Libheif {
  readonly heif_error_code: Readonly<
    Record<'heif_error_Ok' | 'heif_error_Unsupported_feature' | 'heif_error_Unsupported_filetype', HeifConstant>
  >;
  readonly heif_chroma: Readonly<Record<'heif_chroma_interleaved_RGBA' | 'heif_chroma_interleaved_RRGGBBAA_LE', HeifConstant>>;
  readonly heif_colorspace: Readonly<Record<'heif_colorspace_RGB', HeifConstant>>;
  readonly heif_channel: Readonly<Record<'heif_channel_interleaved', HeifConstant>>;
  heif_context_alloc(): HeifContext | null;
  heif_context_free(context: HeifContext): void;
  heif_context_read_from_memory(context: HeifContext, bytes: Uint8Array): HeifFailure;
  heif_js_context_get_list_of_top_level_image_IDs(context: HeifContext): number[] | HeifFailure;
  heif_js_context_get_image_handle(context: HeifContext, id: number): HeifHandle | HeifFailure;
  heif_image_handle_release(handle: HeifHandle): void;
  heif_image_handle_is_primary_image(handle: HeifHandle): number | boolean;
  heif_image_handle_get_width(handle: HeifHandle): number;
  heif_image_handle_get_height(handle: HeifHandle): number;
  heif_image_release(image: HeifImage): void;
  heif_js_decode_image2(handle: HeifHandle, space: HeifConstant, chroma: HeifConstant): Promise<HeifDecoded | HeifFailure | null>;
}

let loaded: Promise<Libheif> | null = null;

/** The library, loaded once, when the first picture needs it: it is over a megabyte of WebAssembly. */
export async function loadLibheif(): Promise<Libheif> {
  // The package declares nothing for this entry; what is used of it is written down above and tried by the tests
  loaded ??= import('./libheif-package.ts').then((module) => module.default as Libheif);
  return await loaded;
}
