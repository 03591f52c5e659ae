/** `watch` on the command line: the engine of the app over folders that were typed, until it is ended or everything is done. */
import { basename, resolve } from 'node:path';
import { problem, toProblem, type Problem } from '../contract/errors.ts';
import type { Rule, RuleId } from '../contract/rule.ts';
import { recipeProblem } from '../develop/queue/orders/quote.ts';
import type { HandedOver, WatchControl } from '../watch/engine/parts.ts';
import { recipeFrom, UsageError } from './arguments.ts';
import { EXIT, handOverProblem, knowBalance, measureDoubts, type DevelopCommandParts } from './develop-command.ts';
import { problemFacts, report } from './report.ts';
import { ruleOf, type WatchArguments } from './watch-arguments.ts';
import { storyWords } from './watch-words.ts';

export interface WatchCommandParts extends DevelopCommandParts {
  readonly watch: WatchControl;
}

/** How often the queue is looked at where nothing says that it changed, milliseconds. */
const LOOK_EVERY_MS = 250;
/** Lines of a story that are read at a time. */
const LINES = 500;

/** What the engine says to the command; set before anything is watched. */
export interface WatchHearing {
  handedOver: (what: HandedOver) => void;
  changed: (rule: RuleId) => void;
}

/** Runs `watch`. Throws UsageError for a recipe that cannot be meant. */
export async function runWatchCommand(parts: WatchCommandParts, hearing: WatchHearing, typed: WatchArguments): Promise<number> {
  const { watch, emit, follower, lock } = parts;
  const recipe = recipeFrom(typed.develop, parts.models);
  const wrong = recipeProblem(recipe, parts.models);
  if (wrong !== null) throw new UsageError(wrong.message);
  const busy = handOverProblem(parts, typed.develop);
  if (busy !== null) {
    emit(report('paused', problemFacts(busy)));
    return EXIT.paused;
  }
  if (lock.isHeld() && parts.hasKey && !typed.develop.demo) await knowBalance(parts);

  const told = storyTeller(parts);
  hearing.changed = told;
  hearing.handedOver = ({ jobs, sources }) => {
    follower.add(jobs, sources);
  };
  const out = typed.develop.folder === null ? null : resolve(typed.develop.folder);
  const many = typed.develop.files.length > 1;
  const rules = typed.develop.files.map((folder) =>
    ruleOf({ ...typed.develop, folder: out }, resolve(folder), recipe, Date.now(), many),
  );
  let refusals = 0;
  for (const rule of rules) {
    if (parts.signal.aborted) break;
    try {
      await watch.put(rule, typed.existing ? 'develop' : 'leave');
      if (typed.existing) watch.developBaseline(rule.id);
    } catch (error) {
      refusals += 1;
      emit(report('failed', { source: rule.folder, ...problemFacts(toProblem(error)) }));
    }
  }
  if (refusals === rules.length && !parts.signal.aborted) return EXIT.failed;
  const names = new Set(rules.map(({ name }) => name));
  // What was out when the last run was killed: nobody would learn of it otherwise
  follower.addDoubts(parts.develop.jobs().filter(({ rule }) => rule !== null && names.has(rule)));
  if (!typed.untilIdle) parts.note(`Watching ${rules.map(({ folder }) => basename(folder)).join(', ')}. Ctrl-C ends it.`);

  const stop = typed.untilIdle ? await followUntilIdle(parts) : await followUntilEnded(parts);
  await watch.close();
  for (const rule of rules) told(rule.id);
  const left = follower.open().length > 0;
  await watch.takeBack();
  if (left) await follower.settle();
  await measureDoubts(parts, typed.develop.demo);
  const stops = [...(stop === null ? [] : [stop]), ...suspensions(watch, rules, typed.untilIdle)];
  for (const trouble of stops)
    emit(report('paused', { ...problemFacts(trouble), remainingCredits: parts.develop.balance()?.usd ?? null }));
  if (follower.unsure() > 0) return EXIT.unsure;
  if (stops.length > 0) return EXIT.paused;
  return follower.failed() + refusals > 0 ? EXIT.failed : EXIT.done;
}

/** Folders that could not be looked at: a run that ends by itself must not pass for one that did everything. */
function suspensions(watch: WatchControl, rules: readonly Rule[], untilIdle: boolean): Problem[] {
  if (!untilIdle) return [];
  const ids = new Set(rules.map(({ id }) => id));
  return watch
    .rules()
    .flatMap(({ rule, health }) =>
      ids.has(rule.id) && (health.state === 'suspended' || health.state === 'failed') ? (health.problem ?? []) : [],
    );
}

/** Says what is new in the story of a rule. */
function storyTeller({ watch, emit, note }: WatchCommandParts): (rule: RuleId) => void {
  const seen = new Map<RuleId, number>();
  return (rule) => {
    const after = seen.get(rule) ?? watch.story(rule, 1)[0]?.id ?? 0;
    if (!seen.has(rule)) {
      seen.set(rule, after);
      return;
    }
    const fresh = watch.story(rule, LINES).filter(({ id }) => id > after);
    seen.set(rule, fresh[0]?.id ?? after);
    for (const line of fresh.reverse()) {
      const words = storyWords(line);
      if (words === null) continue;
      if (line.kind === 'skipped') emit(report('skipped', { source: line.name, message: words }));
      else note(words);
    }
  };
}

/** Until nothing is left to do. Null: all is done; else why it ends before that. */
async function followUntilIdle({ watch, follower, signal }: WatchCommandParts): Promise<Problem | null> {
  const ended = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  for (;;) {
    await Promise.race([watch.idle(), ended]);
    const end = await follower.wait();
    if (end.type === 'stopped') return end.problem;
    if (end.type === 'held') return end.problems[0] ?? null;
    // Results are noticed like other files, and new photos may have come meanwhile
    await Promise.race([watch.idle(), ended]);
    if (signal.aborted) return problem('cancelled', 'Stopped. What was not sent is taken up at the next start.');
    if (follower.open().length === 0) return null;
  }
}

/** Until somebody ends it. What keeps photos from going out is said, and waited for. */
async function followUntilEnded({ develop, lock, signal, emit }: WatchCommandParts): Promise<null> {
  let said: string | null = null;
  while (!signal.aborted) {
    if (!lock.isHeld() && lock.tryAcquire()) develop.takeOver();
    const pause =
      develop.pauses().find(({ by, problem: why }) => by !== 'rate' && by !== 'runner' && why !== null)?.problem ?? null;
    if (pause !== null && pause.message !== said) emit(report('paused', problemFacts(pause)));
    said = pause?.message ?? null;
    await new Promise<void>((resume) => {
      const timer = setTimeout(done, LOOK_EVERY_MS);
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resume();
      }
      signal.addEventListener('abort', done);
    });
  }
  return null;
}
