/** One rule at work: its folder's looking, its judging, its handing over and its story, put together. Nothing here is shared with other rules. */
import { basename, join, relative, sep } from 'node:path';
import { problem, type Problem } from '../../contract/errors.ts';
import type { Job, QueueSummary } from '../../contract/job.ts';
import type { Rule, RuleHealth } from '../../contract/rule.ts';
import type { FileEntry } from '../../library/roots/entry.ts';
import { isIgnoredPath, mayBePicture } from '../../library/roots/names.ts';
import type { Roots } from '../../library/roots/roots.ts';
import type { Seen } from '../../library/roots/seen.ts';
import type { Eyes, RootStatus } from '../eyes.ts';
import { closedBy, opensAt } from '../rules/schedule.ts';
import { createSieve, type Sieve } from '../rules/filters.ts';
import type { Book, Outcome } from './book/book.ts';
import { createBaseline } from './baseline.ts';
import { createCandidates } from './looking/candidates.ts';
import { knownAge } from './looking/settle.ts';
import { createFollowed, type Followed } from './followed.ts';
import { createHandOver, type HandOver } from './hand-over.ts';
import { healthOf, type Standing } from './standing.ts';
import { createJudge, reconsider } from './judge.ts';
import { createLooker, type ListWhy, type Looker } from './looking/looker.ts';
import type { VerifiedPicture, WatchParts } from './parts.ts';
import { createPartners } from './partners.ts';
import { createRequeue, type Requeue } from './requeue.ts';
import { createUnlistable } from './unlistable.ts';

import type { Happening, Story } from './book/story.ts';
import { createStops, stopOf } from './book/stops.ts';
import { createStoryBuffer } from './book/story-buffer.ts';

export interface RuleWatchParts {
  readonly parts: WatchParts;
  readonly eyes: Eyes;
  readonly book: Book;
  readonly seen: Seen;
  readonly roots: Roots;
  /** It begins just now; else it goes on. */
  readonly isNew: boolean;
  readonly story: Story;
  /** Decodes in its turn among all rules. */
  readonly verify: (path: string) => Promise<VerifiedPicture>;
  /** Folders below this one that hold results of rules, absolute. */
  readonly excluded: (rule: Rule) => readonly string[];
  readonly isPaused: () => boolean;
  /** A number for the eyes that nobody else has. */
  readonly eyesRoot: number;
  readonly isPolled: boolean;
  /** Called before anything is opened: the eyes may speak at once. */
  readonly opened: (watch: RuleWatch) => void;
  /** It may be idle now. */
  readonly settled: () => void;
}

export interface RuleWatch {
  readonly rule: () => Rule;
  /** Settles when the folder was listed for the first time, or turned out not to be there: what comes from then on is new. */
  readonly begun: Promise<void>;
  readonly health: () => RuleHealth;
  readonly waiting: () => number;
  /** Folders that hold its photos up, see stops.ts. */
  readonly places: () => ReadonlySet<string>;
  readonly isIdle: () => boolean;
  readonly hint: (paths: readonly string[] | null) => void;
  readonly status: (status: RootStatus) => void;
  readonly restarted: (why: string) => void;
  readonly list: (why: ListWhy) => void;
  readonly heard: (jobs: readonly Job[]) => void;
  /** What stands in the way of queued photos is another now. */
  readonly queueHeard: (queue: Pick<QueueSummary, 'held' | 'pause'>) => void;
  /** Looks at pause, hours and power again. */
  readonly tick: () => void;
  /** Takes back what was not sent, so that the next start queues it again. */
  readonly takeBack: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Begins to watch. The rule's row is there already. */
export function startRule(rule: Rule, given: RuleWatchParts): RuleWatch {
  const { parts, eyes, book, seen, roots, story, eyesRoot } = given;
  const { times, elapsed, now } = parts;
  const row = book.rule(rule.id);
  if (row === null) throw new Error(`The rule ${rule.id} has no row`);
  const { rootId } = row;
  const sieve: Sieve = createSieve(rule.filters, parts.formatOfName);
  const excluded = given.excluded(rule);
  const absolute = (path: string): string => join(rule.folder, ...path.split('/'));
  const below = excluded
    .map((folder) => relative(rule.folder, folder).split(sep).join('/'))
    .filter((path) => path !== '' && !path.startsWith('..'));
  const isWatched = (path: string): boolean =>
    mayBePicture(path.slice(path.lastIndexOf('/') + 1)) &&
    !isIgnoredPath(path) &&
    (rule.filters.subfolders || !path.includes('/')) &&
    !below.some((folder) => path.startsWith(`${folder}/`));

  const standing: Standing = {
    ...{ mode: 'starting', suspended: null, refused: null, hold: null, isScanning: false, since: now() },
    ...{ lastReachedAt: null, lastEventAt: null, lastScanAt: null, probeMs: null, polling: null },
  };
  let hasBegun: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const unlistable = createUnlistable();
  const partners = createPartners({ rule, book, seen, rootId });
  let closed = false;
  let skipped: number | null = null;

  const buffer = createStoryBuffer(times.storyMs, (lines) => {
    story.tell(rule.id, lines);
  });
  const changed = (): void => {
    if (!closed) parts.changed(rule.id);
  };
  const tell = (...lines: readonly Happening[]): void => {
    parts.happened?.(rule.id, lines);
    buffer.add(lines);
    changed();
  };
  const stand = (change: Partial<Standing>): void => {
    const before = healthOf(standing);
    Object.assign(standing, change);
    if (healthOf(standing).state !== before.state) standing.since = now();
    changed();
  };
  const write = (outcomes: readonly Outcome[], happenings: readonly Happening[]): void => {
    book.write(rule.id, outcomes);
    if (partners.written(outcomes)) looker.list('check');
    skipped = null;
    tell(...happenings);
  };

  const handOver: HandOver = createHandOver({
    ...{ parts, rule: () => rule, sieve: () => sieve, absolute, write },
    isOpen: () => !closed && standing.hold === null,
    queued: (jobs, sources) => {
      followed.add(jobs);
      parts.handedOver({ rule: rule.id, jobs, sources });
    },
    trouble: (trouble) => {
      if ((trouble?.message ?? null) === (standing.refused?.message ?? null)) return;
      stand({ refused: trouble });
      if (trouble !== null) tell({ kind: 'failed', count: 0, detail: trouble.message });
    },
    over: given.settled,
  });

  const followed: Followed = createFollowed({
    ...{ parts, rule: () => rule, book, seen, absolute },
    failed: (jobs) => {
      requeue.failed(jobs);
    },
    known: (jobs) => {
      if (jobs.length > 0) parts.handedOver({ rule: rule.id, jobs, sources: new Map() });
    },
    tell: (lines) => {
      tell(...lines);
    },
    changed: () => {
      changed();
      given.settled();
    },
  });

  const requeue: Requeue = createRequeue({
    ...{ develop: parts.develop, rule: rule.id, book, write, settled: given.settled },
    followed: () => followed,
    isInPlace: ({ seenId, photoId }) =>
      seen.byId([seenId]).every(({ path, missing }) => missing || parts.catalogue.photoAt(absolute(path))?.id === photoId),
    lost: (seenIds) => {
      partners.gone(seen.byId(seenIds));
    },
    look: () => {
      looker.list('check');
    },
  });

  const judge = createJudge({
    ...{ rule, sieve, book, rootId, absolute, write },
    formatOfName: parts.formatOfName,
    isResult: (path) => parts.catalogue.resultAt(path) !== null,
    isOnItsWay: handOver.has,
  });

  const candidates = createCandidates({
    ...{ times, elapsed, absolute, verify: given.verify, log: parts.log },
    // Only a disk of this computer goes by its clock
    age: ({ changedMs }) => {
      parts.expecting();
      return standing.mode === 'native' ? knownAge(changedMs, now(), times) : 0;
    },
    ready: handOver.offer,
    groupOver: handOver.groupOver,
    decided: (file, outcome, reason, detail, isNew) => {
      const line: Happening = { kind: 'skipped', name: basename(file.path), path: file.path, reason, detail };
      write([{ seenId: file.id, version: file.version, outcome, reason, photoId: null }], isNew ? [line] : []);
      given.settled();
    },
    wake: () => {
      looker.wake();
    },
  });

  const madeAt = given.isNew ? null : row.startedAt;
  const baseline = createBaseline({ rule, book, seen, rootId, isDone: row.isBaselineDone, madeAt, tell });

  const looker: Looker = createLooker({
    ...{ eyes, eyesRoot, rootId, seen, roots, candidates, times, elapsed, isWatched },
    isPending: (file) => book.isPending(rule.id, file) && !handOver.has(file.id),
    hooks: {
      judge: (still) => {
        judge(still, candidates);
        given.settled();
      },
      moved: (files) => {
        void requeue.moved(files.map(({ id }) => id));
      },
      gone: (files) => {
        if (partners.gone(files)) looker.list('check');
      },
      reached: (trouble) => {
        if (trouble !== null && standing.suspended === null) tell({ kind: 'suspended', count: 0, detail: trouble.message });
        if (trouble === null && standing.suspended !== null) tell({ kind: 'returned', count: 0 });
        stand({ suspended: trouble });
        if (trouble !== null) hasBegun();
        given.settled();
      },
      listed: async (entries: readonly FileEntry[], hinted, listing) => {
        tell(...unlistable(listing));
        await baseline(entries, hinted);
        hasBegun();
        const isFirst = standing.lastScanAt === null;
        stand({ lastReachedAt: now(), lastScanAt: now() });
        if (isFirst) {
          tell({ kind: 'scanned', count: entries.length });
          await followed.catchUp();
          await requeue.readopt();
        }
      },
      scanning: (isScanning) => {
        stand({ isScanning });
        if (!isScanning) given.settled();
      },
      log: parts.log,
    },
  });

  const holdNow = (): { readonly problem: Problem; readonly until: number | null } | null => {
    if (given.isPaused()) return { problem: problem('watch-paused'), until: null };
    const closedNow = closedBy(rule.schedule, now(), parts.onMains());
    if (closedNow === null) return null;
    return closedNow === 'hours'
      ? { problem: problem('watch-hours'), until: opensAt(rule.schedule, now()) }
      : { problem: problem('watch-battery'), until: null };
  };

  const stops = createStops({ calmMs: times.calmMs, elapsed, tell });

  const tick = (): void => {
    stops.tick();
    const hold = holdNow();
    if (hold?.problem.code === standing.hold?.code) return;
    const isFirst = standing.mode === 'starting' && standing.hold === null;
    stand({ hold: hold?.problem ?? null });
    if (hold === null) {
      parts.develop.releaseRule(rule.name);
      tell({ kind: 'resumed', count: handOver.waiting() });
      handOver.pump();
    } else {
      parts.develop.holdRule(rule.name, hold.problem, hold.until);
      if (!isFirst || given.isPaused()) tell({ kind: 'paused', count: 0, detail: hold.problem.message });
    }
    given.settled();
  };

  reconsider({ rule, sieve, book, seen, formatOfName: parts.formatOfName });
  const initial = holdNow();
  if (initial === null) parts.develop.releaseRule(rule.name);
  else {
    standing.hold = initial.problem;
    parts.develop.holdRule(rule.name, initial.problem, initial.until);
  }
  const watch: RuleWatch = {
    rule: () => rule,
    begun,
    health: () => {
      skipped ??= book.skippedCount(rule.id);
      const day = parts.ruleDay(rule.name);
      return {
        ...healthOf(standing),
        settling: candidates.settling(),
        waiting: handOver.waiting() + followed.waiting(),
        doneToday: day.done,
        spentTodayUsd: day.usd,
        skipped,
      };
    },
    waiting: () => handOver.waiting() + followed.waiting(),
    places: () => followed.places(),
    isIdle: () => looker.isIdle() && handOver.isIdle() && followed.isIdle() && requeue.isIdle(),
    hint: (paths) => {
      standing.lastEventAt = now();
      looker.hint(paths);
    },
    status: ({ mode, problem: trouble, probeMs }) => {
      if (mode !== 'unreachable' && mode !== standing.mode)
        tell({ kind: mode === 'polling' ? 'polling' : 'watching', count: 0, detail: trouble?.message ?? null });
      if (mode !== 'unreachable') stand({ mode, probeMs, polling: trouble });
      looker.status(mode === 'unreachable' ? (trouble ?? problem('root-missing')) : null);
    },
    restarted: (why) => {
      tell({ kind: 'restarted', count: 0, detail: why });
      looker.list('pause');
    },
    list: looker.list,
    heard: (jobs) => {
      handOver.heard(jobs);
      followed.heard(jobs);
    },
    queueHeard: (queue) => {
      // Outside its hours nothing goes out anyway, and that is a line already
      const waiting = followed.waiting();
      if (!closed && standing.hold === null) stops.look(stopOf(rule.name, waiting, followed.places(), queue), waiting);
    },
    tick,
    takeBack: requeue.takeBack,
    close: async () => {
      closed = true;
      hasBegun();
      candidates.clear();
      eyes.close(eyesRoot);
      await looker.close();
      await handOver.close();
      await followed.close();
      buffer.close();
    },
  };
  given.opened(watch);
  eyes.open({ id: eyesRoot, path: rule.folder, subfolders: rule.filters.subfolders, excluded, polling: given.isPolled });
  return watch;
}
