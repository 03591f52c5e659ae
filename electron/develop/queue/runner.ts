/**
 * Runs the queue: as many jobs at once as each backend takes, in order, past everything that is held. What asks everybody, or one
 * backend, to wait is kept in pauses.ts; what holds one folder or one rule in holding.ts; what is begun next is chosen in feed.ts.
 */
import { setMaxListeners } from 'node:events';
import { ownDiskProblem, problem, type Problem } from '../../contract/errors.ts';
import type { JobId } from '../../contract/ids.ts';
import { nextMidnight } from '../money/budget.ts';
import { createOrder, createKeyedSemaphore, createTurns } from './semaphore.ts';
import { createTries } from './work/look-again.ts';
import type { JobEvent } from '../ledger/job.ts';
import type { JobFacts, JobRow } from '../ledger/job-row.ts';
import { createAdmission, type Admission, type LimitReached } from './admission.ts';
import { transaction } from '../../library/database.ts';
import type { BalanceKeeper } from '../money/balance.ts';
import { endsWithin } from './deadline.ts';
import { createFeed, type UnderWay } from './feed.ts';
import { createHolding } from './trouble/holding.ts';
import { createLeftOver } from './left-over.ts';
import type { DevelopParts } from './parts.ts';
import { createManyOrders } from './orders/many.ts';
import type { Runner, RunnerHooks } from './runner-port.ts';
import { createPauses, type Paused } from './trouble/pauses.ts';
import { createRecovery } from './trouble/recovery.ts';
import { resultFolder } from '../results/result.ts';
import { createInHand } from '../results/in-hand.ts';
import { adoptRescued, rescuedFile } from '../results/rescue.ts';
import { sharedLook } from '../results/shared-look.ts';
import { isAnswer } from './pacing/circuit-breaker.ts';
import { createCancellation } from './orders/cancellation.ts';
import { createDuplicates } from './trouble/duplicates.ts';
import { createSpoiled } from './trouble/spoiled.ts';
import { workOn } from './work/work.ts';
import type { WorkEnd, WorkTools } from './work/tools.ts';

/** Results read from the spool and finished at once, in all and for one volume; the others wait on disk, not in memory. */
const FINISHED_AT_ONCE = 12;
const FINISHED_FOR_ONE = 8;
/** A drive that does not answer holds nobody up for longer, milliseconds. */
const ADOPT_WITHIN_MS = 5_000;
/** Cheaper by less than this is the same price, US dollars. */
const HAIR_USD = 0.000_001;

/** Builds the runner. It starts working at `takeOver`. */
export function createRunner(parts: DevelopParts, balance: BalanceKeeper, hooks: RunnerHooks): Runner {
  const { ledger } = parts;
  const working = new Map<JobId, UnderWay>();
  const duplicates = createDuplicates(ledger);
  const inHand = createInHand();
  const spoiled = createSpoiled({ ownJobsOnly: parts.ownJobsOnly, newestJob: ledger.newestJob });
  const ours = new Set<JobId>();
  const ending = new AbortController();
  setMaxListeners(0, ending.signal); // every request that is out listens, until it has ended
  /** Counts ends of pauses: a refusal of something sent before the last one is old news. */
  let epoch = 0;
  let closing = false;
  let adopting: Promise<unknown> = Promise.resolve();
  let pumping: NodeJS.Immediate | null = null;

  const pauses = createPauses(parts, {
    changed: () => {
      admission.recall((row) => stateOf(row) === 'shut');
      hooks.pauseChanged();
    },
    ended: () => {
      epoch += 1;
      pump();
    },
    slowed: (row, asked) => admission.slowed(row, asked),
  });

  const stateOf = (row: JobRow): 'open' | 'hold' | 'shut' => {
    if (closing || !parts.mayRun()) return 'shut';
    const pause = pauses.of(row);
    return pause === null ? 'open' : pause.by === 'rate' ? 'hold' : 'shut';
  };

  /** A limit of the user has no room for this photo. What fits it still goes: only what costs as much is held. */
  const stopForLimit = (row: JobRow, { limit, problem: trouble, freeAt = null }: LimitReached): void => {
    if (limit === 'rule' && row.rule !== null) {
      holding.limit({ scope: 'rule', detail: row.rule }, row.price_usd, trouble, freeAt);
      return;
    }
    const until = limit === 'day' ? nextMidnight(parts.now()) : null;
    const cheaper = ledger.cheaperThan(row.price_usd - HAIR_USD, row.backend);
    if (cheaper !== null && admission.fitsBudget(row, cheaper)) {
      holding.limit({ scope: 'account', detail: row.backend }, row.price_usd, trouble, until);
    } else pauses.stopBackend(row, { by: 'budget', problem: trouble, until });
  };

  const admission: Admission = createAdmission(parts, balance, {
    state: (row) => {
      const state = stateOf(row);
      return state === 'open' && feed.isCrowded(row) ? 'hold' : state;
    },
    before: (row) => aheadOf(row).filter(({ position }) => position < row.position),
    run: hooks.run,
    stop: stopForLimit,
  });

  const holding = createHolding(parts, {
    tell: (ids) => {
      hooks.tellMany(ids);
    },
    held: () => {
      admission.recall(holding.isHeld);
      hooks.pauseChanged();
    },
    released: () => {
      hooks.pauseChanged();
      pumpSoon();
    },
  });

  const leftOver = createLeftOver(ledger, parts.runs, hooks.tellMany);

  const stopIfSilent = (row: JobRow, trouble: Problem | null): void => {
    if (trouble !== null) pauses.stopBackend(row, { by: 'account', problem: trouble, until: null });
  };

  const apply = (id: JobId, event: JobEvent, facts: JobFacts = {}): JobRow | null => {
    const row = ledger.apply(id, event, facts);
    if (row === null) return null;
    if (facts.costUsd != null && !row.simulated && facts.costUsd > 0) admission.cost(row.recipe.model, facts.costUsd);
    hooks.tell([row]);
    if (event.type === 'picture') admission.answered(row);
    if (event.type === 'spoiled') spoiled.note(row);
    if (event.type === 'silence') stopIfSilent(row, admission.unanswered(row));
    else if (isAnswer(event)) admission.heard(row);
    return row;
  };

  /** Paid bytes of this job lie in the spool, whatever stopped the news of them. */
  const found = (id: JobId): JobRow | null => {
    const row = ledger.found(id);
    if (row !== null) hooks.tell([row]);
    return row;
  };

  /** One step for the disk; what was prepared ahead of its turn is claimed only now, and waited in the queue until here. */
  const send = (id: JobId, facts: JobFacts): JobRow | null => {
    const row = transaction(parts.database, () => {
      ledger.apply(id, { type: 'claim' });
      return ledger.apply(id, { type: 'send' }, facts);
    });
    if (row === null) return null;
    const job = working.get(id);
    if (job !== undefined) job.beyond = true;
    admission.sent(row);
    balance.sent(row);
    hooks.tell([row]);
    pumpSoon(); // a place among the prepared is free
    return row;
  };

  const volumeOf = (row: JobRow): string =>
    working.get(row.id)?.volume ?? parts.folders.volumeOf(row.target ?? resultFolder(row, parts.picturesFolder));

  const feed = createFeed({
    ledger,
    working,
    volumeOf,
    lanes: (backend) => admission.lanes(backend),
    waiting: (backend) => admission.waiting(backend, (row) => !feed.isCrowded(row)),
    prepared: (backend) => admission.prepared(backend),
    mayBegin: (row) => !cancellation.isWished(row.id) && !duplicates.isBlocked(row.id) && !recovery.isResting(row.id),
    hold: (row) => leftOver.hold(row) || holding.again(row) || admission.stopForRule(row),
    isOpen: (row) => pauses.of(row) === null,
    mayAsk: (row) => {
      const pause = pauses.of(row);
      return pause === null || pause.by === 'budget';
    },
    only: parts.ownJobsOnly ? ours : null,
    blocked: duplicates.count,
    begin: (row) => {
      const beyond = row.core.state !== 'queued';
      const job: UnderWay = { row, volume: volumeOf(row), beyond, ended: Promise.resolve() };
      working.set(row.id, job);
      job.ended = work(row);
    },
  });

  const cancellation = createCancellation({
    ledger,
    isUnderWay: (id) => working.has(id),
    recall: admission.recall,
    tell: hooks.tell,
    log: parts.log,
  });

  /** Jobs of its backend that are being prepared or wait for their turn, itself among them. */
  const aheadOf = (row: JobRow): JobRow[] =>
    [...working.values()].flatMap((job) =>
      !job.beyond && job.row.backend === row.backend && job.row.simulated === row.simulated ? [job.row] : [],
    );

  const ownDisk = sharedLook(async () => {
    await parts.spool.checkRoom();
  }, parts.elapsed);

  const tools: WorkTools = {
    parts,
    balance,
    apply,
    found,
    send,
    tell: (row) => {
      hooks.tell([row]);
    },
    goesAtOnce: (row) => aheadOf(row).length <= admission.free(row),
    turn: async (row, bytes) => {
      await hooks.beforeRun(row);
      if (cancellation.isWished(row.id)) return false;
      pumpSoon(); // the image workers have room for another
      return await admission.turn(row, bytes);
    },
    checkOwnDisk: ownDisk.bind(null, ''),
    inOrder: createOrder(),
    mayPrepareAgain: createTries(),
    spoiledBefore: spoiled.before,
    leave: createTurns(),
    note: createTurns(),
    finishing: createKeyedSemaphore(FINISHED_AT_ONCE, FINISHED_FOR_ONE),
    mayStillSend: (row) => stateOf(row) === 'open' && !cancellation.isWished(row.id) && !holding.isHeld(row) && !leftOver.is(row),
    measured: hooks.measured,
    waitForRoom: async (trouble, isSafe) => !ending.signal.aborted && (await pauses.waitForRoom(trouble, isSafe)),
    inHand,
    rescuedFile: async (id) => await rescuedFile(id, inHand),
    signal: ending.signal,
  };

  /** What the end of a job's work means for the others. */
  const conclude = (row: JobRow, end: WorkEnd, started: number): void => {
    switch (end.type) {
      case 'over':
        recovery.gotThrough(row.id);
        return;
      case 'duplicate':
        duplicates.add(row.id, end.of);
        return;
      case 'pause':
        if (end.by !== 'account' || epoch === started) pauses.stopFor(end, row);
        return;
      case 'held':
        holding.folder(end.hold, end.code);
        return;
      case 'fault':
        recovery.fault(row);
    }
  };

  const work = async (row: JobRow): Promise<void> => {
    const started = epoch;
    try {
      await adopting;
      conclude(row, await workOn(row, tools), started);
    } catch (error) {
      // A fault of ours. The ledger knows how far it got: what was sent is doubtful, what was not goes back
      parts.log(`Job ${String(row.id)} stopped unexpectedly`, error);
      await recovery.fallBack(row.id, error);
    } finally {
      working.delete(row.id);
      admission.left(row);
      balance.left(row.id);
      cancellation.ended(row.id);
      pumpSoon();
    }
  };

  const recovery = createRecovery({
    parts,
    apply,
    found,
    waitForRoom: tools.waitForRoom,
    isSafe: inHand.isSafe,
    unanswered: (row) => {
      stopIfSilent(row, admission.unanswered(row));
    },
    stopForStorage: pauses.stopForStorage,
    stopBackend: (row, trouble) => {
      pauses.stopBackend(row, { by: 'account', problem: trouble, until: null });
    },
  });

  const pump = (): void => {
    if (closing || !parts.mayRun() || pauses.ofAll() !== null) return;
    if (!parts.isLedgerInPlace()) {
      pauses.stopForStorage(problem('home-gone'));
      return;
    }
    try {
      cancellation.catchUp();
      feed.finishPaid();
      admission.look();
      if (feed.prefetch()) pumpSoon(); // one in each turn: claiming is a step on the disk
    } catch (error) {
      const trouble = ownDiskProblem(error);
      if (trouble === null) throw error;
      parts.log('The queue stands until its disk can be written', error);
      pauses.stopForStorage(trouble);
    }
  };

  /** Once for all that happens in this turn of the event loop. */
  const pumpSoon = (): void => {
    if (pumping !== null) return;
    pumping = setImmediate(() => {
      pumping = null;
      pump();
    });
  };

  return {
    pauses: pauses.all,
    admission,
    pump,
    apply,
    found,
    inHand: inHand.all,
    copiesBehind: duplicates.waitingFor,
    adopted: async () => {
      await adopting;
    },
    takeOver: () => {
      pauses.takeOver();
      recovery.takeOver((id) => working.has(id));
      adopting = endsWithin(adoptRescued(tools), ADOPT_WITHIN_MS);
      holding.takeOver();
      leftOver.holdAll();
      pump();
    },
    pauseByUser: pauses.pauseByUser,
    own: (ids) => {
      for (const id of ids) ours.add(id);
    },
    resume: () => {
      admission.unblock();
      recovery.forgive();
      holding.tryNow(null);
      pauses.end(() => true);
    },
    tryHeld: holding.tryNow,
    isLookedAt: holding.isLookedAt,
    holdRule: holding.rule,
    releaseRule: holding.releaseRule,
    tryAccount: () => {
      holding.limitsChanged();
      pauses.end(({ by }) => by !== 'user' && by !== 'rate');
    },
    wake: () => {
      holding.tryDue();
      const isOver = ({ by, until }: Paused): boolean => by === 'offline' || (until !== null && until <= parts.now());
      for (const pause of pauses.all()) if (pause.backend !== undefined && isOver(pause)) admission.timeIsOver(pause.backend);
      pauses.end(isOver);
    },
    limitsChanged: () => {
      holding.limitsChanged();
      pauses.end(({ by }) => by === 'budget');
    },
    ...createManyOrders({
      parts,
      cancellation,
      tell: hooks.tell,
      moved: (ids) => {
        admission.moved(ids, (id) => working.has(id));
      },
      pump,
    }),
    close: async (deadlineMs) => {
      closing = true;
      admission.close();
      pauses.close();
      holding.close();
      const everything = Promise.all(
        [...working.values()].map(async ({ ended }) => {
          await ended;
        }),
      );
      if (await endsWithin(everything, deadlineMs)) return;
      // What is cut now after its upload and has no number becomes "maybe charged", which is the truth
      ending.abort();
      pauses.giveUpRoom();
      await everything;
    },
  };
}
