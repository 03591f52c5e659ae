/** What a scenario may do: write into a watched folder as other programs do, and start and stop the watching. */
import type { FileHandle } from 'node:fs/promises';
import type { Rule } from '../../../electron/contract/rule.ts';

export interface PhotoOptions {
  /** small: 96 × 64 pixels, a few KB. large: 900 × 600 with texture, some 100 KB. full: 24 megapixels. */
  readonly size?: 'small' | 'large' | 'full';
  readonly format?: 'jpeg' | 'png' | 'webp' | 'tiff';
  /** Written into the metadata: other bytes, the same pixels. */
  readonly comment?: string;
  /** Capture time, "2024:05:01 12:00:00". */
  readonly taken?: string;
}

/** What of a rule a scenario sets; the rest is as a new rule has it. */
export type RuleWish = Partial<Pick<Rule, 'filters' | 'pairs' | 'changed' | 'schedule' | 'output' | 'recipe' | 'folder'>>;

export interface World {
  /** The watched folder. */
  readonly folder: string;
  /** Beside it on the same volume, and not watched. */
  readonly outside: string;
  /** A path in the watched folder; folders in between are made. */
  readonly at: (name: string) => string;
  readonly beside: (name: string) => string;
  /** The same label gives the same pixels, another one others. */
  readonly photo: (label: string, options?: PhotoOptions) => Promise<Buffer>;
  /** Writes a file that was not there, or over one that was, in one go. */
  readonly put: (path: string, bytes: Uint8Array) => Promise<void>;
  /** Writes piece by piece, with so many settle times between two pieces. */
  readonly trickle: (path: string, bytes: Uint8Array, pieces: number, settles: number) => Promise<void>;
  readonly opened: (path: string, flags: string, work: (file: FileHandle) => Promise<void>) => Promise<void>;
  /** Waits for so many settle times. */
  readonly pause: (settles: number) => Promise<void>;
  /** Waits until the picture with this label was developed so often. */
  readonly developed: (label: string, times?: number) => Promise<void>;
  /** Waits until every look is over that the rule has begun. */
  readonly quiet: () => Promise<void>;
  /** The process that watches ends in order, and another one begins over the same data folder. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Another rule in the same process; its photos count under the same labels. */
  readonly addRule: (wish: RuleWish) => Promise<void>;
  /** The wall clock jumps by so many milliseconds. */
  readonly setClock: (by: number) => void;
  /** Mounts an empty tmpfs there, or takes it away. Only where the scenario needs mounts. */
  readonly mount: (path: string, options?: string) => Promise<void>;
  readonly unmount: (path: string) => Promise<void>;
  /** Paths of the results that came from this picture. */
  readonly results: (label: string) => Promise<string[]>;
}

/** mounts: root may mount file systems here. person: permissions hold, so not root. linux, case: of the file system. */
export type Need = 'mounts' | 'person' | 'linux' | 'case';

export interface Scenario {
  readonly name: string;
  readonly needs?: readonly Need[];
  readonly rule?: (world: Pick<World, 'folder' | 'outside' | 'at' | 'beside'>) => RuleWish;
  /** What is there before the rule starts. */
  readonly before?: (world: World) => Promise<void>;
  /** What becomes of it; "leave" unless told. */
  readonly existing?: 'leave' | 'develop';
  readonly write: (world: World) => Promise<void>;
  /** No system reports this, and no list can tell it before the next one: what is expected comes with that. */
  readonly afterRescan?: true;
  /** Label → how often the picture is paid for in the end. */
  readonly expect: Readonly<Record<string, number>>;
}
