/** What images can do for the rest of the house: one interface, done by a pool of worker threads (or inline in a test). */
import type { ModelLimits } from '../contract/model.ts';
import type { PhotoDetails, PictureFormat } from '../contract/photo.ts';
import type { OutputFormat } from '../contract/recipe.ts';

/** What a first look at a file says. Width and height are upright pixels. */
export interface Inspection {
  readonly format: PictureFormat;
  readonly width: number;
  readonly height: number;
  /** Capture time, ms since 1970, the camera's clock read as local time; null: not recorded. */
  readonly takenAt: number | null;
}

export interface PrepareOptions {
  /** Longest side of the upload, pixels. */
  readonly longSide: number;
  readonly limits: ModelLimits;
}

/** An upload: upright 8-bit sRGB JPEG without any metadata. */
export interface Prepared {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** SHA-256 of the original file's bytes as they were read for this upload, hex. */
  readonly contentHash: string;
  /** Metadata entries of the original that stay behind. */
  readonly leftOut: number;
}

/** What is written into the result so that anyone can tell how it was made (XMP). */
export interface ResultMark {
  readonly recipe: string;
  readonly model: string;
  readonly prompt: string;
  readonly strength: number | null;
  /** SHA-256 of the original, hex. */
  readonly originalHash: string | null;
  readonly simulated: boolean;
}

/** A result ready to be written: decodes, is not blank, tagged sRGB, orientation 1, marked. */
export interface Finished {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Every failure is a DarkslideError with a code of the photo itself (file-…, format-…, picture-…) or `reply-unusable`. */
export interface ImageTasks {
  inspect(path: string): Promise<Inspection>;
  details(path: string): Promise<PhotoDetails>;
  /** SHA-256 of a file's bytes, hex. */
  hash(path: string): Promise<string>;
  prepare(path: string, options: PrepareOptions): Promise<Prepared>;
  /** Checks and finishes the bytes that came back, as the format the recipe asked for. */
  finish(bytes: Uint8Array, format: OutputFormat, mark: ResultMark): Promise<Finished>;
  /** An upright sRGB JPEG no longer than `side` pixels, for the screen. */
  rendition(path: string, side: number): Promise<Uint8Array>;
}
