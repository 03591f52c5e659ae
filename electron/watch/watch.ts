/** Watched folders as the other rooms see them. */
import type { Problem } from '../contract/errors.ts';
import type { DryRun, Existing, Rule, RuleHealth, RuleId, StoryLine } from '../contract/rule.ts';

export interface Watch {
  /** Every rule with its health, in the order in which they were made. `places`: folders that hold its photos up, see stops.ts. */
  rules(): { readonly rule: Rule; readonly health: RuleHealth; readonly places: ReadonlySet<string> }[];
  /** Why this rule cannot be, beside the others; empty: it can. Looks at the disk. */
  problemsOf(rule: Rule): Promise<Problem[]>;
  /** What it would do with what is there now. Sends and writes nothing. */
  dryRun(rule: Rule): Promise<DryRun>;
  /** Absolute paths of the files in its folder that it would take, the oldest first. Looks at names and sizes only. */
  matching(rule: Rule): Promise<string[]>;
  /**
   * Begins to watch, or goes on with changed settings. `existing` counts only the first time: what is there is left alone, or developed.
   * Throws DarkslideError where the rule cannot be.
   */
  put(rule: Rule, existing: Existing): Promise<void>;
  /** Forgets the rule and what it knew; photos and results stay. Its waiting jobs are taken back. */
  remove(id: RuleId): Promise<void>;
  /** Holds every rule, or lets them go on. Files are still noticed meanwhile. */
  pauseAll(paused: boolean): void;
  isPaused(): boolean;
  /** The newest lines first. `before`: older than this line. */
  story(id: RuleId, limit: number, before?: number): StoryLine[];
  /** The computer woke up, the window got the focus: look at everything again. */
  rescan(why: 'wake' | 'focus' | 'asked'): void;
  /** Photos that wait, over all rules: for the words at quit. */
  waiting(): number;
  /** Settles once nothing is settling, unlisted or on its way to the queue. For a command that ends when all is done. */
  idle(): Promise<void>;
  close(): Promise<void>;
}
