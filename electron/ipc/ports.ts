/** What the handlers need from the desktop, as ports: done by desktop/ with Electron, by small objects in tests. */
import type { CallInput } from '../contract/calls.ts';
import type { Located } from '../library/library.ts';

export interface DesktopPorts {
  /** Asks the user for photos or a folder. Absolute paths; null: the user closed the question. */
  readonly choosePhotos: (kind: 'photos' | 'folder') => Promise<string[] | null>;
  /** Opens the file manager with the file marked. */
  readonly showInFolder: (path: string) => void;
  /** Moves a file to the system's trash. Throws where the system refuses. */
  readonly trash: (path: string) => Promise<void>;
  /** Starts dragging files out of the window; must be called while the gesture lasts. */
  readonly dragOut: (results: readonly Located[]) => void;
  /** These pictures need not be made any more. */
  readonly leavePictures: (addresses: readonly string[]) => void;
}

export interface WindowPorts {
  readonly control: (action: CallInput<'window.control'>['action']) => void;
  /** Opens an https address of ours in the browser. */
  readonly openAddress: (address: string) => Promise<void>;
  readonly showLog: () => void;
  /** What the page should do first; null: nothing. */
  readonly firstAction: () => string | null;
}

export interface WatchPorts {
  /** Asks for one folder. Absolute path; null: the user closed the question. */
  readonly chooseFolder: (kind: CallInput<'watch.choose-folder'>['kind']) => Promise<string | null>;
  /** False also where the disk does not answer in time. Never throws. */
  readonly isFolder: (path: string) => Promise<boolean>;
  /** Opens the file manager in the folder. */
  readonly openFolder: (path: string) => void;
}
