/** The end of a run while the app's own disk refuses: how long a paid picture in memory is held on to, and what a person is told of it. */
import { dollars } from '../contract/dollars.ts';
import type { JobId } from '../contract/ids.ts';
import type { Develop } from '../develop/develop.ts';

/** A script does not stand for ever: pictures that only memory has are given up after so long, milliseconds. */
const GIVE_UP_MS = 30_000;

export interface Patience {
  /** Jobs whose answer is here and that need not be waited for: what came is safe, or has been held on to long enough. */
  readonly answered: () => ReadonlySet<JobId>;
}

/** Holds on to what only memory has, and says so once. */
export function createPatience(parts: { readonly note: (line: string) => void }, develop: Pick<Develop, 'inHand'>): Patience {
  let since: number | null = null;
  return {
    answered: () => {
      const all = develop.inHand();
      const inMemory = all.filter(({ where }) => where === 'memory').length;
      if (inMemory > 0 && since === null) {
        since = performance.now();
        parts.note(
          `${photos(inMemory, 'paid picture is', 'paid pictures are')} in memory only: no disk takes them. Make room within ${String(GIVE_UP_MS / 1000)} seconds.`,
        );
      }
      const isOver = since !== null && performance.now() - since > GIVE_UP_MS;
      return new Set(all.filter(({ where }) => where !== 'memory' || isOver).map(({ id }) => id));
    },
  };
}

export interface RunMoney {
  /** Photos of this run that went out. */
  readonly sent: number;
  /** US dollars. */
  readonly usdOf: (id: JobId) => number;
  /** The record of what was paid is gone, or another one lies in its place. */
  readonly isGone: boolean;
}

/** What became of the photos that were sent. Null: none was. Pure. */
export function inHandWords(waiting: ReturnType<Develop['inHand']>, { sent, usdOf, isGone }: RunMoney): string | null {
  if (sent === 0) return null;
  const words = [`${photos(sent, 'photo was', 'photos were')} sent before.`];
  const add = (where: (typeof waiting)[number]['where'], one: string, more: string): void => {
    const those = waiting.filter((each) => each.where === where);
    if (those.length === 0) return;
    const usd = those.reduce((sum, { id }) => sum + usdOf(id), 0);
    words.push(`${photos(those.length, one, more)}${usd > 0 ? ` (${dollars(usd)})` : ''}.`);
  };
  const next = isGone ? '' : ', and noted when Darkslide runs next';
  const later = isGone ? 'is in the spool' : 'is safe, and stored when Darkslide runs next';
  add('file', `paid result is stored${next}`, `paid results are stored${next}`);
  add('spool', `paid picture ${later}`, `paid pictures ${later.replace(/^is/, 'are')}`);
  add(
    'memory',
    'paid picture could not be stored anywhere and is lost',
    'paid pictures could not be stored anywhere and are lost',
  );
  add('answer', 'answer could not be written down', 'answers could not be written down');
  if (isGone) words.push('The record of what was paid is not there any more: "rebuild-ledger DIR" reads it from the results.');
  return words.join(' ');
}

function photos(count: number, one: string, more: string): string {
  return `${String(count)} ${count === 1 ? one : more}`;
}
