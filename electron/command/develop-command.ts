/** `develop` on the command line: adds the photos, queues them, and reports until each is over or the account needs its owner. */
import { basename, resolve } from 'node:path';
import type { Carried } from '../contract/carried.ts';
import { dollars } from '../contract/dollars.ts';
import { DarkslideError, ownDiskProblem, problem, toProblem, type Problem } from '../contract/errors.ts';
import type { JobId, PhotoId } from '../contract/ids.ts';
import type { Job } from '../contract/job.ts';
import type { Model } from '../contract/model.ts';
import { byShot } from '../library/pairs.ts';
import { IN_MEMORY_ONLY } from '../develop/results/storing.ts';
import { recipeProblem } from '../develop/queue/orders/quote.ts';
import { UsageError, type DevelopArguments } from './arguments.ts';
import { describeHolder, type Follower, type FollowEnd, type FollowParts } from './follow.ts';
import { problemFacts, report } from './report.ts';
import { recipeFrom } from './typed-recipe.ts';

export interface DevelopCommandParts extends FollowParts {
  readonly follower: Follower;
  readonly models: readonly Model[];
  /** What results carry of their originals' own words unless something else is typed. */
  readonly carried: Carried;
  /** Where this process would send photos. */
  readonly host: string;
  /** A key is at hand, so the balance can be asked for. */
  readonly hasKey: boolean;
}

export const EXIT = { done: 0, failed: 1, usage: 2, paused: 3, unsure: 4 } as const;

/** Files looked into at once. */
const ADD_AT_ONCE = 16;

/** Runs `develop`. Throws UsageError for a recipe that cannot be meant. */
export async function runDevelopCommand(parts: DevelopCommandParts, typed: DevelopArguments): Promise<number> {
  const { develop, library, emit, follower } = parts;
  const recipe = recipeFrom(typed, parts.models, parts.carried);
  const wrong = recipeProblem(recipe, parts.models);
  if (wrong !== null) throw new UsageError(wrong.message);
  const busy = handOverProblem(parts, typed);
  if (busy !== null) {
    emit(report('paused', problemFacts(busy)));
    return EXIT.paused;
  }

  let refusals = 0;
  const fail = (source: string, trouble: Problem): void => {
    refusals += 1;
    emit(report('failed', { source, ...problemFacts(trouble) }));
  };
  const sources = await addFiles(parts, typed.files, typed, fail);
  const others = await addFiles(parts, typed.others, { ...typed, pairs: 'both' }, fail);
  const wantsPhotos = typed.files.length > 0 || typed.others.length > 0;
  if (!parts.signal.aborted && wantsPhotos && (sources.size === 0 || others.size < typed.others.length)) {
    // Only results, or nothing at all: a script must not take that for work that was done
    if (refusals === 0) emit(report('failed', problemFacts(problem('nothing-found', 'No photos were found to develop.'))));
    return EXIT.failed;
  }
  if (parts.lock.isHeld() && parts.hasKey && !typed.demo) await knowBalance(parts);
  if (parts.signal.aborted)
    return exitOf(parts, { type: 'stopped', problem: problem('cancelled', 'Stopped. Nothing was sent.') }, refusals);

  const started = await develop.start([...sources.keys()], recipe, {
    folder: typed.folder === null ? null : resolve(typed.folder),
    others: [...others.keys()],
    again: typed.again,
    rule: typed.rule,
  });
  for (const refused of started.refused) fail(sources.get(refused.photoId) ?? refused.name, refused.problem);
  for (const { photoId, resultId, problem: trouble } of started.reused) {
    const source = (photoId === null ? null : sources.get(photoId)) ?? null;
    if (trouble !== null) fail(source ?? '', withAgain(trouble, recipe.model, parts.models));
    else emit(report('skipped', { source, result: library.locateResult(resultId)?.path ?? null, cost: 0 }));
  }
  const jobs = develop.jobsOf([...started.queued, ...started.underWay]);
  const known = new Set([...jobs, ...started.refused, ...started.reused].map(({ photoId }) => photoId));
  for (const [id, source] of sources)
    if (!known.has(id)) emit(report('skipped', { source, ...problemFacts(problem('copy-of-another')), cost: 0 }));
  follower.add(jobs, sources);
  const end = await follower.wait();
  // What this run queued must not go out by itself the next time somebody starts Darkslide
  const left = new Set([...follower.heldUp(), ...(end.type === 'over' ? [] : follower.open())]);
  await takeBack(
    parts,
    started.queued.filter((id) => left.has(id)),
  );
  if (end.type !== 'over') await follower.settle();
  await measureDoubts(parts, typed.demo);
  return exitOf(parts, end, refusals);
}

/** Sends a photo again that may have been charged, on a person's word, and follows it. Throws DarkslideError where it is in no doubt. */
export async function runAgain(parts: DevelopCommandParts, jobId: JobId, decision: 'again' | 'again-v2'): Promise<number> {
  const { develop, follower } = parts;
  const find = (): Job | null => develop.jobsOf([jobId])[0] ?? null;
  const job = find();
  if (job === null) throw new DarkslideError('not-found', 'There is no open job with this number.');
  if (job.state !== 'unsure') {
    throw new DarkslideError('bad-input', `Job ${String(jobId)} is ${job.state}: there is nothing to decide.`);
  }
  develop.own([jobId]);
  develop.decide(jobId, decision);
  const after = find();
  follower.add(after === null ? [] : [after], new Map());
  const end = await follower.wait();
  if (end.type === 'stopped') {
    await takeBack(parts, [jobId]); // where it was not sent yet
    await follower.settle();
  }
  await measureDoubts(parts, false);
  return exitOf(parts, end, 0);
}

/** Sends what ended runs left over, on a person's word, and follows it. */
export async function runLeftOver(parts: DevelopCommandParts): Promise<number> {
  const { develop, follower } = parts;
  if (parts.lock.isHeld() && parts.hasKey) await knowBalance(parts);
  const ids = parts.signal.aborted ? [] : await develop.developLeftOver();
  if (ids.length === 0 && !parts.signal.aborted) {
    parts.emit(report('failed', problemFacts(problem('nothing-found', 'Nothing was left over.'))));
    return EXIT.failed;
  }
  follower.add(develop.jobsOf(ids), new Map());
  const end = await follower.wait();
  const left = new Set([...follower.heldUp(), ...(end.type === 'over' ? [] : follower.open())]);
  await takeBack(
    parts,
    ids.filter((id) => left.has(id)),
  );
  if (end.type !== 'over') await follower.settle();
  await measureDoubts(parts, false);
  return exitOf(parts, end, 0);
}

/** Takes back what was not sent. Where the disk has no room for that, it is left over: nobody sends it unasked either. */
async function takeBack({ develop, note }: DevelopCommandParts, jobIds: readonly JobId[]): Promise<void> {
  try {
    await develop.cancel(jobIds);
  } catch (error) {
    if (ownDiskProblem(error) === null) throw error;
    note(
      'What was not sent could not be taken back: the disk is full. It is left over and sent only when you say so, see "left-over".',
    );
  }
}

/** What a person can do about a result whose file is gone. */
function withAgain(trouble: Problem, slug: string, models: readonly Model[]): Problem {
  if (trouble.code !== 'result-gone') return trouble;
  const price = models.find((model) => model.slug === slug)?.priceUsd ?? 0;
  return problem(trouble.code, `${trouble.message} Develop it again with --again (about ${dollars(price)}).`);
}

/** Reports the end of a run and says how the process exits. */
function exitOf({ emit, develop, follower }: DevelopCommandParts, end: FollowEnd, refusals: number): number {
  const stops: Problem[] = end.type === 'over' ? [] : end.type === 'held' ? [...end.problems] : [end.problem];
  // Also where the last photo was stored already: what was paid stands in a ledger that nobody will read
  const gone = end.type === 'over' && follower.sent() > 0 ? develop.recordProblem() : null;
  if (gone !== null) stops.push(gone);
  const isStorage = gone !== null || develop.pauses().some(({ by }) => by === 'storage');
  for (const trouble of stops) {
    const words = isStorage ? follower.inHandWords() : null;
    const message = words === null ? trouble.message : `${trouble.message.replace(` ${IN_MEMORY_ONLY}`, '')} ${words}`;
    emit(report('paused', { code: trouble.code, message, remainingCredits: develop.balance()?.usd ?? null }));
  }
  // Money that may have been charged outranks whatever else happened: it waits for a person
  if (follower.unsure() > 0) return EXIT.unsure;
  if (stops.length > 0) return EXIT.paused;
  return follower.failed() + refusals > 0 ? EXIT.failed : EXIT.done;
}

/** Why work cannot be handed to the process that holds the queue; null: it can, or this process holds it. */
export function handOverProblem({ lock, host }: DevelopCommandParts, typed: DevelopArguments): Problem | null {
  if (lock.isHeld()) return null;
  const holder = lock.holder();
  const who = describeHolder(lock);
  const advice = 'Close it, or set DARKSLIDE_HOME to another folder.';
  if (holder?.takesWork === false) return null; // it does its own and ends; then it is our turn
  if (holder === null || (!typed.demo && holder.host !== host)) {
    const elsewhere = holder === null ? '' : ` and sends to ${holder.host}`;
    return problem('runner-busy', `${who} is working in this data folder${elsewhere}. ${advice}`);
  }
  if (typed.maxCredits === null && typed.rate === null) return null;
  return problem('runner-busy', `${who} would do this work under its own limits, not under --max-credits or --rate. ${advice}`);
}

/** Adds files and folders, several at a time, so that a long list does not wait for each in turn; the order stays as typed. */
async function addFiles(
  { library, emit, signal }: DevelopCommandParts,
  files: readonly string[],
  { resultsToo, pairs }: Pick<DevelopArguments, 'resultsToo' | 'pairs'>,
  fail: (source: string, trouble: Problem) => void,
): Promise<Map<PhotoId, string>> {
  const sources = new Map<PhotoId, string>();
  const skip = (source: string, trouble: Problem): void => {
    emit(report('skipped', { source, ...problemFacts(trouble) }));
  };
  const options = { asPhotos: resultsToo, ...(pairs === null ? {} : { pairs }) };
  // Files of one shot are added together; the others each by itself, so that what is said of a name is said of one file
  const shots = byShot(files.map((file) => resolve(file)));
  for (let first = 0; first < shots.length && !signal.aborted; first += ADD_AT_ONCE) {
    const some = shots.slice(first, first + ADD_AT_ONCE);
    const outcomes = await Promise.all(some.map(async (paths) => ({ paths, outcome: await library.add(paths, options) })));
    for (const { paths, outcome } of outcomes) {
      const given = (name: string): string | undefined => paths.find((path) => basename(path) === name);
      for (const { name, problem: trouble } of outcome.refused) {
        const source = given(name);
        const isPassedOver = trouble.code === 'folder-linked' || (trouble.code === 'file-special' && source === undefined);
        (isPassedOver ? skip : fail)(source ?? name, trouble);
      }
      for (const { name, problem: trouble } of [...outcome.results, ...outcome.paired]) skip(given(name) ?? name, trouble);
      for (const id of [...outcome.added, ...outcome.known]) {
        const located = library.locatePhoto(id); // null: it turned out to belong to another one
        if (located !== null) sources.set(id, located.path);
      }
    }
  }
  return sources;
}

/** The floor needs the balance before the first photo; where it cannot be read, the first answer brings it. */
export async function knowBalance({ develop }: DevelopCommandParts): Promise<void> {
  try {
    await develop.refreshBalance();
  } catch (error) {
    if (!(error instanceof DarkslideError)) throw error; // the queue itself says what is wrong with the account
  }
}

/** The balance after the run stays in the ledger: it tells what "jobs" says of photos that may have been charged. */
export async function measureDoubts(parts: DevelopCommandParts, demo: boolean): Promise<void> {
  if (!parts.cut.aborted && parts.follower.unsure() > 0 && parts.lock.isHeld() && parts.hasKey && !demo) await knowBalance(parts);
}

/** An error of the run itself as a report. */
export function runProblem(error: unknown): Problem {
  return toProblem(error);
}
