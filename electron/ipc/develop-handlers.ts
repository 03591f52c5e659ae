/** Calls that price a run and start it. */
import { DarkslideError } from '../contract/errors.ts';
import type { Develop } from '../develop/develop.ts';
import type { Library } from '../library/library.ts';
import type { DomainHandlers } from './handlers.ts';

/** A quote says of files that nobody has looked into by then that they are not in it. Milliseconds. */
const QUOTE_WAIT_MS = 1_500;

/** A quote costs nothing; a start queues exactly what its outcome names. */
export function createDevelopHandlers(
  develop: Develop,
  library: Pick<Library, 'lookInto' | 'locateResult' | 'passedOver'>,
): DomainHandlers<'develop'> {
  return {
    'develop.quote': async ({ photoIds, recipe, others }) => {
      await within(QUOTE_WAIT_MS, library.lookInto([...photoIds, ...(others ?? [])]));
      return await develop.quote(photoIds, recipe, { others });
    },
    'develop.start': async ({ photoIds, recipe, others }) => {
      // A file may turn out to be a result, or one with another photo: only what was looked into goes out
      await library.lookInto([...photoIds, ...(others ?? [])]);
      return await develop.start(photoIds, recipe, { others });
    },
    'develop.read-recipe': async (of) => {
      const path = 'resultId' in of ? library.locateResult(of.resultId)?.path : library.passedOver()[0];
      if (path === undefined) throw new DarkslideError('not-found');
      const { recipe, originals } = await develop.readRecipe(path);
      return { recipe, originals: [...originals] };
    },
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}
