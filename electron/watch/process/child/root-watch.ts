/** One root being watched: natively where the system reports changes and a probe proves it, by polling otherwise, and back when it returns. */
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { DarkslideError, problem, type Problem } from '../../../contract/errors.ts';
import type { Mount, VolumeFacts } from '../../../library/roots/volume.ts';
import type { RootRequest, RootStatus } from '../../eyes.ts';
import type { WatchTimes } from '../times.ts';
import { exclusionOf } from './exclusion.ts';
import type { Gate } from './gate.ts';
import { createHearing, type Hearing } from './hearing.ts';
import { createMerger, type Merger } from './merge.ts';
import { watchNatively, type NativeModule, type NativeWatch } from './native.ts';
import { startPolling, type Polling } from './polling.ts';
import { probe } from './probe.ts';
import { lookAtRoot, rootProblem, volumeOf, type RootFacts } from './root-facts.ts';
import { isFolder, type SweepOptions } from './sweep.ts';

/** Failures of native watching within FAILURES_FOR_MS after which it is left alone for a while. */
const MOST_FAILURES = 3;
const FAILURES_FOR_MS = 60_000;
/** Calls at once to a disk: a share that hangs takes fewer threads along. */
const LOCAL_CALLS = 4;
const NETWORK_CALLS = 2;

export interface RootWatchParts {
  readonly request: RootRequest;
  /** Null: it crashed too often, and is not used. */
  readonly native: NativeModule | null;
  readonly gate: Gate;
  readonly times: WatchTimes;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly cpuMs: () => number;
  readonly mounts: () => Promise<readonly Mount[]>;
  readonly hint: (paths: readonly string[] | null) => void;
  readonly status: (status: RootStatus) => void;
  readonly log: (message: string, error?: unknown) => void;
}

/** Where a root is, with all that depends on it; made anew each time it comes back or is replaced. */
export interface Place {
  readonly facts: RootFacts;
  readonly volume: VolumeFacts;
  readonly isExcluded: (path: string) => boolean;
}

interface Standing {
  readonly place: Place;
  readonly hearing: Hearing;
  native: NativeWatch | null;
  polling: Polling | null;
  /** Ends the probe that is out. */
  readonly leaving: AbortController;
  status: RootStatus;
}

export class RootWatch {
  readonly #parts: RootWatchParts;
  readonly #merger: Merger;
  #standing: Standing | null = null;
  /** What was said last, so that nothing is said twice. */
  #said = '';
  /** When native watching failed, as far back as it counts; by the monotonic clock. */
  #failures: number[] = [];
  #nativeAgainAt = 0;
  #timer: NodeJS.Timeout | null = null;
  #isLooking = false;
  #closed = false;

  constructor(parts: RootWatchParts) {
    this.#parts = parts;
    this.#merger = createMerger(parts.times.mergeMs, parts.hint);
  }

  get request(): RootRequest {
    return this.#parts.request;
  }

  get gate(): Gate {
    return this.#parts.gate;
  }

  /** Looks at the root now, and again and again. */
  start(): void {
    void this.#tend();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#merger.close();
    await this.#leave();
  }

  /** Where the root is now. Throws DarkslideError where it cannot be reached. */
  async place(): Promise<Place> {
    const { gate, request, mounts } = this.#parts;
    const facts = await lookAtRoot(request.path, gate.ask);
    try {
      const volume = await volumeOf(facts, await mounts(), gate.ask);
      gate.allow(volume.network ? NETWORK_CALLS : LOCAL_CALLS);
      const excluded = await Promise.all(
        request.excluded.map(async (folder) => await gate.ask(async () => await realpath(folder).catch(() => folder))),
      );
      const foldsCase = process.platform === 'win32' || process.platform === 'darwin';
      const { isExcluded } = exclusionOf([request.path, facts.path], [...request.excluded, ...excluded], foldsCase);
      return { facts, volume, isExcluded };
    } catch (error) {
      throw new DarkslideError(rootProblem(error).code, undefined, { cause: error });
    }
  }

  async #tend(): Promise<void> {
    if (this.#isLooking || this.#closed) return;
    this.#isLooking = true;
    try {
      await this.#look();
    } catch (error) {
      await this.#lose(rootProblem(error));
    } finally {
      this.#isLooking = false;
      this.#lookAgain();
    }
  }

  #lookAgain(): void {
    if (this.#closed) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      void this.#tend();
    }, this.#parts.times.rootLookMs);
  }

  async #look(): Promise<void> {
    const facts = await lookAtRoot(this.#parts.request.path, this.#parts.gate.ask);
    const standing = this.#standing;
    const isSame =
      standing !== null &&
      standing.place.facts.path === facts.path &&
      standing.place.facts.device === facts.device &&
      standing.place.facts.inode === facts.inode;
    const isDue = this.#nativeAgainAt > 0 && this.#parts.elapsed() >= this.#nativeAgainAt;
    if (isSame && !isDue) return;
    await this.#leave();
    this.#nativeAgainAt = 0;
    await this.#stand(await this.place());
  }

  async #lose(why: Problem): Promise<void> {
    await this.#leave();
    this.#say({ mode: 'unreachable', problem: why, probeMs: null, pollMs: null });
  }

  async #leave(): Promise<void> {
    const standing = this.#standing;
    this.#standing = null;
    if (standing === null) return;
    standing.leaving.abort();
    standing.polling?.close();
    standing.hearing.close();
    await standing.native?.close();
  }

  #say(status: RootStatus): void {
    const text = JSON.stringify(status);
    if (this.#closed || text === this.#said) return;
    this.#said = text;
    this.#parts.status(status);
  }

  async #stand(place: Place): Promise<void> {
    if (this.#closed) return;
    const { request, gate } = this.#parts;
    const { path } = place.facts;
    const hearing = createHearing({
      subfolders: request.subfolders,
      isExcluded: place.isExcluded,
      merger: this.#merger,
      isFolder: async (folder) => await isFolder(join(path, folder), gate.ask).catch(() => false),
      cameToBe: (folder) => {
        this.#cover(standing, folder);
      },
    });
    const status: RootStatus = { mode: 'polling', problem: null, probeMs: null, pollMs: null };
    const standing: Standing = { place, hearing, native: null, polling: null, leaving: new AbortController(), status };
    this.#standing = standing;
    const against = this.#whyPolled(place);
    if (against !== null) this.#poll(standing, against);
    else await this.#hear(standing);
  }

  /** Why the system's reports are not used here; null: they are tried. */
  #whyPolled({ volume }: Place): Problem | null {
    if (this.#parts.request.polling) return problem('watch-asked');
    if (this.#parts.native === null) return problem('watcher-failing');
    // A probe would be noticed: the system does report what this computer itself writes there
    return volume.network && process.platform !== 'win32' ? problem('watch-network') : null;
  }

  #sweepOf({ facts, isExcluded }: Place): SweepOptions {
    const { request, gate } = this.#parts;
    return { root: facts.path, folder: '', subfolders: request.subfolders, isExcluded, ask: gate.ask };
  }

  async #hear(standing: Standing): Promise<void> {
    const { native, request } = this.#parts;
    const { place, hearing } = standing;
    if (native === null) return;
    try {
      const excluded = exclusionOf([request.path, place.facts.path], request.excluded, false).paths;
      const watch = await watchNatively(native, this.#sweepOf(place), excluded, {
        events: (events) => {
          if (this.#standing === standing) hearing.hear(events);
        },
        failed: (error) => {
          this.#fail(standing, error);
        },
      });
      if (this.#standing !== standing) {
        await watch.close();
        return;
      }
      standing.native = watch;
    } catch (error) {
      await this.#giveUpNative(standing, error);
      return;
    }
    // What came between the last listing and now
    this.#merger.addAll();
    // Not waited for: meanwhile the root is looked at as ever
    void this.#test(standing).catch(async (error: unknown) => {
      await this.#giveUpNative(standing, error);
    });
  }

  /** Proves that the system reports what happens here, and says how the root is watched. */
  async #test(standing: Standing): Promise<void> {
    const { gate, times, elapsed, now } = this.#parts;
    const probed = await probe(
      { root: standing.place.facts.path, probeMs: times.probeMs, ask: gate.ask, elapsed, now, givenUp: standing.leaving.signal },
      standing.hearing.listenFor,
    );
    if (this.#standing !== standing || standing.native === null) return;
    if (probed.outcome === 'silent') await this.#giveUpNative(standing, new DarkslideError('watch-silent'));
    else if (probed.outcome === 'untested') {
      standing.status = { ...standing.status, mode: 'native', problem: problem('watch-untested') };
      this.#startPolling(standing, { pollMinMs: times.pollMaxMs, pollMaxMs: times.pollMaxMs });
    } else {
      standing.status = { mode: 'native', problem: null, probeMs: probed.ms, pollMs: null };
      this.#say(standing.status);
    }
  }

  /** The root does not answer, and that is said by the next look at it; or native watching does not work here, and it is polled. */
  async #giveUpNative(standing: Standing, error: unknown): Promise<void> {
    if (this.#standing !== standing) return;
    const { native } = standing;
    standing.native = null;
    await native?.close();
    const why = error instanceof DarkslideError ? error.toProblem() : problem('watcher-failing');
    this.#parts.log('Polling instead of hearing from the system', error);
    this.#nativeAgainAt = this.#parts.elapsed() + this.#parts.times.nativeRetryMs;
    this.#poll(standing, why);
  }

  #poll(standing: Standing, why: Problem): void {
    if (this.#standing !== standing) return;
    standing.status = { mode: 'polling', problem: why, probeMs: null, pollMs: null };
    this.#startPolling(standing, this.#parts.times);
  }

  /** The status is said when the first round has shown how long a round takes. */
  #startPolling(standing: Standing, times: Pick<WatchTimes, 'pollMinMs' | 'pollMaxMs'>): void {
    const { cpuMs, log } = this.#parts;
    standing.polling = startPolling({
      sweep: this.#sweepOf(standing.place),
      keepsInodes: standing.place.volume.keepsInodes,
      isLocal: !standing.place.volume.network,
      times,
      cpuMs,
      changed: (paths) => {
        if (paths === null) this.#merger.addAll();
        else this.#merger.add(paths);
      },
      paced: (pollMs) => {
        standing.status = { ...standing.status, pollMs };
        if (this.#standing === standing) this.#say(standing.status);
      },
      failed: (error) => {
        log('A round of polling ended early', error);
        void this.#tend();
      },
    });
  }

  /** Events were dropped, or the subscription is dead: listening begins anew, with a hint of anywhere; after several failures it is polled. */
  #fail(standing: Standing, error: Error): void {
    if (this.#standing !== standing || this.#closed) return;
    this.#parts.log('The system’s reports failed', error);
    const now = this.#parts.elapsed();
    this.#failures = [...this.#failures.filter((at) => now - at < FAILURES_FOR_MS), now];
    if (this.#failures.length > MOST_FAILURES) {
      this.#failures = [];
      void this.#giveUpNative(standing, error);
      return;
    }
    void this.#leave().then(async () => {
      await this.#tend();
    });
  }

  #cover(standing: Standing, folder: string): void {
    standing.native?.cover(folder).then(
      () => {
        // What lay in folders that nobody listened to until now
        if (this.#standing === standing) this.#merger.add([folder]);
      },
      (error: unknown) => {
        void this.#giveUpNative(standing, error);
      },
    );
  }
}
