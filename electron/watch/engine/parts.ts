/** What watching is given by the composition root. */
import type { PhotoId } from '../../contract/ids.ts';
import type { Job } from '../../contract/job.ts';
import type { Changes } from '../../contract/events.ts';
import type { PictureFormat } from '../../contract/photo.ts';
import type { RuleId } from '../../contract/rule.ts';
import type { Develop } from '../../develop/develop.ts';
import type { Catalogue } from '../../library/catalogue.ts';
import type { Database } from '../../library/database.ts';
import type { Library } from '../../library/library.ts';
import type { Eyes, EyesEvents } from '../eyes.ts';
import type { Watch } from '../watch.ts';
import type { Happening } from './book/story.ts';
import type { WatchTimes } from './times.ts';

/** A picture that decodes to its end. */
export type VerifiedPicture =
  Parameters<Library['addVerified']>[0] extends ReadonlyMap<string, infer Verified> ? Verified : never;

/** A job that a rule asked for, with the path of its photo. */
export interface HandedOver {
  readonly rule: RuleId;
  readonly jobs: readonly Job[];
  readonly sources: ReadonlyMap<PhotoId, string>;
}

export interface WatchParts {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly library: Pick<Library, 'addVerified' | 'photoMoved'>;
  readonly develop: Pick<Develop, 'start' | 'cancel' | 'jobs' | 'jobsOf' | 'estimate' | 'holdRule' | 'releaseRule' | 'limitRule'>;
  /** Decodes a picture to its end. Throws DarkslideError with a code of the picture or the file. */
  readonly images: { verify(path: string): Promise<VerifiedPicture> };
  /** A file was found that is decoded in a moment: whoever decodes can make ready. Called often. */
  readonly expecting: () => void;
  /** What a name's extension promises; null: no picture. */
  readonly formatOfName: (name: string) => PictureFormat | null;
  /** Done and charged (or maybe charged) today under a rule's name; US dollars. */
  readonly ruleDay: (name: string) => { readonly done: number; readonly usd: number };
  /** Builds the eyes; called once. */
  readonly eyes: (events: EyesEvents) => Eyes;
  /** True: the system's reports are not relied on anywhere. */
  readonly isPolled?: boolean;
  readonly onMains: () => boolean;
  /** Nothing in here is ever watched. Absolute path. */
  readonly dataFolder: string;
  readonly times: WatchTimes;
  /** ms since 1970. */
  readonly now: () => number;
  /** Milliseconds on a clock that is never set. */
  readonly elapsed: () => number;
  readonly log: (message: string, error?: unknown) => void;
  /** Something about this rule is different now: its health, its story. Called often. */
  readonly changed: (rule: RuleId) => void;
  readonly handedOver: (what: HandedOver) => void;
  /** What happened to each file by itself, before the story puts together what says the same. */
  readonly happened?: (rule: RuleId, happenings: readonly Happening[]) => void;
}

/** Watching, with what its owner tells it. */
export interface WatchControl extends Watch {
  /** What changed in the queue. */
  readonly heard: (changes: Changes) => void;
  /** Takes back what was not sent. The files are as if they had never been judged: the next start queues them again. */
  readonly takeBack: () => Promise<void>;
  /** A person wants what was there when the rule began developed after all. */
  readonly developBaseline: (rule: RuleId) => void;
}
