/** What came back, and what it means for job and queue: paid bytes go to the spool before anything else. */
import { problem, type Problem } from '../../../contract/errors.ts';
import type { Model } from '../../../contract/model.ts';
import type { RunOutcome } from '../../../segmind/service.ts';
import type { Consequence } from '../../ledger/job.ts';
import type { JobRow } from '../../ledger/job-row.ts';
import type { Waiting } from '../../results/in-hand.ts';
import { storeAhead } from '../../results/rescue.ts';
import { noteOf } from '../../results/spool-note.ts';
import { keepProblem } from '../../results/storing.ts';
import { noKeyProblem } from '../../money/account.ts';
import { accountPause, modelOf, over, type AnswerTools, type Received, type WorkEnd } from './tools.ts';

/** v2: the service knows the work under an id; asking for it costs nothing. */
export async function askAgain(row: JobRow, tools: AnswerTools): Promise<WorkEnd | Received> {
  const model = modelOf(row, tools.parts);
  const { requestId } = row.core;
  if (model === undefined || requestId === null) {
    tools.apply(row.id, { type: 'silence', problem: problem('no-answer'), requestId });
    return over;
  }
  const account = await tools.parts.account(row.simulated);
  if (account.key === null) return accountPause(noKeyProblem(account));
  const outcome = await account.service.resume(requestId, model, account.key, tools.signal);
  return await conclude(row, model, outcome, tools);
}

/** Writes down what an answer means, and keeps its picture. */
export async function conclude(row: JobRow, model: Model, outcome: RunOutcome, tools: AnswerTools): Promise<WorkEnd | Received> {
  const { parts, apply, balance } = tools;
  if ('remainingUsd' in outcome) {
    balance.set(row, outcome.remainingUsd, outcome.costUsd ?? model.priceUsd);
  }
  switch (outcome.type) {
    case 'picture': {
      tools.measured(model.slug, outcome.tookMs);
      return await keep(row, model, outcome, tools);
    }
    case 'spoiled': {
      const costUsd = row.simulated ? 0 : (outcome.costUsd ?? model.priceUsd);
      const facts = { costUsd, costNamed: outcome.costUsd !== null };
      await whenWritable(row, tools, () => apply(row.id, { type: 'spoiled', problem: outcome.problem }, facts));
      return over;
    }
    case 'unsure': {
      const { requestId } = outcome;
      // Asking ended because Darkslide does: the service still knows the work under its number, and the next start asks for it
      if (tools.signal.aborted && parts.ledger.job(row.id)?.core.state === 'accepted') return over;
      await whenWritable(row, tools, () => apply(row.id, { type: 'silence', problem: outcome.problem, requestId }));
      return over;
    }
    case 'refused': {
      const { consequence } = outcome;
      if (tools.signal.aborted && outcome.problem.code === 'cancelled') {
        // The upload was cut before its last piece because Darkslide ends: nothing was charged, and it waits for the next start
        const trouble = problem('cancelled', 'Darkslide was closed before the photo was sent; nothing was charged.');
        await whenWritable(row, tools, () => apply(row.id, { type: 'refused', problem: trouble, consequence: 'wait' }));
        return over;
      }
      await whenWritable(row, tools, () => apply(row.id, { type: 'refused', problem: outcome.problem, consequence }));
      return pauseFor(outcome.problem, outcome.consequence, outcome.until, parts.now());
    }
  }
}

function pauseFor(trouble: Problem, consequence: Consequence, until: number | null, now: number): WorkEnd {
  if (consequence === 'pause') return accountPause(trouble);
  if (consequence !== 'wait') return over;
  if (trouble.code === 'offline') return { type: 'pause', by: 'offline', problem: trouble, until: null };
  return { type: 'pause', by: 'rate', problem: trouble, until: until !== null && until > now ? until : null };
}

type Picture = Extract<RunOutcome, { type: 'picture' }>;

/** Nothing comes before this: the paid bytes go to the spool, and only then is the job `received`. Where they cannot, they go beside the photo. */
async function keep(row: JobRow, model: Model, picture: Picture, tools: AnswerTools): Promise<WorkEnd | Received> {
  const { parts, apply } = tools;
  const costUsd = row.simulated ? 0 : (picture.costUsd ?? model.priceUsd);
  const facts = { costUsd, costNamed: picture.costUsd !== null, tookMs: picture.tookMs };
  const ahead = async (): Promise<void> => {
    if (tools.inHand.rescued(row.id) !== null) return;
    // The ledger can be read when it cannot be written: what it knows of the job goes into the mark of the file
    const known = { ...(parts.ledger.job(row.id) ?? row), cost_usd: costUsd, took_ms: picture.tookMs };
    const file = await storeAhead(known, picture.bytes, tools);
    if (file !== null) tools.inHand.rescue(row.id, file);
  };
  await whenWritable(row, tools, async () => parts.spool.keep(row.id, picture.bytes, noteOf(row, facts)), {
    where: 'memory',
    meanwhile: ahead,
  });
  await tools.note(); // the bytes are safe already
  const received = await whenWritable(row, tools, () => apply(row.id, { type: 'picture' }, facts), {
    where: 'spool',
    meanwhile: ahead,
  });
  return received === null ? over : { type: 'received', row: received };
}

interface Meanwhile {
  readonly where: Waiting['where'];
  /** Done after each try that fails. */
  readonly meanwhile: () => Promise<void>;
}

/** News without a picture: nothing is lost but what it says of the money. */
const onlyNews: Meanwhile = {
  where: 'answer',
  meanwhile: async () => {
    await Promise.resolve();
  },
};

/**
 * The service has taken it under this number. Where that cannot be written down its picture is asked for all the same: what is waited for
 * here must not keep a paid picture from coming.
 */
export function noteAccepted(row: JobRow, requestId: string, tools: AnswerTools): void {
  const write = (): JobRow | null => tools.apply(row.id, { type: 'accepted', requestId });
  try {
    write();
  } catch (error) {
    if (keepProblem(error) === null) throw error;
    void whenWritable(row, tools, write).catch((failed: unknown) => {
      tools.parts.log('The number of a request could not be written down', failed);
    });
  }
}

/** What came back is only in memory until it is written: where there is no room, stays here and tries until there is. */
export async function whenWritable<T>(
  row: Pick<JobRow, 'id'>,
  tools: AnswerTools,
  write: () => T | Promise<T>,
  { where, meanwhile }: Meanwhile = onlyNews,
): Promise<T> {
  const { inHand } = tools;
  for (;;) {
    try {
      const value = await write();
      inHand.settle(row.id);
      return value;
    } catch (error) {
      const trouble = keepProblem(error);
      if (trouble === null) throw error;
      tools.parts.log('An answer could not be kept yet', error);
      const room = tools.waitForRoom(trouble, () => inHand.isSafe(row.id));
      await meanwhile();
      inHand.note(row.id, where);
      if (!(await room)) throw error;
    }
  }
}
