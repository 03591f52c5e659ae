/** Calls that steer the queue. What changes comes back as events. */
import type { Develop } from '../develop/develop.ts';
import type { DomainHandlers } from './handlers.ts';

/** One line each: the queue's rules are in develop/. */
export function createQueueHandlers(develop: Develop): DomainHandlers<'queue'> {
  return {
    'queue.pause': () => {
      develop.pause();
      return undefined;
    },
    'queue.resume': () => {
      develop.resume();
      return undefined;
    },
    'queue.try-held': ({ id }) => {
      develop.tryHeld(id);
      return undefined;
    },
    'queue.develop-left-over': async () => {
      await develop.developLeftOver();
      return undefined;
    },
    'queue.forget-left-over': async () => {
      await develop.forgetLeftOver();
      return undefined;
    },
    'queue.cancel': async ({ jobIds }) => {
      await develop.cancel(jobIds);
      return undefined;
    },
    'queue.cancel-waiting': async () => {
      await develop.cancelWaiting();
      return undefined;
    },
    'queue.retry': async ({ jobIds }) => {
      await develop.retry(jobIds);
      return undefined;
    },
    'queue.move': async ({ jobIds, before }) => {
      await develop.move(jobIds, before);
      return undefined;
    },
    'queue.wake': () => {
      develop.wake();
      return undefined;
    },
    'queue.decide': ({ jobId, decision }) => {
      develop.decide(jobId, decision);
      return undefined;
    },
    'queue.clear-finished': async () => {
      await develop.clearFinished();
      return undefined;
    },
  };
}
