/** The program's lives in a run: started at once again and again, killed at moments of all kinds, and its watching process killed under it. */
import type { EchoService } from '../../../helpers/echo-service.ts';
import type { Random } from '../../../helpers/random.ts';
import { nextLife, nextWatcherStrike, type Life } from './lives.ts';
import { pause } from './playground.ts';
import { endOf, stackIn, start, type ProgramParts, type Running } from './program.ts';

export interface StrikeParts {
  readonly service: EchoService;
  readonly random: Random;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
  readonly trace: (line: string) => void;
  /** The service takes at least so long for an answer, milliseconds. */
  readonly atLeastMs: number;
}

export interface LiveParts<Begun> {
  readonly program: ProgramParts;
  readonly watching: readonly string[];
  /** So long from the moment at which it watches for the first time, milliseconds. */
  readonly lasts: number;
  readonly say: (sentence: string) => void;
  /** A person decides one doubt between two lives. */
  readonly decideOne: () => Promise<void>;
  /** Called when the program watches for the first time: what comes from now on is new. */
  readonly begun: () => Begun;
}

const LOOK_MS = 15;
/** A second signal sooner than this is the same wish, milliseconds. */
const SECOND_WISH_MS = 2_500;
/** A program that has just been started does not listen to signals yet, milliseconds. */
const LISTENS_AFTER_MS = 1_500;
/** The program says that it watches by then; on a busy computer it takes its time. */
const START_MS = 60_000;

/** Builds it. */
export function createStrikes({ service, random, elapsed, trace, atLeastMs }: StrikeParts) {
  service.answerAfterMs = atLeastMs;
  const killsBy: Record<string, number> = {};
  const badEnds: string[] = [];
  let watcherKills = 0;
  let begunAt = 0;
  let undisturbed: number | null = null;
  let stopped = false;
  /** A request of this life may be out for ever. */
  let wasSilent = false;
  /** A person waits for the answer: a silent service would keep them for as long as the app waits, which is no fault. */
  let isDecided = false;
  /** How the service answers changes now and then. */
  const moods = setInterval(() => {
    const chance = random();
    service.silent = chance < 0.04 && !isDecided;
    if (service.silent) {
      undisturbed = null;
      wasSilent = true;
    }
    service.answerAfterMs = atLeastMs + (chance < 0.3 ? random() * 2_000 : random() * 150);
  }, 1_000);
  moods.unref();

  /** Until the moment of this life has come, or the program ended by itself. Watchers are struck meanwhile. */
  const waitFor = async (life: Life, running: Running, until: number): Promise<'moment' | 'ended'> => {
    const began = elapsed();
    begunAt = began;
    const uploads = service.uploads.length;
    const known = { isEnded: false, isReady: false };
    void running.ended.then(() => {
      known.isEnded = true;
    });
    void running.ready.then(() => {
      known.isReady = true;
      undisturbed = elapsed();
    });
    let watcherAt = elapsed() + nextWatcherStrike(random);
    let metAt: number | null = null;
    for (;;) {
      if (known.isEnded) return 'ended';
      if (elapsed() >= watcherAt && strikeWatcher(running)) {
        watcherAt = elapsed() + nextWatcherStrike(random);
        if (known.isReady) undisturbed = elapsed();
      }
      const isOver = elapsed() - began >= life.ms || elapsed() >= until;
      if (life.by === 'upload' || life.by === 'line') {
        const count = life.by === 'upload' ? service.uploads.length - uploads : running.lines.length;
        if (count >= life.nth) metAt ??= elapsed();
        if (isOver || (metAt !== null && elapsed() - metAt >= life.after)) return 'moment';
      } else if (isOver) return 'moment';
      await pause(LOOK_MS);
    }
  };

  const strikeWatcher = (running: Running): boolean => {
    const pid = running.watcher();
    if (pid === null) return false;
    try {
      process.kill(pid, 'SIGKILL');
      watcherKills += 1;
      trace('the watching process is killed');
    } catch {
      // It ended meanwhile
    }
    return true;
  };

  const endLife = async (life: Life, running: Running): Promise<void> => {
    undisturbed = null;
    if (life.by !== 'end') {
      running.kill('SIGKILL');
      const { errors } = await running.ended;
      noteStack(errors);
      return;
    }
    const wasListening = running.lines.length > 0 || elapsed() - begunAt >= LISTENS_AFTER_MS;
    running.kill('SIGTERM');
    // What is out without an answer is waited for: that is what a second wish is for
    const impatient = setTimeout(() => {
      if (wasSilent) running.kill('SIGTERM');
    }, SECOND_WISH_MS);
    const ended = await endOf(running, 30_000);
    clearTimeout(impatient);
    if (ended === null) badEnds.push('it did not end when it was asked to');
    if (ended === null) return;
    noteStack(ended.errors);
    // Before it listens the system ends it, and nothing was begun
    if ((ended.code === null && wasListening) || ended.code === 2)
      badEnds.push(`asked to end it ended with ${String(ended.code)}: ${ended.errors.slice(-300)}`);
  };

  const noteStack = (errors: string): void => {
    const stack = stackIn(errors);
    if (stack !== null) badEnds.push(`a stack was printed: ${stack}`);
  };

  return {
    /** Lives one life after the other. */
    live: async <Begun>({ program, watching, lasts, say, decideOne, begun }: LiveParts<Begun>): Promise<Begun> => {
      let begunWith: { readonly what: Begun } | null = null;
      let until = Infinity;
      for (let number = 0; begunWith === null || (elapsed() < until && !stopped); number += 1) {
        const running = start(program, watching);
        wasSilent = service.silent;
        if (begunWith === null) {
          await Promise.race([running.ready, pause(START_MS)]);
          begunWith = { what: begun() };
          until = elapsed() + lasts;
        }
        const life = nextLife(number, random);
        trace(`started, ${life.by}`);
        if ((await waitFor(life, running, until)) === 'ended') {
          const { code, errors, lines } = await running.ended;
          undisturbed = null;
          badEnds.push(`it ended by itself with ${String(code)}: ${errors.slice(-300)} ${lines.at(-1) ?? ''}`);
          await pause(500);
          continue;
        }
        await endLife(life, running);
        trace(`ended by ${life.by}`);
        killsBy[life.by] = (killsBy[life.by] ?? 0) + 1;
        if (number % 10 === 9)
          say(
            `${String(number + 1)} lives, ${String(watcherKills)} watching processes killed, ${String(service.uploads.length)} charges`,
          );
        if (random() < 0.15) {
          isDecided = true;
          service.silent = false;
          await decideOne();
          isDecided = false;
        }
      }
      clearInterval(moods);
      return begunWith.what;
    },
    undisturbedSince: () => undisturbed,
    kills: () => Object.values(killsBy).reduce((sum, count) => sum + count, 0),
    killsBy: () => killsBy,
    watcherKills: () => watcherKills,
    badEnds: () => badEnds,
    stop: () => {
      stopped = true;
      clearInterval(moods);
    },
  };
}
