/**
 * What is said while nobody looks: results of watched folders, gathered until they pause, and a folder that begins to need the user. In
 * quiet hours all of it waits for their end and is said as one.
 */
import type { RuleId, RuleView } from '../../contract/rule.ts';
import type { WatchingPreference } from '../../contract/preferences.ts';
import type { NewResults } from './developed.ts';
import { quietFor } from './quiet-hours.ts';

/** Results are said when none came for this long, milliseconds. */
const PAUSE_MS = 20_000;
/** And at the latest so long after the first, milliseconds. */
const LONGEST_MS = 10 * 60_000;
/** The same trouble of the same folder is not said again within this time, milliseconds: a drive may come and go. */
const SAME_TROUBLE_MS = 30 * 60_000;
/** Folders named in one notification. */
const NAMED = 3;

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** What a click shows. */
  readonly shows: 'results' | 'watch';
}

interface NoticesParts {
  readonly show: (notice: Notice) => void;
  readonly preference: () => WatchingPreference;
  /** True while the user looks at the window: what happens there needs no notification. */
  readonly isLookedAt: () => boolean;
  /** ms since 1970. */
  readonly now: () => number;
}

export interface Notices {
  readonly developed: (results: NewResults) => void;
  readonly rules: (rules: readonly RuleView[]) => void;
  readonly stop: () => void;
}

/** Gathers and says; nothing where notifications are off. */
export function createNotices(parts: NoticesParts): Notices {
  const results = createResultNotice(parts);
  const trouble = createTroubleNotices(parts);
  return {
    developed: results.add,
    rules: trouble.look,
    stop: () => {
      results.stop();
      trouble.stop();
    },
  };
}

/** "1 photo developed", "24 photos developed". */
export function developedTitle(count: number): string {
  return count === 1 ? '1 photo developed' : `${count.toLocaleString('en-US')} photos developed`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return rest > 0 ? `${names.slice(0, NAMED).join(', ')} and ${String(rest)} more` : names.join(', ');
}

function createResultNotice({ show, preference, isLookedAt, now }: NoticesParts) {
  let count = 0;
  let rules = new Set<string>();
  let firstAt = 0;
  let timer: NodeJS.Timeout | null = null;

  const say = (): void => {
    timer = null;
    const { notify, quietHours } = preference();
    const quiet = quietFor(quietHours, now());
    if (notify && quiet > 0) {
      timer = setTimeout(say, quiet);
      return;
    }
    if (notify && !isLookedAt()) show({ title: developedTitle(count), body: listed([...rules]), shows: 'results' });
    count = 0;
    rules = new Set();
  };

  return {
    add: (results: NewResults): void => {
      if (results.count === 0) return;
      if (count === 0) firstAt = now();
      count += results.count;
      for (const rule of results.rules) rules.add(rule);
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(say, Math.max(0, Math.min(PAUSE_MS, firstAt + LONGEST_MS - now())));
    },
    stop: (): void => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

/** The trouble of a rule that a person should know of; null: none. */
function troubleOf({ health, enabled }: RuleView): string | null {
  const stands = health.state === 'suspended' || health.state === 'paused' || health.state === 'failed';
  return enabled && stands && health.problem !== null ? health.problem.message : null;
}

function createTroubleNotices({ show, preference, isLookedAt, now }: NoticesParts) {
  /** What each rule was seen with last, and when it was said. */
  const seen = new Map<RuleId, { readonly message: string | null; readonly saidAt: number; readonly said: string | null }>();
  let waiting = new Map<RuleId, Notice>();
  let timer: NodeJS.Timeout | null = null;

  const say = (): void => {
    timer = null;
    const quiet = quietFor(preference().quietHours, now());
    if (quiet > 0) {
      timer = setTimeout(say, quiet);
      return;
    }
    if (preference().notify && !isLookedAt()) for (const notice of waiting.values()) show(notice);
    waiting = new Map();
  };

  return {
    look: (rules: readonly RuleView[]): void => {
      for (const rule of rules) {
        const message = troubleOf(rule);
        const before = seen.get(rule.id);
        if (message === (before?.message ?? null)) continue;
        const again = message === before?.said && now() - before.saidAt < SAME_TROUBLE_MS;
        const says = message !== null && !again;
        seen.set(rule.id, {
          message,
          saidAt: says ? now() : (before?.saidAt ?? 0),
          said: says ? message : (before?.said ?? null),
        });
        if (message === null) waiting.delete(rule.id); // over before anybody was told
        if (says) waiting.set(rule.id, { title: rule.name, body: message, shows: 'watch' });
      }
      if (waiting.size > 0 && timer === null) say();
    },
    stop: (): void => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
