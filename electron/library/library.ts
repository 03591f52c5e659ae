/** The library as the other rooms see it. */
import type { AddOutcome, Pairs, Photo, PhotoDetails, Result } from '../contract/photo.ts';
import type { Verified } from '../images/tasks.ts';
import type { PhotoId, ResultId } from '../contract/ids.ts';

/** Where a picture lies: for main only, never sent to the renderer. */
export interface Located {
  readonly path: string;
  readonly version: string;
}

export interface AddOptions {
  /** A person wants results of Darkslide to be photos too. */
  readonly asPhotos?: boolean;
  /** Which of a RAW and a JPEG of one shot is the photo; left out: as the user prefers. */
  readonly pairs?: Pairs;
  /** More of what the last call began: results that are passed over count together. */
  readonly continues?: boolean;
}

export interface Library {
  photos(): Photo[];
  results(): Result[];
  /**
   * Files and whole folders; each path is looked at, nothing is copied. Results of Darkslide are passed over, and RAW and JPEG of one shot
   * become one photo, see `AddOutcome`.
   */
  add(paths: readonly string[], options?: AddOptions): Promise<AddOutcome>;
  /** The same for files that were read to their end just now, each a photo of its own; one that has changed since is read again. Path → what was found. */
  addVerified(files: ReadonlyMap<string, Verified>): Promise<AddOutcome>;
  /** Adds as photos what the last `add` passed over as results. */
  addPassedOver(): Promise<AddOutcome>;
  /** Keeps a pasted picture in the app's own folder and adds it. */
  addPicture(bytes: Uint8Array, name: string): Promise<AddOutcome>;
  /** Paths or https addresses, one a line; paths are opened once a person has seen them. */
  addText(text: string): Promise<AddOutcome>;
  /** The picture at one https address. */
  addAddress(address: string): Promise<AddOutcome>;
  /** Darkslide itself moved this photo's file: its results and its history stay with it. */
  photoMoved(photoId: PhotoId, path: string): void;
  /** Forgets photos; files stay. */
  remove(photoIds: readonly PhotoId[]): void;
  details(photoId: PhotoId): Promise<PhotoDetails>;
  locatePhoto(photoId: PhotoId): Located | null;
  locateResult(resultId: ResultId): Located | null;
  /** Forgets results whose files were moved to the trash. */
  forgetResults(resultIds: readonly ResultId[]): void;
  /** Waits for what is under way. */
  close(): Promise<void>;
}
