/** What the library is given by whoever puts the app together. */
import type { Changes } from '../contract/events.ts';
import type { PhotoId, ResultId } from '../contract/ids.ts';
import type { Pairs } from '../contract/photo.ts';
import type { ImageTasks } from '../images/tasks.ts';
import type { Catalogue } from './catalogue.ts';
import type { Database } from './database.ts';
import type { fetchPicture } from './fetch-picture.ts';
import type { Walks } from './intake/walks.ts';
import type { MayOpen } from './questions.ts';
import type { Views } from './views/views.ts';

export interface LibraryParts {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly images: ImageTasks;
  /** Where pasted pictures are kept. */
  readonly pastedFolder: string;
  readonly now: () => number;
  readonly changed: (changes: Changes) => void;
  /** Results leave the library for good; runs inside the same transaction. */
  readonly forgotten: (resultId: ResultId) => void;
  /** Which of a RAW and a JPEG of one shot is the photo. */
  readonly pairs: () => Pairs;
  /** Was this photo developed, or is it about to be? */
  readonly hasJobs: (photoId: PhotoId) => boolean;
  readonly log: (message: string, error?: unknown) => void;
  readonly fetchPicture?: typeof fetchPicture;
  /** Asks a person; left out: whoever names a path has seen it, as in a terminal. */
  readonly mayOpen?: MayOpen;
  /** How folders are walked through; left out: in this thread. */
  readonly walks?: Walks;
  /** How views are computed; left out: in this thread. */
  readonly views?: Views;
  /** Between two looks for folders that are away, milliseconds; left out: as the app does. */
  readonly returnMs?: number;
  /** Only what is added here is looked at and hashed: whoever develops three photos does not wait for a library of ten thousand. */
  readonly givenOnly?: boolean;
}
