/** Results that were renamed or moved outside. */
import type { Changes } from '../contract/events.ts';
import { jobIdSchema } from '../contract/ids.ts';
import type { ResultMark } from '../images/tasks.ts';
import { resultView, type Catalogue } from './catalogue.ts';
import { isMissing } from './refusals.ts';

/** Builds it: a result that is met under another name keeps its place in the library, where it is the same work and nothing lies where it was. */
export function createFollowResult({
  catalogue,
  changed,
}: {
  readonly catalogue: Pick<Catalogue, 'resultOfJob' | 'moveResult'>;
  readonly changed: (changes: Changes) => void;
}): (path: string, mark: ResultMark) => Promise<void> {
  return async (path, mark) => {
    const job = mark.work === null ? null : jobIdSchema.safeParse(mark.work.job);
    const known = job?.success === true ? catalogue.resultOfJob(job.data) : null;
    if (known === null || known.model !== mark.model || known.original_hash !== mark.originalHash) return; // of another data folder
    if (!(await isMissing(known.path))) return;
    const after = catalogue.moveResult(known.id, path);
    if (after !== null) changed({ results: [resultView(after)] });
  };
}
