/** What stands in the way of a rule's photos once they are queued, and when that becomes a line of its story. */
import { problem, type Problem } from '../../../contract/errors.ts';
import type { Held, QueueSummary } from '../../../contract/job.ts';
import { visible } from '../../../contract/visible.ts';
import type { Happening } from './story.ts';

/** Why what a rule asked for stands still. */
export interface Stop {
  readonly problem: Problem;
  /** It goes on without a person: an hour is over, the network is back. */
  readonly endsItself: boolean;
}

/**
 * A limit of the rule is reached, a folder is in the way, the account refuses, or a person paused the queue; null: it goes on. Pure.
 * @param waiting - photos of the rule that are not out
 * @param places - folders that hold photos of the rule, as `placeOf` writes them
 */
export function stopOf(
  name: string,
  waiting: number,
  places: ReadonlySet<string>,
  { held, pause }: Pick<QueueSummary, 'held' | 'pause'>,
): Stop | null {
  const isOwn = ({ scope, label }: Held): boolean =>
    scope === 'rule' ? label === visible(name) : places.has(placeOf({ scope, label }));
  const own = held.find((one) => one.count > 0 && isOwn(one));
  if (own !== undefined) return { problem: own.problem ?? problem('budget-reached'), endsItself: own.until !== null };
  // Going slower as the service asks is no trouble
  if (pause === null || pause.by === 'rate' || waiting === 0) return null;
  const why = pause.problem ?? problem('watch-paused', 'The queue is paused. What waits goes out when it goes on.');
  return { problem: why, endsItself: pause.until !== null };
}

/** Where a photo is held up, as one word. */
export function placeOf({ scope, label }: Pick<Held, 'scope' | 'label'>): string {
  return `${scope}:${label}`;
}

export interface Stops {
  /** This is how it stands now. */
  readonly look: (stop: Stop | null, waiting: number) => void;
  /** Time has passed. */
  readonly tick: () => void;
}

/**
 * Tells each stop once. A limit of an hour has room for one photo every few seconds, and a network that is down is tried again and again:
 * such a stop is over only when nothing was in the way for `calmMs`, milliseconds of the clock that is never set.
 */
export function createStops(parts: {
  readonly calmMs: number;
  readonly elapsed: () => number;
  readonly tell: (line: Happening) => void;
}): Stops {
  let told: Stop | null = null;
  let freeSince: number | null = null;
  let waits = 0;
  const tick = (): void => {
    if (told === null || freeSince === null) return;
    if (told.endsItself && parts.elapsed() - freeSince < parts.calmMs) return;
    told = null;
    freeSince = null;
    parts.tell({ kind: 'resumed', count: waits });
  };
  return {
    look: (stop, waiting) => {
      waits = waiting;
      if (stop === null) {
        freeSince ??= told === null ? null : parts.elapsed();
        tick();
        return;
      }
      freeSince = null;
      // The sentence counts dollars: other numbers are no other reason
      const isSame = told?.problem.code === stop.problem.code;
      told = stop;
      if (!isSame) parts.tell({ kind: 'paused', count: waiting, detail: stop.problem.message });
    },
    tick,
  };
}
