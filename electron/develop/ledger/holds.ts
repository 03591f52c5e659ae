/**
 * Why a waiting job is passed over although the queue runs: trouble has a scope, and what holds one folder or one rule holds nobody
 * else. Written in the job's row as "scope:detail", so that the next in line is found by an index however many are held. Pure.
 */
import { createHash } from 'node:crypto';
import { problem, type ErrorCode, type Problem } from '../../contract/errors.ts';
import type { Held, HoldScope } from '../../contract/job.ts';
import { pathLabel } from '../../library/labels.ts';

/**
 * folder: results cannot be stored there; detail: the folder's path. source: the photos there cannot be reached; detail: the folder's
 * path. rule: its cap is reached; detail: its name. account: a limit of the user has no room for what these cost, while it has for others;
 * detail: the backend. schedule: whoever asked for it wants it sent later, such as a
 * watched folder outside its hours; detail: the rule's name. left-over: the command line that asked for it ended before it was sent, so a person decides; detail: what that was.
 */
export interface Hold {
  readonly scope: HoldScope;
  readonly detail: string;
}

/** What is held for one reason. */
export interface HeldJobs {
  readonly hold: Hold;
  readonly count: number;
  /** Of these, paid results that wait in the spool. */
  readonly paid: number;
  /** What the others will cost, US dollars. */
  readonly usd: number;
  /** Null: nobody wrote down why. */
  readonly problem: Problem | null;
  /** When it is looked at again, ms since 1970; null: a person ends it. */
  readonly until: number | null;
}

const scopes: readonly string[] = ['folder', 'source', 'rule', 'account', 'schedule', 'left-over'] satisfies HoldScope[];

/** As it stands in the row. */
export function holdText({ scope, detail }: Hold): string {
  return `${scope}:${detail}`;
}

/** Reads a row's text. Throws where it is none of ours: a hold that nobody understands must not be passed over in silence. */
export function readHold(text: string): Hold {
  const colon = text.indexOf(':');
  const scope = text.slice(0, colon);
  if (colon < 1 || !scopes.includes(scope)) throw new Error(`Not a hold: ${text}`);
  return { scope: scope as HoldScope, detail: text.slice(colon + 1) }; // it is one of `scopes`
}

/** A name for a hold outside of main: the same for the same hold, and no path. */
export function holdId(hold: Hold): string {
  return createHash('sha256').update(holdText(hold)).digest('hex').slice(0, 16);
}

/** What a hold is called on screen: the last two names of a folder, the rule's own name. */
export function holdLabel({ scope, detail }: Hold): string {
  return scope === 'folder' || scope === 'source' ? pathLabel(detail) : detail;
}

/** What is wrong with a folder, as a problem; `name` is how the folder is called to whoever reads it. */
export function folderProblem({ scope }: Hold, code: ErrorCode, name: string): Problem {
  const photos = scope === 'source';
  switch (code) {
    case 'disk-full':
      return problem(code, `The disk with the folder "${name}" is full. Make room there.`);
    case 'disk-scarce':
      return problem(code, `The disk with the folder "${name}" has less than 48 MB free. Make room there.`);
    case 'disk-read-only':
      return problem(code, `The folder "${name}" cannot be made or written: its disk is read-only.`);
    case 'file-missing':
    case 'folder-missing': {
      const which = photos ? `The folder "${name}" with the photos is gone or empty` : `The folder "${name}" is not there`;
      return problem('folder-missing', `${which}. Connect its drive or bring it back.`);
    }
    case 'folder-unwritable':
      return problem(code, `The folder "${name}" cannot be ${photos ? 'opened' : 'written'}. Change its permissions.`);
    case 'results-linked':
      return problem(code, `"${name}" is a link to another place. Choose the folder for results yourself.`);
    case 'folder-silent':
      return problem(code, `The folder "${name}" does not answer. See to its drive or network.`);
    default:
      return problem(code, `Results cannot be stored in the folder "${name}". See what stands in the way there.`);
  }
}

/** What is held as the page sees it: without paths. */
export function heldView({ hold, ...facts }: HeldJobs): Held {
  return { ...facts, id: holdId(hold), scope: hold.scope, label: holdLabel(hold) };
}
