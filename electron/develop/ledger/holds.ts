/**
 * Why a waiting job is passed over although the queue runs: trouble has a scope, and what holds one folder or one rule holds nobody
 * else. Written in the job's row as "scope:detail", so that the next in line is found by an index however many are held. Pure.
 */

/**
 * folder: results cannot be stored there; detail: the folder's path. rule: its cap is reached; detail: its name.
 * left-over: the command line that asked for it ended before it was sent, so a person decides; detail: that run.
 */
export type HoldScope = 'folder' | 'rule' | 'left-over';

export interface Hold {
  readonly scope: HoldScope;
  readonly detail: string;
}

const scopes: readonly string[] = ['folder', 'rule', 'left-over'] satisfies HoldScope[];

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
