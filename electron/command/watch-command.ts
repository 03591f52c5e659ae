/** `watch` on the command line: the engine of the app over folders that were typed, until it is ended or everything is done. */
import { basename, join, resolve } from 'node:path';
import { problem, toProblem, type ErrorCode, type Problem } from '../contract/errors.ts';
import type { Rule, RuleId } from '../contract/rule.ts';
import { recipeProblem } from '../develop/queue/orders/quote.ts';
import type { Happening } from '../watch/engine/book/story.ts';
import type { HandedOver, WatchControl } from '../watch/engine/parts.ts';
import { UsageError } from './arguments.ts';
import { recipeFrom } from './typed-recipe.ts';
import { EXIT, handOverProblem, knowBalance, measureDoubts, type DevelopCommandParts } from './develop-command.ts';
import { problemFacts, report } from './report.ts';
import { ruleOf, type WatchArguments } from './watch-arguments.ts';
import { folderWords, skipWords } from './watch-words.ts';

export interface WatchCommandParts extends DevelopCommandParts {
  readonly watch: WatchControl;
}

/** How often the queue is looked at where nothing says that it changed, milliseconds. */
const LOOK_EVERY_MS = 250;
/** How often a folder that was not there is looked for, milliseconds. */
const LOOK_FOR_FOLDER_MS = 5_000;

/** What the engine says to the command; set before anything is watched. */
export interface WatchHearing {
  handedOver: (what: HandedOver) => void;
  happened: (rule: RuleId, happenings: readonly Happening[]) => void;
}

/** Runs `watch`. Throws UsageError for a recipe that cannot be meant. */
export async function runWatchCommand(parts: WatchCommandParts, hearing: WatchHearing, typed: WatchArguments): Promise<number> {
  const { watch, emit, follower, lock } = parts;
  const recipe = recipeFrom(typed.develop, parts.models, parts.carried);
  const wrong = recipeProblem(recipe, parts.models);
  if (wrong !== null) throw new UsageError(wrong.message);
  const refusal = handOverProblem(parts, typed.develop) ?? keyProblem(parts, typed);
  if (refusal !== null) {
    emit(report('paused', problemFacts(refusal)));
    return EXIT.paused;
  }
  if (lock.isHeld() && parts.hasKey && !typed.develop.demo) await knowBalance(parts);

  const out = typed.develop.folder === null ? null : resolve(typed.develop.folder);
  const options = { isOneOfMany: typed.develop.files.length > 1, changed: typed.changed };
  const rules = typed.develop.files.map((folder) =>
    ruleOf({ ...typed.develop, folder: out }, resolve(folder), recipe, Date.now(), options),
  );
  hearing.happened = teller(parts, rules, typed);
  hearing.handedOver = ({ jobs, sources }) => {
    follower.add(jobs, sources);
  };
  const { absent, refusals } = await putAll(parts, rules, typed);
  const watched = rules.length - absent.length - refusals;
  if (!parts.signal.aborted && watched === 0 && (absent.length === 0 || typed.untilIdle))
    return absent.length > 0 ? EXIT.paused : EXIT.failed;
  const names = new Set(rules.map(({ name }) => name));
  // What was out when the last run was killed: nobody would learn of it otherwise
  follower.addDoubts(parts.develop.jobs().filter(({ rule }) => rule !== null && names.has(rule)));
  if (!typed.untilIdle) parts.note(`Watching ${rules.map(({ folder }) => basename(folder)).join(', ')}. Ctrl-C ends it.`);

  const stop = typed.untilIdle ? await followUntilIdle(parts) : await followUntilEnded(parts, absent, typed);
  await watch.close();
  const left = follower.open().length > 0;
  await watch.takeBack();
  if (left) await follower.settle();
  await measureDoubts(parts, typed.develop.demo);
  const stops = [...(stop === null ? [] : [stop]), ...suspensions(watch, rules, typed.untilIdle)];
  for (const trouble of stops)
    emit(report('paused', { ...problemFacts(trouble), remainingCredits: parts.develop.balance()?.usd ?? null }));
  if (follower.unsure() > 0) return EXIT.unsure;
  if (stops.length > 0 || (typed.untilIdle && absent.length > 0)) return EXIT.paused;
  return follower.failed() + refusals > 0 ? EXIT.failed : EXIT.done;
}

/** Nothing could ever be sent: better said at once than once the first photo has come, perhaps at night. */
function keyProblem({ hasKey, lock }: WatchCommandParts, { develop: { demo } }: WatchArguments): Problem | null {
  if (hasKey || demo || !lock.isHeld()) return null;
  return problem('key-missing', 'No Segmind key is set. Put it into SEGMIND_API_KEY, or try it with --demo.');
}

/** Begins with every rule that can be. `absent`: their folders are not there now. `refusals`: how many can never be. */
async function putAll(
  parts: WatchCommandParts,
  rules: readonly Rule[],
  typed: WatchArguments,
): Promise<{ readonly absent: Rule[]; readonly refusals: number }> {
  const absent: Rule[] = [];
  let refusals = 0;
  for (const rule of rules) {
    if (parts.signal.aborted) break;
    const trouble = await put(parts, rule, typed);
    if (trouble === null) continue;
    const facts = { source: rule.folder, ...problemFacts(trouble) };
    if (trouble.code === 'root-missing') {
      absent.push(rule);
      parts.emit(report('paused', { ...facts, message: `${rule.folder}: ${trouble.message}` }));
    } else {
      refusals += 1;
      parts.emit(report('failed', facts));
    }
  }
  return { absent, refusals };
}

/** Begins with a rule; why it cannot be, or null. */
async function put({ watch }: WatchCommandParts, rule: Rule, { existing }: WatchArguments): Promise<Problem | null> {
  try {
    await watch.put(rule, existing ? 'develop' : 'leave');
    if (existing) watch.developBaseline(rule.id);
    return null;
  } catch (error) {
    return toProblem(error);
  }
}

/** Folders that could not be looked at: a run that ends by itself must not pass for one that did everything. */
function suspensions(watch: WatchControl, rules: readonly Rule[], untilIdle: boolean): Problem[] {
  if (!untilIdle) return [];
  const ids = new Set(rules.map(({ id }) => id));
  return watch
    .rules()
    .flatMap(({ rule, health }) =>
      ids.has(rule.id) && (health.state === 'suspended' || health.state === 'failed') && health.problem !== null
        ? problem(health.problem.code, `${rule.folder}: ${health.problem.message}`)
        : [],
    );
}

/** Says what happens to files, and to folders as a whole; what becomes of a job is said by whoever follows it. */
function teller(
  { develop, emit, note }: WatchCommandParts,
  rules: readonly Rule[],
  { untilIdle }: WatchArguments,
): WatchHearing['happened'] {
  const folders = new Map(rules.map(({ id, folder }) => [id, folder]));
  const codeOf = (message: string): Problem | null =>
    [...develop.pauses(), ...develop.held()].map(({ problem: why }) => why).find((why) => why?.message === message) ?? null;
  return (rule, happenings) => {
    const folder = folders.get(rule) ?? '';
    for (const line of happenings) {
      if (line.kind === 'skipped') {
        const source = line.path === undefined ? folder : join(folder, ...line.path.split('/'));
        emit(report('skipped', { source, message: skipWords(line) }));
        continue;
      }
      const words = folderWords(line);
      if (words === null) continue;
      const known = line.kind === 'paused' ? codeOf(words) : null;
      if (known === null) note(`${folder}: ${words}`);
      // A run that ends by itself says why at its end
      else if (!untilIdle) emit(report('paused', { source: folder, ...problemFacts(known) }));
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

/** Until somebody ends it, or nothing can go out any more before a person acts. Folders that were not there are watched once they are. */
async function followUntilEnded(parts: WatchCommandParts, absent: Rule[], typed: WatchArguments): Promise<Problem | null> {
  const { develop, lock, signal } = parts;
  let lookedAt = performance.now();
  while (!signal.aborted) {
    if (!lock.isHeld() && lock.tryAcquire()) develop.takeOver();
    const refused = develop.pauses().find(({ problem: why }) => why !== null && ofTheKey.has(why.code))?.problem ?? null;
    if (refused !== null) return problem(refused.code, `${refused.message} Set SEGMIND_API_KEY to a valid one and start again.`);
    if (absent.length > 0 && performance.now() - lookedAt >= LOOK_FOR_FOLDER_MS) {
      await lookForFolders(parts, absent, typed);
      lookedAt = performance.now();
    }
    await rest(LOOK_EVERY_MS, signal);
  }
  return null;
}

/** The key comes with the environment: no waiting makes it another one. */
const ofTheKey: ReadonlySet<ErrorCode> = new Set(['key-missing', 'key-rejected']);

/** Takes those away that are watched now, and those that can never be. */
async function lookForFolders(parts: WatchCommandParts, absent: Rule[], typed: WatchArguments): Promise<void> {
  for (const rule of absent.splice(0)) {
    const trouble = parts.signal.aborted ? problem('root-missing') : await put(parts, rule, typed);
    if (trouble === null) parts.note(`${rule.folder}: The folder is there now and is watched.`);
    else if (trouble.code === 'root-missing') absent.push(rule);
    else parts.emit(report('failed', { source: rule.folder, ...problemFacts(trouble) }));
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resume) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resume();
    }
    signal.addEventListener('abort', done);
  });
}
