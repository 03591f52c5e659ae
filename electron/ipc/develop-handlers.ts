/** Calls that price a run and start it. */
import type { Develop } from '../develop/develop.ts';
import type { DomainHandlers } from './handlers.ts';

/** A quote costs nothing; a start queues exactly what its outcome names. */
export function createDevelopHandlers(develop: Develop): DomainHandlers<'develop'> {
  return {
    'develop.quote': async ({ photoIds, recipe, others }) => develop.quote(photoIds, recipe, { others }),
    'develop.start': async ({ photoIds, recipe, others }) => develop.start(photoIds, recipe, { others }),
  };
}
