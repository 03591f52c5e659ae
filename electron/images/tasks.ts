/** What the room `images` does for the other rooms: one interface, done by a pool of processes (or inline in a test). */
import type { CameraTime } from '../contract/camera-time.ts';
import type { ModelLimits } from '../contract/model.ts';
import type { PhotoDetails, PictureFormat } from '../contract/photo.ts';
import type { OutputFormat, ParameterValue } from '../contract/recipe.ts';
import type { OriginalWords } from './metadata/carry/original-words.ts';
import type { Says } from './metadata/carry/says.ts';

/** What a first look at a file says. Width and height are upright pixels. */
export interface Inspection {
  readonly format: PictureFormat;
  readonly width: number;
  readonly height: number;
  /** Capture time as the camera's clock showed it; null: not recorded. */
  readonly takenAt: CameraTime | null;
  /** Words by which it is found: camera, lens, title, keywords; null: it says nothing. */
  readonly about?: string | null;
  /** The file is a result of Darkslide, wherever it lies and whoever rewrote it; null: it is not. */
  readonly mark: ResultMark | null;
}

/** A file that was read and decoded to its end. */
export interface Verified extends Inspection {
  /** How it stood on disk when it was read. */
  readonly stamp: FileStamp;
  /** SHA-256 of its bytes, hex. */
  readonly contentHash: string;
}

export interface PrepareOptions {
  /** Longest side of the upload, pixels. */
  readonly longSide: number;
  readonly limits: ModelLimits;
}

/** A file's state on disk when it was read; what of it a disk does not have is 0. Times in ms since 1970. */
export interface FileStamp {
  readonly size: number;
  readonly modified: number;
  /** When the system last noted a change of the file, whatever a program made of the time above. */
  readonly changed: number;
  readonly inode: number;
}

/** An upload: upright 8-bit sRGB JPEG without any metadata. */
export interface Prepared {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** The original file as it was read for this upload. */
  readonly stamp: FileStamp;
  /** SHA-256 of the original file's bytes as they were read for this upload, hex. */
  readonly contentHash: string;
  /** SHA-256 over size and pixels before they are packed, hex: the same for every file that looks the same to the service. */
  readonly pixelHash: string;
  /** Metadata entries of the original that stay behind. */
  readonly leftOut: number;
}

/** The paid work behind a result: with it a ledger that was lost can be written again from the results themselves. */
export interface WorkMark {
  /** What makes two pieces of work the same, hex; see develop/results/identity.ts. */
  readonly identity: string;
  /** SHA-256 of the prepared pixels of each photo that was sent, hex. */
  readonly pixelHashes: readonly string[];
  readonly backend: string;
  /** Fields of the model beside the prompt. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly longSide: number;
  readonly variant: number;
  /** US dollars; null: not known. */
  readonly costUsd: number | null;
  /** Moment of sending, ms since 1970. */
  readonly sentAt: number | null;
  readonly requestId: string | null;
  /** Number of the job in its ledger. */
  readonly job: number;
}

/** What is written into the result so that anyone can tell how it was made (XMP). */
export interface ResultMark {
  readonly recipe: string;
  readonly model: string;
  readonly prompt: string;
  readonly strength: number | null;
  /** SHA-256 of the original, hex. */
  readonly originalHash: string | null;
  /** File name of the original, without its folder; left out or null: not written down. */
  readonly originalName?: string | null | undefined;
  /** Version of Darkslide; left out or null: not written down. */
  readonly app?: string | null | undefined;
  readonly simulated: boolean;
  /** Null: the result was made before this was written down, or its packet was edited. */
  readonly work: WorkMark | null;
}

/** A result ready to be written: decodes, is not blank, tagged sRGB, orientation 1, marked. */
export interface Finished {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** What of the original was to be carried into it and could not be, each in words: "the maker notes, which do not fit". */
  readonly leftOut: readonly string[];
}

/** What a file says of its photo. */
export interface ReadWords {
  readonly words: OriginalWords;
  /** SHA-256 of the file's bytes, hex. */
  readonly contentHash: string;
}

export interface FullSizeOptions {
  readonly format: OutputFormat;
  readonly mark: ResultMark;
  /** What it carries on of its original's own words. */
  readonly says: Says;
  /** How much of the change is made, 0–1. */
  readonly amount: number;
  /** A picture of any size: where it is white the original stays, bit for bit. Null: nowhere. */
  readonly keep: Uint8Array | null;
  /** SHA-256 that the original must have, hex; null: any. */
  readonly originalHash: string | null;
}

/** How an answer lay on what was sent. */
export type Lying = 'as it came' | 'moved' | 'drifting';

/** An answer carried over to its original: a file of the original's size, tagged and marked like any result. */
export interface FullSized extends Finished {
  /** Part of the picture that has true full resolution, 0–1; elsewhere the enlarged answer is shown. 0: everywhere, because the answer paints the photo anew. */
  readonly trusted: number;
  /** By how much the answer was softer than what was sent, σ in its pixels. */
  readonly softness: number;
  readonly lying: Lying;
}

/** Every failure is a DarkslideError with a code of the photo itself (file-…, format-…, picture-…) or `reply-unusable`. */
export interface ImageTasks {
  inspect(path: string): Promise<Inspection>;
  /** Decodes strictly to the end: throws picture-truncated, picture-corrupt, file-changed where the file is not whole, or not yet. */
  verify(path: string): Promise<Verified>;
  details(path: string): Promise<PhotoDetails>;
  /** SHA-256 of a file's bytes, hex. */
  hash(path: string): Promise<string>;
  prepare(path: string, options: PrepareOptions): Promise<Prepared>;
  /** EXIF, IPTC and XMP of an original, to be carried into its result. Nothing is decoded. */
  words(path: string): Promise<ReadWords>;
  /** Checks and finishes the bytes that came back, as the format the recipe asked for; `says`: what it carries on of its original. */
  finish(bytes: Uint8Array, format: OutputFormat, mark: ResultMark, says?: Says): Promise<Finished>;
  /** Carries an answer over to its original at full size. Throws file-changed where the original is not the one that was sent. */
  fullSize(path: string, answer: Uint8Array, options: FullSizeOptions): Promise<FullSized>;
  /** An upright sRGB JPEG no longer than `side` pixels, for the screen. */
  rendition(path: string, side: number): Promise<Uint8Array>;
}
