/** All watched folders together: one at work for each rule, the eyes that serve them, and what concerns all of them. */
import { sep } from 'node:path';
import { DarkslideError, problem, type Problem } from '../contract/errors.ts';
import type { Existing, Rule, RuleHealth, RuleId } from '../contract/rule.ts';
import { createRoots } from '../library/roots/roots.ts';
import { createSeen } from '../library/roots/seen.ts';
import { createBook } from './engine/book/book.ts';
import { createFairQueue } from './engine/looking/fair-queue.ts';
import type { WatchControl, WatchParts } from './engine/parts.ts';
import { startRule, type RuleWatch } from './engine/rule-watch.ts';
import { healthWhenOff } from './engine/standing.ts';
import { createStory } from './engine/book/story.ts';
import { checkRule, type Checked, type RuleFacts } from './rules/checks.ts';
import type { Eyes } from './eyes.ts';
import { dryRun, matching, type DryRunParts } from './rules/dry-run.ts';
import { folderFacts, isSystemRoot, ruleFacts } from './rules/folder-facts.ts';

/** Pictures that are decoded at a time, to see whether they are whole; the workers take paid work first. */
const VERIFIED_AT_ONCE = 4;

/** A new rule gets so long to list its folder before whoever made it is told that it stands, milliseconds. */
const BEGIN_MS = 10_000;

interface Kept {
  rule: Rule;
  /** Null: it is switched off. */
  watch: RuleWatch | null;
  since: number;
}

/** Builds it; nothing is watched before the first `put`. */
export function createWatch(parts: WatchParts): WatchControl {
  const { now, times } = parts;
  const seen = createSeen(parts.database, now);
  const roots = createRoots(parts.database, now);
  const book = createBook(parts.database, now);
  const story = createStory(parts.database, now, parts.changed);
  const turns = createFairQueue(VERIFIED_AT_ONCE);
  const kept = new Map<RuleId, Kept>();
  const byEyesRoot = new Map<number, RuleWatch>();
  let nextEyesRoot = 1;
  let paused = false;
  let closed = false;
  let waiters: (() => void)[] = [];

  let built: Eyes | null = null;
  /** Not before there is something to look at. */
  const eyes = (): Eyes => {
    built ??= parts.eyes({
      hint: (root, paths) => byEyesRoot.get(root)?.hint(paths),
      status: (root, status) => byEyesRoot.get(root)?.status(status),
      restarted: (why) => {
        for (const watch of byEyesRoot.values()) watch.restarted(why);
      },
    });
    return built;
  };

  const isIdle = (): boolean => [...kept.values()].every(({ watch }) => watch === null || watch.isIdle());
  /** Not asked in the middle of what leads to it: whoever is told may ask for more. */
  let asking = false;
  const settled = (): void => {
    if (waiters.length === 0 || asking) return;
    asking = true;
    setImmediate(() => {
      asking = false;
      if (!closed && !isIdle()) return;
      const told = waiters;
      waiters = [];
      for (const tell of told) tell();
    });
  };

  const ticking = setInterval(() => {
    for (const { watch } of kept.values()) watch?.tick();
  }, times.scheduleMs);
  ticking.unref();
  /** Looks by the clock, beside those that somebody's end of work leads to. */
  const asker = setInterval(settled, Math.max(20, times.stillMs / 8));
  asker.unref();

  const excluded = (rule: Rule): string[] => [rule.output, rule.doneFolder].filter((folder): folder is string => folder !== null);

  const begin = (rule: Rule, isNew: boolean): RuleWatch => {
    const eyesRoot = nextEyesRoot;
    nextEyesRoot += 1;
    const watch = startRule(rule, {
      ...{ parts, eyes: eyes(), book, seen, roots, story, excluded, isNew, eyesRoot, settled },
      verify: async (path) => await turns.run(rule.id, async () => await parts.images.verify(path)),
      isPaused: () => paused,
      isPolled: parts.isPolled ?? false,
      opened: (opened) => byEyesRoot.set(eyesRoot, opened),
    });
    return watch;
  };

  const end = async (watch: RuleWatch | null): Promise<void> => {
    if (watch === null) return;
    for (const [root, known] of byEyesRoot) if (known === watch) byEyesRoot.delete(root);
    await watch.close();
  };

  /** Its row, and whether it is new. Another folder than before is a new beginning there. */
  const place = (rule: Rule, existing: Existing): boolean => {
    const root = roots.at(rule.folder) ?? roots.add(rule.folder, { volume: null, inode: 0 });
    const row = book.rule(rule.id);
    if (row === null) book.addRule(rule.id, root.id, existing === 'develop');
    else if (row.rootId !== root.id) book.moveRule(rule.id, root.id, existing === 'develop');
    else return false;
    return true;
  };

  const check = async (rule: Rule): Promise<Checked> => {
    const others: RuleFacts[] = [];
    for (const other of kept.values()) if (other.rule.id !== rule.id) others.push(await ruleFacts(other.rule));
    const around = { others, dataFolder: await folderFacts(parts.dataFolder), separator: sep, isSystemRoot };
    return checkRule(await ruleFacts(rule), around);
  };

  /** Puts and removals follow each other. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return await mine;
  };

  /** The rule at work, where it begins with this. */
  const put = async (rule: Rule, existing: Existing): Promise<RuleWatch | null> => {
    const before = kept.get(rule.id) ?? null;
    const isKnown = before !== null || book.rule(rule.id) !== null;
    // A rule that was made before waits for its folder; one that is made now has to be possible
    if (!isKnown || (before !== null && before.rule.folder !== rule.folder)) {
      const [trouble] = (await check(rule)).problems;
      if (trouble !== undefined) throw new DarkslideError(trouble.code, trouble.message);
    }
    await end(before?.watch ?? null);
    if (closed) return null;
    if (before !== null && before.rule.name !== rule.name) parts.develop.releaseRule(before.rule.name);
    const isNew = place(rule, existing);
    // Whoever saves a rule while another drive lies in its folder means that one
    if (before?.watch?.health().state === 'suspended') {
      const row = roots.at(rule.folder);
      if (row !== null) roots.identify(row.id, { volume: null, inode: 0 });
    }
    if (!rule.enabled) parts.develop.holdRule(rule.name, problem('watch-off'), null);
    parts.develop.limitRule({ name: rule.name, ...rule.caps });
    const entry: Kept = { rule, watch: null, since: now() };
    kept.set(rule.id, entry);
    if (rule.enabled) entry.watch = begin(rule, isNew);
    const wasOn = before === null ? null : before.watch !== null;
    if (isNew) story.tell(rule.id, [{ kind: 'started', count: 0 }]);
    else if (wasOn !== null && wasOn !== rule.enabled)
      story.tell(rule.id, [{ kind: rule.enabled ? 'started' : 'stopped', count: 0 }]);
    parts.changed(rule.id);
    return isNew ? entry.watch : null;
  };

  const healthOf = ({ rule, watch, since }: Kept): RuleHealth => {
    if (watch !== null) return watch.health();
    const day = parts.ruleDay(rule.name);
    const counts = { doneToday: day.done, spentTodayUsd: day.usd, skipped: book.skippedCount(rule.id) };
    return { ...healthWhenOff(since), ...counts, waiting: 0 };
  };

  const runOf = async (rule: Rule): Promise<DryRunParts> => {
    const checked = await check(rule);
    const eyesRoot = nextEyesRoot;
    nextEyesRoot += 1;
    return { rule, checked, parts, eyes: eyes(), eyesRoot, excluded: excluded(rule) };
  };

  const inMakingOrder = (): Kept[] => [...kept.values()].sort((a, b) => a.rule.createdAt - b.rule.createdAt);

  return {
    rules: () =>
      inMakingOrder().map((entry) => ({
        rule: entry.rule,
        health: healthOf(entry),
        places: entry.watch?.places() ?? new Set<string>(),
      })),
    problemsOf: async (rule): Promise<Problem[]> => [...(await check(rule)).problems],
    dryRun: async (rule) => await dryRun(await runOf(rule)),
    matching: async (rule) => await matching(await runOf(rule)),
    put: async (rule, existing) => {
      const fresh = await inTurn(async () => await put(rule, existing));
      // Whoever is told that it watches may rely on it; a drive that takes its time is not waited for
      if (fresh !== null) await within(BEGIN_MS, fresh.begun);
    },
    remove: async (id) => {
      await inTurn(async () => {
        const entry = kept.get(id);
        await entry?.watch?.takeBack();
        await end(entry?.watch ?? null);
        if (entry !== undefined) parts.develop.releaseRule(entry.rule.name);
        kept.delete(id);
        book.forget(id);
        parts.changed(id);
      });
    },
    pauseAll: (pausedNow) => {
      paused = pausedNow;
      for (const { watch } of kept.values()) watch?.tick();
    },
    isPaused: () => paused,
    story: (id, limit, before) => story.lines(id, limit, before),
    rescan: () => {
      for (const { watch } of kept.values()) watch?.list('pause');
    },
    waiting: () => [...kept.values()].reduce((sum, { watch }) => sum + (watch?.waiting() ?? 0), 0),
    idle: async () => {
      await new Promise<void>((resolve) => {
        waiters.push(resolve);
        settled();
      });
    },
    heard: ({ jobs, queue }) => {
      if (jobs !== undefined) for (const { watch } of kept.values()) watch?.heard(jobs);
      if (queue !== undefined) for (const { watch } of kept.values()) watch?.queueHeard(queue);
    },
    takeBack: async () => {
      await Promise.all([...kept.values()].map(async ({ watch }) => await watch?.takeBack()));
    },
    developBaseline: (id) => {
      book.dropBaseline(id);
      kept.get(id)?.watch?.list('pause');
    },
    close: async () => {
      if (closed) return;
      closed = true;
      clearInterval(ticking);
      clearInterval(asker);
      await turn;
      // The eyes go first: a listing that never ends would be waited for
      const ended = Promise.all(
        [...kept.values()].map(async ({ watch }) => {
          await end(watch);
        }),
      );
      await built?.stop();
      await ended;
      settled();
    },
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
