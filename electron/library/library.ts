/** The library as the other rooms see it. */
import type { AddOutcome, Intake, Pairs, Photo, PhotoDetails, Result } from '../contract/photo.ts';
import type { Verified } from '../images/tasks.ts';
import type { Changes } from '../contract/events.ts';
import type { PhotoId, ResultId } from '../contract/ids.ts';
import type { FolderKey } from '../contract/ids.ts';
import type { Overview, View, ViewQuery } from '../contract/view.ts';

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
}

export interface Library {
  /** Every photo: for the command line and for tests. */
  photos(): Photo[];
  results(): Result[];
  /** A view's order and groups; null: it is what it was when it was answered with this token. */
  view(query: ViewQuery, since: number | null): Promise<View | null>;
  overview(): Promise<Overview>;
  /** A folder is not looked at any more; its photos stay until they are removed. Throws DarkslideError `not-found`. */
  removeFolder(folder: FolderKey): void;
  /** Of these photos those that are in the library. */
  rows(photoIds: readonly PhotoId[]): Photo[];
  /** Something changed, in whatever room: views that are asked for from now on know it. True: one may be another than before. */
  heard(changes: Changes): boolean;
  /**
   * Files and whole folders; each path is looked at, nothing is copied. Results of Darkslide are passed over, and RAW and JPEG of one shot
   * become one photo, see `AddOutcome`.
   */
  add(paths: readonly string[], options?: AddOptions): Promise<AddOutcome>;
  /**
   * What a person adds in the window: folders become folders of the library, in place, and show by their names before their files are opened,
   * like files that are very many. Of a few photos the answer says what each is, of many only that they are there. `continues`: one of
   * several calls for what was added at once.
   */
  addInPlace(paths: readonly string[], options?: { readonly continues?: boolean }): Promise<AddOutcome>;
  /** Waits until these photos were looked into: some may turn out to be results, or to belong to others. */
  lookInto(photoIds: readonly PhotoId[]): Promise<void>;
  /** These photos came into sight: they are looked into before others. */
  showFirst(photoIds: readonly PhotoId[]): void;
  intake(): Intake;
  /** stop: names that are not listed yet stay out, and files wait to be looked into until it goes on. */
  controlIntake(action: 'pause' | 'resume' | 'stop'): void;
  /** Looks at all folders of the library again; who asks while that goes on waits for it. Never rejects. */
  rescan(): Promise<void>;
  /** The same for files that were read to their end just now, each a photo of its own; one that has changed since is read again. Path → what was found. */
  addVerified(files: ReadonlyMap<string, Verified>): Promise<AddOutcome>;
  /** Adds as photos what the last `add` passed over as results. */
  addPassedOver(): Promise<AddOutcome>;
  /** Their paths, for this computer's own eyes. */
  passedOver(): readonly string[];
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
